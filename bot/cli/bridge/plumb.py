"""``teremok bridge plumb`` and ``unplumb``: a chat of a messenger in a room of ours."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from bot.cli import data_option, words
from bot.cli.bridge.reaching import Reached, at_bridge
from bot.cli.terminal import printable
from bot.desk.finding import find_room
from bot.house import House, HouseProblem
from bridges.upstream.descriptor import Descriptor
from bridges.upstream.plumbing import Plumbed
from bridges.upstream.plumbs import plumb_chat, unplumb_chat
from rooms.community import Community
from rooms.directory import Directory
from rooms.files.yaml_file import load
from rooms.storage import upstream
from rooms.storage.database import Store
from rooms.storage.rooms import KnownRoom


@click.command(
    short_help=words("Connect a chat of the messenger with a room."),
    help=words("Connect a chat of the messenger with a room: what is said in one is in both.")
    + " "
    + words("CHAT is its id (teremok bridge chats) or a link that invites to it.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok bridge plumb ladybirds irc 'local:#ladybirds'"),
)
@click.argument("group")
@click.argument("network")
@click.argument("chat")
@data_option
@click.option("--login", "login_id", metavar="ID", help=words("Which of several linked accounts."))
@click.option(
    "--move", is_flag=True, help=words("Also when the chat or the room is connected elsewhere.")
)
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))
def plumb(
    group: str,
    network: str,
    chat: str,
    data: Path,
    login_id: str | None,
    move: bool,
    as_json: bool,
) -> None:
    """Connect a chat with a room."""
    house = House.open(data)

    async def connect(reached: Reached) -> tuple[Descriptor, KnownRoom, Plumbed]:
        directory = await _directory(house, reached)
        room = find_room(group, directory)
        asked, spared = await as_the_file_says(reached.store, network, directory, room, chat)
        plumbed = await plumb_chat(
            reached.workshop,
            reached.bridge,
            room,
            asked or chat,
            login_id=login_id,
            move=move,
            spared=spared,
            by_file=asked is not None,
        )
        return reached.installed.descriptor, room, plumbed

    descriptor, room, plumbed = at_bridge(house, network, connect)
    if as_json:
        row = {"room": room.key, "network": network, **asdict(plumbed)}
        click.echo(json.dumps(row, ensure_ascii=False))
        return
    title = plumbed.title or plumbed.chat
    click.echo(printable(words("“{chat}” is connected with “{room}”.", chat=title, room=room.name)))
    for member in plumbed.brought_back:
        click.echo(printable(words("{id} was put out by the bridge and brought back.", id=member)))
    _tell_of_upgrade(descriptor, plumbed.chat, room.room_id)


async def as_the_file_says(
    store: Store, network: str, directory: Directory, room: KnownRoom, chat: str
) -> tuple[str | None, frozenset[str]]:
    """What community.yaml calls the chat where it has it in this room, and its other rooms.

    Raises HouseProblem where it has it elsewhere, or another chat here: it would be undone at once.
    """
    async with store.reading() as connection:
        ids = {each.asked: each.chat for each in await upstream.chats(connection, network)}
    file = {each.chat: each.room_key for each in directory.chats() if each.network == network}
    asked = next((each for each in file if chat in (each, ids.get(each))), None)
    here = [each for each, key in file.items() if key == room.key]
    if asked not in here and (asked is not None or here):
        other = asked or here[0]
        known = directory.room_by_key(file[other])
        raise HouseProblem(
            "community.yaml has the chat {chat} in “{room}”: change it there, then: teremok apply",
            chat=other,
            room=known.name if known else file[other],
        )
    rooms = {directory.room_by_key(key) for key in file.values() if key != room.key}
    return asked, frozenset(other.room_id for other in rooms if other is not None)


def _tell_of_upgrade(descriptor: Descriptor, chat: str, room_id: str) -> None:
    """A group that belongs to one account is lost in part with the account."""
    if descriptor.chats.upgrade is None or not descriptor.is_own(chat):
        return
    said = f"doin '{room_id}' {descriptor.chats.upgrade}"
    click.echo(
        words(
            "This small group belongs to the account alone: if that is lost, what was written"
            " before can be deleted no more. Where the account owns the group, this makes a large"
            " one of it, in the same room: {command}",
            command=f"teremok bridge command {descriptor.network} {said}",
        )
    )


@click.command(
    short_help=words("Part a room from the messenger's chat."),
    help=words("Part a room from the messenger's chat; people and history stay.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok bridge unplumb ladybirds irc"),
)
@click.argument("group")
@click.argument("network")
@data_option
def unplumb(group: str, network: str, data: Path) -> None:
    """Part a room from its chat."""
    house = House.open(data)

    async def part(reached: Reached) -> KnownRoom:
        room = find_room(group, await _directory(house, reached))
        async with reached.store.reading() as connection:
            known = [
                chat
                for chat in await upstream.chats(connection, network)
                if chat.room_key == room.key
            ]
        plumber = await reached.workshop.plumber(reached.bridge)
        if not known and await plumber.stands(room.room_id) is None:
            raise HouseProblem(
                "“{room}” is connected with no chat of {title}.",
                room=room.name,
                title=reached.installed.descriptor.title,
            )
        if any(chat.by_file for chat in known):
            raise HouseProblem(
                "The chat stands in community.yaml: take it out there, then: teremok apply"
            )
        for chat in known:
            await unplumb_chat(reached.workshop, reached.bridge, chat)
        await plumber.unplumb(room.room_id)
        return room

    room = at_bridge(house, network, part)
    click.echo(printable(words("“{room}” is parted from its chat.", room=room.name)))


async def _directory(house: House, reached: Reached) -> Directory:
    directory = Directory(house.server_name, load(house.community_path, Community))
    await directory.refresh(reached.store)
    return directory
