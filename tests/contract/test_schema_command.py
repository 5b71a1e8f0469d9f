"""`teremok schema community` as an editor's owner uses it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from bot.cli import main
from rooms.files.yaml_tree import read_tree


@pytest.mark.parametrize(("language", "word"), [("ru", "Сотрудники."), ("en", "The people who")])
def test_the_schema_is_printed_in_the_language_of_the_command_line(
    monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    monkeypatch.setenv("TEREMOK_LANGUAGE", language)
    result = CliRunner().invoke(main, ["schema", "community"])
    assert (result.exit_code, result.stderr) == (0, "")
    schema = json.loads(result.output)
    assert schema["properties"]["staff"]["description"].startswith(word)
    sample = read_tree(Path("rooms/defaults/community.yaml").read_text("utf-8")).content
    Draft202012Validator(schema).validate(sample)


def test_the_line_for_the_editor_is_in_the_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEREMOK_LANGUAGE", "en")
    result = CliRunner().invoke(main, ["schema", "community", "--help"])
    assert "# yaml-language-server: $schema=community.schema.json" in result.output
