"""``teremok invite``, ``uninvite``, ``mute`` and ``unmute``: people in rooms, by hand."""

from datetime import timedelta
from pathlib import Path

import click

from bot.cli import data_option, language, words
from bot.cli.terminal import printable
from bot.commands.invite import uninvited_words
from bot.commands.mute import muted_words, unmuted_words
from bot.desk.desk import Desk, at_desk
from bot.desk.discretion import Discretion
from bot.desk.finding import everybody, find_person, find_room, people_meant
from bot.desk.inviting import invite, uninvite
from bot.desk.muting import mute, unmute
from bot.desk.spans import read_span
from bot.house import House


@click.command(
    "invite",
    short_help=words("Bring somebody of the staff into a room."),
    help=words("Bring somebody of the staff into a room where the file does not have them.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok invite anna hedgehogs --data data"),
)
@click.argument("person")
@click.argument("room")
@data_option
def invite_person(person: str, room: str, data: Path) -> None:
    """Bring somebody in at once."""
    house = House.open(data)

    async def work(desk: Desk) -> str:
        someone = find_person(person, await everybody(desk))
        where = find_room(room, desk.directory)
        now = desk.clock.now_ms()
        came = await invite(desk, someone, where, by=house.bot_id, at=now)
        if came:
            return words("{name} is in the room “{room}” now.", name=someone.name, room=where.name)
        text = "{name} is in the room “{room}” already."
        return words(text, name=someone.name, room=where.name)

    click.echo(printable(at_desk(house, work)))


@click.command(
    "uninvite",
    help=words("Take a guest out of a room again, or a parent out of it and its chat.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok uninvite anna hedgehogs --data data"),
)
@click.argument("person")
@click.argument("room")
@data_option
def uninvite_person(person: str, room: str, data: Path) -> None:
    """Take a guest out at once."""

    async def work(desk: Desk) -> str:
        people, where = await people_meant(desk, person), find_room(room, desk.directory)
        gone = await uninvite(desk, people, where)
        return uninvited_words(gone, where, Discretion(language()))

    click.echo(printable(at_desk(House.open(data), work)))


@click.command(
    "mute",
    short_help=words("Somebody may read and not write, a parent too."),
    help=words("Somebody may read and not write, a parent too: in a room, or in all they are in.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok mute anna --for 2h --data data"),
)
@click.argument("person")
@click.option("--room", metavar="ROOM", help=words("Only in this room."))
@click.option("--for", "span", metavar="SPAN", help=words("For how long, like 30m, 2h or 3d."))
@data_option
def mute_person(person: str, room: str | None, span: str | None, data: Path) -> None:
    """Take somebody's word."""
    house = House.open(data)
    lasting: timedelta | None = read_span(span) if span else None

    async def work(desk: Desk) -> str:
        someone = find_person(person, await everybody(desk))
        where = find_room(room, desk.directory) if room else None
        now = desk.clock.now_ms()
        muted = await mute(desk, someone, where, lasting, by=house.bot_id, at=now)
        return muted_words(desk, muted, language())

    click.echo(printable(at_desk(house, work)))


@click.command(
    "unmute",
    short_help=words("Somebody who was muted may write again."),
    help=words("Somebody who was muted may write again, in a room or everywhere.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok unmute anna --data data"),
)
@click.argument("person")
@click.option("--room", metavar="ROOM", help=words("Only in this room."))
@data_option
def unmute_person(person: str, room: str | None, data: Path) -> None:
    """Give somebody the word back."""
    house = House.open(data)

    async def work(desk: Desk) -> str:
        someone = find_person(person, await everybody(desk))
        where = find_room(room, desk.directory) if room else None
        return unmuted_words(await unmute(desk, someone, where), language())

    click.echo(printable(at_desk(house, work)))
