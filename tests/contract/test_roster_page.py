"""docs/roster.md does what it says."""

import json
import re
import shlex
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.house import House
from bot.house_settings import Ports
from rooms.community import Community
from rooms.files.yaml_file import load
from rooms.roster.comparing import KINDS
from rooms.roster.model import RELATIONS

PAGE = (Path(__file__).parents[2] / "docs" / "roster.md").read_text("utf-8")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("TEREMOK_LANGUAGE", "ru")
    monkeypatch.chdir(tmp_path)
    made = House.create(tmp_path / "data", "example.org", Ports())
    monkeypatch.setenv("TEREMOK_DATA", str(made.folder))
    (tmp_path / "список.csv").write_text(blocks("csv")[0], "utf-8")
    return made


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


def run(command: str) -> Result:
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(CliRunner().invoke, main, shlex.split(command)).result()


def test_every_command_of_the_page_does_what_it_says(house: House) -> None:
    commands = re.findall(r"^\$ teremok (.+)$", PAGE, re.MULTILINE)
    assert len(commands) >= 10
    for command in commands:
        done = run(command)
        assert done.exit_code == 0, (command, done.output)
    assert json.loads(run(commands[-1]).stdout) == json.loads(blocks("json")[0])
    assert json.loads(run("roster export --json").stdout) == json.loads(blocks("json")[0])


def test_every_relation_and_kind_is_named() -> None:
    for name in (*RELATIONS, *KINDS):
        assert f"`{name}`" in PAGE, name


def test_the_retention_is_what_the_page_says(house: House) -> None:
    days = load(house.community_path, Community).community.roster_retention_days
    assert f"`roster_retention_days` of community.yaml ({days})" in PAGE
