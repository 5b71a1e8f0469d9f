"""``teremok room``: the facts of a room, and private talks."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from bot.cli import data_option, language, words
from bot.cli.terminal import printable
from bot.commands.room import make_private_room, opened_words, room_items
from bot.desk.desk import Desk, at_desk
from bot.desk.finding import everybody, find_person, find_room
from bot.desk.private_rooms import Opened, open_private_room
from bot.desk.room_facts import RoomFacts, room_facts
from bot.house import House, HouseProblem


@click.command(
    short_help=words("Who is in a room, with what power, and its chats."),
    help=words("Who is in a room, with what power, and its chats.")
    + " "
    + words("With open PARENT: a private talk with a parent.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok room ladybirds --json --data data"),
)
@click.argument("what", nargs=-1, required=True, metavar="ROOM | open PARENT...")
@data_option
@click.option("--with", "colleagues", multiple=True, metavar="ID", help=words("Who talks."))
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))
def room(what: tuple[str, ...], data: Path, colleagues: tuple[str, ...], as_json: bool) -> None:
    """Print the facts; parents are counted, not named. Or open a private talk."""
    house = House.open(data)

    async def look(desk: Desk) -> str:
        facts = await room_facts(desk, find_room(" ".join(what), desk.directory))
        return json.dumps(_row(facts), ensure_ascii=False) if as_json else _text(desk, facts)

    async def talk(desk: Desk) -> str:
        opened = await _opened(house, desk, what[1:], colleagues)
        if as_json:
            return json.dumps(asdict(opened), ensure_ascii=False)
        return printable(opened_words(opened, language()))

    click.echo(at_desk(house, talk if what[0] == "open" else look))


async def _opened(
    house: House, desk: Desk, parents: tuple[str, ...], colleagues: tuple[str, ...]
) -> Opened:
    people = await everybody(desk)
    opened = await open_private_room(
        desk,
        [find_person(word, people) for word in parents],
        [find_person(word, people) for word in colleagues],
        by=house.bot_id,
        at=desk.clock.now_ms(),
    )
    problem = await make_private_room(desk, opened)
    if problem is not None:
        raise HouseProblem("Not possible: {what}", what=problem.words(language()))
    return opened


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
        "last_drift": facts.last_drift and asdict(facts.last_drift),
    }
