"""What is said of mistakes in community.yaml, and which of them an editor can show."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from rooms.community import Community
from rooms.community.schema import json_schema
from rooms.files.yaml_file import FileProblem, load
from rooms.files.yaml_tree import read_tree
from tests.support.broken_communities import BROKEN, RIGHT, Broken, write
from tests.support.institution import large

SAMPLE = Path("rooms/defaults/community.yaml")


def _told(broken: Broken) -> str:
    return broken.wrong.strip() or f"no {broken.right.strip()}"


def schema_problems(text: str) -> list[Any]:
    """What an editor underlines; it reads the file as our own reader does."""
    validator = Draft202012Validator(json_schema("ru"), format_checker=FormatChecker())
    return list(validator.iter_errors(read_tree(text).content))


@pytest.mark.parametrize("broken", BROKEN, ids=_told)
def test_a_mistake_is_one_sentence_with_its_place(tmp_path: Path, broken: Broken) -> None:
    path = write(tmp_path, broken.text)
    with pytest.raises(FileProblem) as caught:
        load(path, Community)
    problem, said = caught.value, caught.value.words("ru")
    assert (problem.line, problem.column) == broken.place, said
    assert broken.words in said
    assert "\n" not in said
    assert problem.words("en") != said


@pytest.mark.parametrize("broken", BROKEN, ids=_told)
def test_an_editor_shows_what_a_schema_can_tell(broken: Broken) -> None:
    assert bool(schema_problems(broken.text)) == broken.schema_tells


def test_what_is_right_is_right_for_the_editor_too(tmp_path: Path) -> None:
    load(write(tmp_path, RIGHT), Community)
    page = Path("docs/community.md").read_text("utf-8")
    texts = [RIGHT, SAMPLE.read_text("utf-8"), yaml.safe_dump(large("sad"), allow_unicode=True)]
    texts += [part.split("```")[0] for part in page.split("```yaml\n")[1:]]
    assert len(texts) > 4
    for text in texts:
        assert schema_problems(text) == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_schema_is_one_and_lets_nothing_unknown_in(language: str) -> None:
    schema = json_schema(language)
    Draft202012Validator.check_schema(schema)
    models = [schema, *schema["$defs"].values()]
    assert all(model["additionalProperties"] is False for model in models)
    for model in models:
        for name, written in model["properties"].items():
            assert written.get("description"), name
    assert schema_problems(yaml.safe_dump(schema["examples"][0], allow_unicode=True)) == []


def test_a_picture_is_looked_for_beside_the_file_that_a_link_leads_to(tmp_path: Path) -> None:
    path = write(tmp_path / "ours", RIGHT)
    (tmp_path / "data").mkdir()
    link = tmp_path / "data" / "community.yaml"
    link.symlink_to(path)
    avatar = load(link, Community).community.avatar
    assert avatar == str(path.parent.resolve() / "pictures" / "house.png")


def test_the_version_that_is_kept_needs_no_pictures(tmp_path: Path) -> None:
    path = tmp_path / "community.yaml"
    path.write_text(RIGHT, "utf-8")
    assert load(path, Community, alone=True).community.avatar == "pictures/house.png"
