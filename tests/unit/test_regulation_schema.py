"""What an editor can tell of regulation.yaml, and that it shows nothing where all is right."""

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator, FormatChecker

from bot.cli import main
from policies.regulation import Clause, Regulation
from policies.rules import RULES
from rooms.files.yaml_file import FileProblem, load_text
from rooms.files.yaml_tree import read_tree
from rooms.regulation.schema import json_schema
from tests.support.contradictory_regulations import PLANTED

ROOT = Path(__file__).parents[2]
CLAUSE = "id: '1', text: Пункт"
RIGHT = [
    *sorted((ROOT / "rooms" / "defaults").glob("regulation*.yaml")),
    ROOT / "docs" / "regulation.md",
]


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(json_schema("ru"), format_checker=FormatChecker())


def underlined(validator: Draft202012Validator, text: str) -> list[Any]:
    """What an editor underlines; it reads the file as our own reader does."""
    return list(validator.iter_errors(read_tree(text).content))


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.name)
def test_what_is_right_is_right_for_the_editor_too(
    validator: Draft202012Validator, path: Path
) -> None:
    text = path.read_text("utf-8")
    blocks = re.findall(r"```yaml\n([^`]*clauses:.*?)```", text, re.DOTALL) or [text]
    for block in blocks:
        load_text(block, path, Regulation)
        assert underlined(validator, block) == []


def test_contradictions_are_no_mistakes(validator: Draft202012Validator) -> None:
    for planted in PLANTED:
        assert underlined(validator, planted.text) == []


BROKEN = [
    f"{{{CLAUSE}, rule: lenght, with: {{lines: 5}}, action: flag}}",
    f"{{{CLAUSE}, rule: length, with: {{lins: 5}}, action: flag}}",
    f"{{{CLAUSE}, rule: length, with: {{lines: 0}}, action: flag}}",
    f"{{{CLAUSE}, rule: length, with: {{}}, action: flag}}",
    f"{{{CLAUSE}, rule: length, action: flag}}",
    f"{{{CLAUSE}, rule: length, with: {{marks: 5}}, action: flag}}",  # those of another rule
    f"{{{CLAUSE}, rule: shouting, with: {{lines: 5}}, action: flag}}",
    f"{{{CLAUSE}, rule: shouting, with: [5], action: flag}}",
    f"{{{CLAUSE}, rule: shouting, action: forbid}}",
    f"{{{CLAUSE}, rule: shouting}}",
    f"{{{CLAUSE}, action: flag}}",
    "{id: '1', rule: shouting, action: flag}",
    "{text: Пункт, rule: shouting, action: flag}",
    f"{{{CLAUSE}, rule: shouting, action: flag, room: [group]}}",
    f"{{{CLAUSE}, rule: shouting, action: flag, rooms: group}}",
    f"{{{CLAUSE}, rule: shouting, action: flag, roles: [mother]}}",
    f"{{{CLAUSE}, rule: shouting, action: flag, except: [mother]}}",
    f"{{{CLAUSE}, rule: shouting, action: flag, severity: hihg}}",
    f"{{{CLAUSE}, rule: shouting, action: flag, rehearsal: maybe}}",
    f"{{{CLAUSE}, rule: shouting, action: ask, within: 0}}",
    f"{{{CLAUSE}, rule: shouting, action: ask, otherwise: hold}}",
    f"{{{CLAUSE}, rule: shouting, action: flag, times: {{from: '25:00'}}}}",
    f"{{{CLAUSE}, rule: shouting, action: flag, times: {{days: someday}}}}",
    f"{{{CLAUSE}, rule: hours, with: {{from: '08:00'}}, action: hold}}",
    f"{{{CLAUSE}, rule: hours, with: {{from: '8', to: '20:00'}}, action: hold}}",
    f"{{{CLAUSE}, rule: hours, with: {{from: '08:00', to: '20:00', days: []}}, action: hold}}",
    f"{{{CLAUSE}, rule: hours, with: {{from: '08:00', to: '20:00', days: [pon]}}, action: hold}}",
    f"{{{CLAUSE}, rule: hours, with: {{from: '08:00', to: '20:00', calendar: XX}}, action: hold}}",
    f"{{{CLAUSE}, rule: rights, with: {{who: []}}, action: refuse}}",
    f"{{{CLAUSE}, rule: rights, with: {{who: [cook]}}, action: refuse}}",
    f"{{{CLAUSE}, rule: rights, action: refuse}}",
]


@pytest.mark.parametrize("clause", BROKEN)
def test_an_editor_shows_what_our_reader_refuses(
    validator: Draft202012Validator, clause: str
) -> None:
    text = f"clauses:\n- {clause}\n"
    with pytest.raises(FileProblem):
        load_text(text, Path("regulation.yaml"), Regulation)
    assert underlined(validator, text)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_schema_is_one_and_lets_nothing_unknown_in(language: str) -> None:
    schema = json_schema(language)
    Draft202012Validator.check_schema(schema)
    models = [schema, *(part for part in schema["$defs"].values() if "properties" in part)]
    assert all(model["additionalProperties"] is False for model in models)
    for model in models:
        for name, written in model["properties"].items():
            assert written.get("description"), name
            assert bool(re.search("[а-я]{3}", written["description"])) is (language == "ru"), name
    example = schema["examples"][0]
    assert list(Draft202012Validator(schema).iter_errors(example)) == []


def test_it_has_every_rule_and_every_key_of_a_clause() -> None:
    clause = json_schema("en")["$defs"]["Clause"]
    assert clause["properties"]["rule"]["enum"] == sorted(RULES)
    assert {rule["if"]["properties"]["rule"]["const"] for rule in clause["allOf"]} == set(RULES)
    keys = {field.alias or name for name, field in Clause.model_fields.items()}
    assert set(clause["properties"]) == keys


def test_the_command_prints_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEREMOK_LANGUAGE", "ru")
    result = CliRunner().invoke(main, ["schema", "regulation"])
    assert result.exit_code == 0
    assert '"title": "regulation.yaml"' in result.output
    assert (
        "teremok schema regulation"
        in CliRunner().invoke(main, ["schema", "regulation", "--help"]).output
    )
