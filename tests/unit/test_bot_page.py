"""docs/bot.md names every command, as the bot and the command line know it."""

import re
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.commands.apply import Apply
from bot.commands.command import Asker, Command
from bot.commands.console import Console
from bot.commands.decide import Decide, Undo
from bot.commands.help import Help, form
from bot.commands.invite import Invite, Uninvite
from bot.commands.mute import Mute, Unmute
from bot.commands.plan import Plan
from bot.commands.poll import Poll
from bot.commands.room import Room
from bot.commands.roster import Roster
from bot.commands.status import Status
from bot.commands.table import Table
from bot.commands.who import Who

PAGE = Path("docs/bot.md").read_text("utf-8")
KINDS: tuple[Any, ...] = (
    *(Help, Status, Console, Room, Who, Roster, Invite, Uninvite, Mute, Unmute),
    *(Poll, Decide, Undo),
)
ROWS = re.findall(r"^\| `!teremok ([^`]+)` \|.*\| `teremok ([^`]+)` \|$", PAGE, re.MULTILINE)


def commands() -> Table:
    nothing = cast("Any", None)
    simple = [kind(nothing) for kind in KINDS]
    return Table([*simple, Plan(nothing, nothing, nothing), Apply(nothing, nothing, nothing)])


def english(command: Command) -> str:
    return form(command, Asker("@zav:t", "en", True))


def test_the_page_shows_each_command_as_help_does() -> None:
    told = {text for text, _ in ROWS}
    known = {
        shown
        for command in commands()
        for shown in english(command).replace(" | ", f"|{command.names[0]} ").split("|")
    }
    assert told == known


@pytest.mark.parametrize("line", [line for _, line in ROWS])
def test_the_command_line_knows_what_the_page_says(line: str) -> None:
    words = line.split()
    path = [word for word in words if re.fullmatch(r"[a-z]+", word) and word != "open"]
    shown = CliRunner().invoke(main, [*path, "--help"])
    assert shown.exit_code == 0, shown.output
    for option in re.findall(r"--[a-z-]+", line):
        assert option in shown.output


def test_two_commands_never_share_a_name() -> None:
    assert len(list(commands())) == 15
