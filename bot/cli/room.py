"""``teremok room``: the facts of a room."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from bot.cli import data_option, language, words
from bot.cli.terminal import printable
from bot.commands.room import room_items
from bot.desk.desk import Desk, at_desk
from bot.desk.finding import find_room
from bot.desk.room_facts import RoomFacts, room_facts
from bot.house import House


@click.command(
    short_help=words("Who is in a room, with what power, and its chats."),
    help=words("Who is in a room, with what power, and its chats.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok room ladybirds --json --data data"),
)
@click.argument("key", metavar="ROOM")
@data_option
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))
def room(key: str, data: Path, as_json: bool) -> None:
    """Print the facts; parents are counted, not named."""

    async def work(desk: Desk) -> str:
        facts = await room_facts(desk, find_room(key, desk.directory))
        return json.dumps(_row(facts), ensure_ascii=False) if as_json else _text(desk, facts)

    click.echo(at_desk(House.open(data), work))


def _text(desk: Desk, facts: RoomFacts) -> str:
    lines = [f"{facts.room.name} ({facts.room.key})", facts.topic]
    lines += [f"  {name}: {what}" for name, what in room_items(desk, facts, language())]
    return "\n".join(printable(line) for line in lines if line)


def _row(facts: RoomFacts) -> dict[str, Any]:
    return {
        **asdict(facts.room),
        "alias": facts.alias,
        "topic": facts.topic,
        "staff": [asdict(member) for member in facts.staff],
        "parents": len(facts.parents),
        "chats": [{"network": chat.network, "chat": chat.chat} for chat in facts.chats],
        "mutes": [asdict(mute) for mute in facts.mutes],
    }
