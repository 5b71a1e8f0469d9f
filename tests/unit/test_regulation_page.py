"""What docs/regulation.md promises."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from policies.post import ROLES
from policies.regulation import Clause, Regulation
from policies.rules import RULES
from policies.verdict import Action
from rooms.files.yaml_file import load
from rooms.judgement import Judge
from tests.support.posts import post

PAGE = (Path(__file__).parents[2] / "docs" / "regulation.md").read_text("utf-8")
SATURDAY = datetime.fromisoformat("2026-11-28T12:00+03:00")


@pytest.fixture
def example(tmp_path: Path) -> Regulation:
    block = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert block
    path = tmp_path / "regulation.yaml"
    path.write_text(block[1], "utf-8")
    return load(path, Regulation)


def test_the_example_does_what_the_page_says(example: Regulation) -> None:
    judge = Judge(example, "Europe/Moscow")
    assert judge.judge(post()).lets_through
    saturday = judge.judge(post(at=SATURDAY))
    assert saturday.decisive is not None
    assert (saturday.decisive.clause, saturday.lets_through) == ("3.2", False)
    assert judge.judge(post(at=SATURDAY.replace(hour=22), roles=("head",))).lets_through
    assert not judge.judge(post(kind="staff", roles=("parent",))).lets_through
    assert judge.judge(post("а" * 1001)).action is Action.FLAG


def test_every_key_rule_role_and_action_is_explained() -> None:
    names = [field.alias or name for name, field in Clause.model_fields.items()]
    for rule in RULES.values():
        names += [rule.name, *(f.alias or n for n, f in rule.parameters.model_fields.items())]
    for name in (*names, *ROLES, *Action):
        assert f"`{name}`" in PAGE, name
