"""However the list is written down, `teremok roster import` shows and takes the same roster."""

import json
import shlex
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.house import House
from bot.house_settings import Ports
from tests.support.roster_shapes import FIXTURES, SHAPES

EXPECTED = json.loads((FIXTURES / "expected.json").read_text("utf-8"))


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    made = House.create(tmp_path / "data", "example.org", Ports())
    monkeypatch.setenv("TEREMOK_DATA", str(made.folder))
    return made


def run(command: str) -> Result:
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(CliRunner().invoke, main, shlex.split(command)).result()


def by_name(children: list[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(children, key=lambda child: (child["group"], child["surname"], child["name"]))


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_shows_the_same_in_a_dry_run(name: str) -> None:
    shown = json.loads(run(f"roster import {FIXTURES / name} --dry-run --json").stdout)
    assert shown["problems"] == []
    assert by_name(shown["children"]) == by_name(EXPECTED)


@pytest.mark.usefixtures("house")
def test_the_second_shape_changes_nothing_after_the_first() -> None:
    first, *others = SHAPES
    assert run(f"roster import {FIXTURES / first} --yes").exit_code == 0
    for name in others:
        shown = json.loads(run(f"roster diff {FIXTURES / name} --json").stdout)
        assert shown["changes"] == [], name
