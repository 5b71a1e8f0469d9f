"""The `teremok` command: one module a subcommand, loaded only when it is asked for."""

import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.cli.spoken import speak
from bot.house import DEFAULT_FOLDER, HouseProblem
from bridges.upstream.problems import BridgeProblem
from rooms.files.yaml_file import FileProblem
from rooms.language import LANGUAGES, say
from rooms.reconcile.homeserver import HomeserverProblem
from rooms.roster.tables.refusal import RosterFileProblem
from rooms.storage.database import DatabaseAway, DatabaseTooNew

PROBLEM = 2
"""The exit code of everything that could not be done."""

_COMMANDS = {
    "up": "bot.cli.up:up",
    "plan": "bot.cli.rooms:plan",
    "apply": "bot.cli.rooms:apply",
    "year": "bot.cli.year:year",
    "room": "bot.cli.room:room",
    "who": "bot.cli.who:who",
    "invite": "bot.cli.people:invite_person",
    "uninvite": "bot.cli.people:uninvite_person",
    "mute": "bot.cli.people:mute_person",
    "unmute": "bot.cli.people:unmute_person",
    "poll": "bot.cli.poll:poll",
    "schema": "bot.cli.schema:schema",
    "user": "bot.cli.user:user",
    "roster": "bot.cli.roster:roster",
    "onboard": "bot.cli.onboard:onboard",
    "status": "bot.cli.status:status",
    "policy": "bot.cli.policy:policy",
    "decisions": "bot.cli.decisions:decisions",
    "archive": "bot.cli.archive:archive",
    "bridge": "bot.cli.bridge:bridge",
    "console": "bot.cli.console:console",
}

F = TypeVar("F", bound=Callable[..., Any])


def language() -> str:
    """Russian, unless the environment says English: TEREMOK_LANGUAGE, else the locale."""
    for name in ("TEREMOK_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        spoken = os.environ.get(name, "")
        if spoken:
            return "en" if spoken.lower().startswith("en") else LANGUAGES[0]
    return LANGUAGES[0]


def words(text: str, /, **values: object) -> str:
    """An English source text in the language of the command line."""
    return say(language(), text, **values)


speak(language())


def data_option(command: F) -> F:
    """``--data DIR``, else TEREMOK_DATA, else ./data: given to the command as `data`."""
    option = click.option(
        "--data",
        type=click.Path(path_type=Path),
        envvar="TEREMOK_DATA",
        default=DEFAULT_FOLDER,
        metavar="DIR",
        help=words("The folder of the house (else TEREMOK_DATA, else ./data)."),
    )
    return option(command)


def as_line(problem: Exception) -> str:
    """What went wrong, in one line of plain words."""
    match problem:
        case HouseProblem() | FileProblem() | RosterFileProblem():
            text = problem.words(language())
        case DatabaseTooNew():
            text = words("The database belongs to a newer Teremok. Install the newer Teremok.")
        case DatabaseAway():
            text = words("The database does not answer: {reason}", reason=str(problem))
        case HomeserverProblem() | BridgeProblem():
            text = problem.sentence.words(language())
        case OSError():
            reason = words(problem.strerror) if problem.strerror else str(problem)
            text = f"{problem.filename}: {reason}" if problem.filename else reason
        case _:
            text = str(problem)
    return " ".join(text.split())


class Commands(click.Group):
    """The subcommands; what cannot be done is told in one line and ends with exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order in which people need them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The subcommand of that name."""
        if name not in _COMMANDS:
            return None
        module, attribute = _COMMANDS[name].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except (
            HouseProblem,
            FileProblem,
            RosterFileProblem,
            DatabaseTooNew,
            DatabaseAway,
            HomeserverProblem,
            BridgeProblem,
            OSError,
        ) as problem:
            if isinstance(problem, BrokenPipeError):
                raise
            click.echo(f"teremok: {as_line(problem)}", err=True)
            ctx.exit(PROBLEM)


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=words("One house for a kindergarten and its parents.")
    + "\n\n\b\n"
    + words("Start the house:  teremok up --data data")
    + "\n"
    + words("A new educator:   teremok user add anna --name 'Anna' --role educator"),
)
@click.version_option(package_name="teremok", prog_name="teremok")
def main() -> None:
    """The `teremok` command."""
