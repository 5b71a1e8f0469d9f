"""What docs/regulation.md promises."""

import re
import shlex
from datetime import datetime
from pathlib import Path

import click
import pytest

from bot.cli.policy import policy
from policies.post import ROLES
from policies.regulation import Clause, Regulation
from policies.rules import RULES
from policies.verdict import Action
from rooms.files.yaml_file import load, load_text
from rooms.judgement import Judge
from tests.support.posts import post

PAGE = (Path(__file__).parents[2] / "docs" / "regulation.md").read_text("utf-8")
SATURDAY = datetime.fromisoformat("2026-11-28T12:00+03:00")
MONDAY = datetime.fromisoformat("2026-11-30T09:00+03:00")
LINK = "Смотрите https://example.com/photo"


@pytest.fixture
def example(tmp_path: Path) -> Regulation:
    block = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert block
    path = tmp_path / "regulation.yaml"
    path.write_text(block[1], "utf-8")
    return load(path, Regulation)


@pytest.mark.parametrize(
    ("text", "more", "action", "clause"),
    [
        ("Доброе утро", {}, Action.ALLOW, None),
        ("Доброе утро", {"kind": "staff", "roles": ("parent",)}, Action.REFUSE, "1.1"),
        ("Доброе утро", {"at": SATURDAY, "roles": ("parent",)}, Action.HOLD, "2.2"),
        ("Доброе утро", {"at": SATURDAY, "roles": ("head",)}, Action.ALLOW, None),
        ("Доброе утро", {"at": SATURDAY, "roles": ("duty",)}, Action.ALLOW, None),
        (LINK, {"roles": ("parent",)}, Action.ASK, "3.1"),
        (LINK, {"roles": ("parent",), "kind": "lounge"}, Action.ALLOW, None),
        ("Смотрите https://sad24.ru", {"roles": ("parent",)}, Action.ALLOW, None),
        ("Переведите по 500 руб", {"roles": ("parent",)}, Action.WITHDRAW, "3.2"),
        ("Переведите по 500 руб", {"roles": ("treasurer",)}, Action.ALLOW, None),
    ],
)
def test_the_example_does_what_the_page_says(
    example: Regulation, text: str, more: dict[str, object], action: Action, clause: str | None
) -> None:
    verdict = Judge(example, "Europe/Moscow").judge(post(text, **more))  # type: ignore[arg-type]
    assert verdict.action is action
    assert (verdict.decisive.clause if verdict.decisive else None) == clause


def test_a_rehearsal_is_noted_and_decides_nothing(example: Regulation) -> None:
    verdict = Judge(example, "Europe/Moscow").judge(post("Спасибо", at=MONDAY))
    assert verdict.action is Action.ALLOW
    assert [(each.clause, each.rehearsed) for each in verdict.findings] == [("4.1", True)]


def test_emergency_words_are_found_as_the_page_says(example: Regulation) -> None:
    for text in ("После пожара", "Вызвали скорую", "Срочно нужен врач", "срочно врача"):
        assert example.is_emergency(post(text)), text
    for text in ("До скорой встречи", "Скорая помощь", "Был врач"):
        assert not example.is_emergency(post(text)), text


def test_the_built_in_emergency_words_are_those_of_the_page() -> None:
    block = re.search(r"```yaml\n(emergency:.*?)```", PAGE, re.DOTALL)
    assert block
    told = load_text(block[1], Path("regulation.yaml"), Regulation)
    assert told.emergency == Regulation().emergency
    assert told.is_emergency(post("Пожар в саду!"))


def test_every_key_rule_role_and_action_is_explained() -> None:
    names = [field.alias or name for name, field in Clause.model_fields.items()]
    names += [field.alias or name for name, field in Regulation.model_fields.items()]
    for rule in RULES.values():
        names += [rule.name, *(f.alias or n for n, f in rule.parameters.model_fields.items())]
    for name in (*names, *ROLES, *Action):
        assert re.search(rf"`{name}\b[^`]*`", PAGE), name


def test_a_rule_has_its_own_parameters_in_its_row() -> None:
    for rule in RULES.values():
        row = re.search(rf"^\| `{rule.name}` \|.*", PAGE, re.MULTILINE)
        assert row, rule.name
        for name, field in rule.parameters.model_fields.items():
            assert re.search(rf"`{field.alias or name}\b", row[0]), (rule.name, name)


def test_rules_that_may_be_mistaken_are_marked() -> None:
    for rule in RULES.values():
        row = re.search(rf"^\| `{rule.name}` \|.*", PAGE, re.MULTILINE)
        assert row
        assert ("*Hint*" in row[0]) is rule.heuristic, rule.name


def test_every_command_is_one() -> None:
    commands = re.findall(r"`teremok policy ([^`]+)`", PAGE)
    assert len(commands) >= len(policy.list_commands(click.Context(policy)))
    for line in commands:
        name, *words = shlex.split(line)
        command = policy.get_command(click.Context(policy), name)
        assert command is not None, line
        command.make_context(name, words)


def test_every_command_is_told() -> None:
    for name in policy.list_commands(click.Context(policy)):
        assert f"`teremok policy {name} " in PAGE, name
