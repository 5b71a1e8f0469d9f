"""``teremok who``: who somebody is."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from bot.cli import data_option, language, words
from bot.cli.roster.house import json_option, show_option
from bot.cli.terminal import printable
from bot.commands.who import person_items, person_line
from bot.desk.desk import Desk, at_desk
from bot.desk.discretion import Discretion
from bot.desk.finding import matching
from bot.desk.person_facts import PersonFacts, person_facts
from bot.house import House


@click.command(
    short_help=words("Who somebody is: roles, rooms, children."),
    help=words("Who somebody is: roles, rooms, children.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok who anna --json --data data"),
)
@click.argument("person")
@data_option
@show_option
@json_option
def who(person: str, data: Path, show: bool, as_json: bool) -> None:
    """Print everybody who is called so."""
    discretion = Discretion(language(), open=show)

    async def work(desk: Desk) -> str:
        found = await matching(desk, person)
        every = [await person_facts(desk, someone) for someone in found]
        if as_json:
            return json.dumps([_row(facts, discretion) for facts in every], ensure_ascii=False)
        return "\n".join(_text(desk, facts, discretion) for facts in every)

    click.echo(at_desk(House.open(data), work))


def _text(desk: Desk, facts: PersonFacts, discretion: Discretion) -> str:
    lines = [person_line(facts.someone, discretion)]
    for label, what in person_items(desk, facts, discretion):
        lines.append(f"  {label}: {what}" if label else f"  {what}")
    return "\n".join(printable(line) for line in lines)


def _row(facts: PersonFacts, discretion: Discretion) -> dict[str, Any]:
    someone = facts.someone
    return {
        "user_id": someone.user_id,
        "name": discretion.shown(someone.name) if someone.is_parent else someone.name,
        "roles": sorted(someone.roles),
        "network": someone.network,
        "rooms": [room.key for room in facts.rooms],
        "mutes": [asdict(mute) for mute in facts.mutes],
        "linked": facts.linked,
        "children": [
            {
                "child": discretion.child(ward.child),
                "group": ward.child.group,
                "guardian": discretion.guardian(ward.guardian),
            }
            for ward in facts.wards
        ],
    }
