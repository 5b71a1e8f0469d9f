"""Who is in a chat although the roster says otherwise, as `teremok roster reach` shows it."""

from collections.abc import Sequence
from typing import Any

import click

from bot.cli import language, words
from bot.cli.roster.tables import print_table
from bot.desk.discretion import Discretion
from bot.desk.staying_words import command_words, reason_words
from rooms.roster.staying import Staying


def print_staying(rows: Sequence[Staying], show: bool) -> None:
    """A table of them with the command that takes each out; nothing where there is nobody."""
    if not rows:
        return
    click.echo(words("In the chat, although by the roster they should not be:"))
    discretion = Discretion(language(), open=show)
    headers = ("Room", "Messengers", "Id", "Guardian", "Why", "To take them out")
    print_table(
        [words(header) for header in headers],
        [
            (
                row.room.name,
                ", ".join(row.networks),
                str(row.guardian_id),
                discretion.guardian(row.guardian),
                reason_words(row, language(), discretion),
                f"teremok {command_words(row)}",
            )
            for row in rows
        ],
    )


def staying_as_json(row: Staying, show: bool) -> dict[str, Any]:
    """The same for programs; `reason` is ``blocked`` or ``left``."""
    discretion = Discretion(language(), open=show)
    return {
        "room": row.room.key,
        "networks": list(row.networks),
        "id": row.guardian_id,
        "guardian": discretion.guardian(row.guardian),
        "reason": row.reason,
        "children": [discretion.child(child) for child in row.wards],
        "also_here": row.also_here,
        "command": f"teremok {command_words(row)}",
    }
