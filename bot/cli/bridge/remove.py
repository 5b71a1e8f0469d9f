"""``teremok bridge remove``: take a bridge out of the house."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import aiohttp
import click

from bot.cli import as_line, data_option, words
from bot.cli.bridge.reaching import reaching
from bot.cli.terminal import printable
from bot.house import House, HouseProblem
from bot.upstream.coming_up import works
from bot.upstream.installed import (
    InstalledBridge,
    installed_networks,
    open_bridge,
    open_broken,
)
from bot.upstream.removing import let_be, plumbed_chats, remove_bridge
from bot.upstream.turns import alone
from bridges.upstream.clearing import clear
from bridges.upstream.homeserver import BotClient
from bridges.upstream.problems import BridgeProblem
from bridges.upstream.provisioning import Bridge, Provisioning
from rooms.files.yaml_file import FileProblem
from rooms.reconcile.homeserver import HomeserverAway, HomeserverProblem
from rooms.storage.database import Store

HOMESERVER_SECONDS = 60.0
NOT_ENDED = 1
"""The exit code when the bridge's program goes on running, or something of it stays in a room."""


@dataclass(frozen=True, slots=True)
class Done:
    """Whether the program has ended and the account is logged out; `full`: rooms it is still in."""

    ended: bool
    logged_out: bool
    full: tuple[str, ...]


@click.command(
    short_help=words("Take a bridge out of the house, with all its data."),
    help=words("Take a bridge out of the house, with all its data.")
    + " "
    + words("Its account is logged out, its rooms are parted from their chats; history stays.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok bridge remove irc --yes"),
)
@click.argument("network")
@data_option
@click.option("--yes", is_flag=True, help=words("Also when chats are connected through it."))
@click.pass_context
def remove(context: click.Context, network: str, data: Path, yes: bool) -> None:
    """Take a bridge out."""
    house = House.open(data)
    installed, is_whole = _open(house, network)
    done = asyncio.run(_remove(house, installed, yes, is_whole))
    title = installed.descriptor.title
    click.echo(words("The bridge to {title} is removed.", title=title))
    if not done.logged_out:
        click.echo(
            words(
                "Nobody logged the account out of {title}. Take the linked device off on the"
                " phone.",
                title=title,
            ),
            err=True,
        )
    if isinstance(installed.database, str):
        click.echo(words("Its PostgreSQL database is still there: drop it yourself."), err=True)
    if not done.ended:
        click.echo(
            words("Its program still runs; its data stay in {path}.", path=installed.folder),
            err=True,
        )
    if done.full:
        click.echo(
            words(
                "The bridge's bot and parents' names from there are still in: {rooms}. Put them out"
                " by hand.",
                rooms=", ".join(done.full),
            ),
            err=True,
        )
    if done.full or not done.ended:
        context.exit(NOT_ENDED)


def _open(house: House, network: str) -> tuple[InstalledBridge, bool]:
    """The bridge, and whether all its files can be read: one that is broken is taken out, too."""
    try:
        installed = open_bridge(house, network)
        _ = installed.secrets
    except FileProblem as problem:
        _complain(problem)
        return open_broken(house, network), False
    except HouseProblem as problem:
        if network not in installed_networks(house):
            raise
        _complain(problem)
        return open_bridge(house, network), False
    return installed, True


async def _remove(house: House, installed: InstalledBridge, yes: bool, is_whole: bool) -> Done:
    store = await Store.open(house.database_url)
    try:
        chats = await plumbed_chats(store, installed.network)
        if chats and not yes:
            raise HouseProblem(
                "Chats are connected through this bridge: {chats}. To part them from their rooms"
                " and remove it: teremok bridge remove {network} --yes",
                chats=", ".join(f"{chat.room_key} ← {chat.title or chat.chat}" for chat in chats),
                network=installed.network,
            )
        if chats and not house.is_running:
            raise HouseProblem(
                "Chats are connected through this bridge, and only a running house can part them"
                " from their rooms. Start it: teremok up"
            )
        with alone(house):
            return await _take_out(house, installed, store, is_whole)
    finally:
        await store.close()


async def _take_out(
    house: House,
    installed: InstalledBridge,
    store: Store,
    is_whole: bool,
) -> Done:
    answers = is_whole and house.is_running and await _works(installed)
    await let_be(installed, store, is_whole)
    # From now on nothing more is plumbed through it.
    rooms = {chat.room_id: chat.room_key for chat in await plumbed_chats(store, installed.network)}
    if answers:
        await _part(house, installed.network, rooms)
    known = _as_known(installed)  # as long as its secrets are there
    full = await _clear(house, known, rooms) if is_whole else rooms
    logged_out = answers and await _log_out(installed)
    ended = (await remove_bridge(house, installed, store)).ended
    if ended and not is_whole:
        full = await _clear(house, known, rooms)
    return Done(ended, logged_out, tuple(full.values()))


def _as_known(installed: InstalledBridge) -> Bridge:
    """The bridge, without its tokens where nobody knows them any more."""
    try:
        return installed.bridge
    except HouseProblem:
        return installed.without_secrets


async def _works(installed: InstalledBridge) -> bool:
    async with aiohttp.ClientSession() as session:
        return await works(Provisioning(installed.bridge, session))


async def _part(house: House, network: str, rooms: Mapping[str, str]) -> None:
    """Have the bridge forget the rooms; who does not go then is led out."""
    async with reaching(house, network) as reached:
        for room_id in rooms:
            with suppress(BridgeProblem, HomeserverProblem):
                await (await reached.workshop.plumber(reached.bridge)).unplumb(room_id)


async def _clear(house: House, bridge: Bridge, rooms: Mapping[str, str]) -> Mapping[str, str]:
    """Take what is left of the bridge out of the rooms; gives those where that does not work."""
    full = {}
    async with aiohttp.ClientSession() as session:
        client = BotClient(house.homeserver_url, house.bot_id, house.secrets.bot_token, session)
        for room_id, key in rooms.items():
            try:
                await _patiently(partial(clear, client, bridge, room_id))
            except HomeserverProblem as problem:
                _complain(problem)
                full[room_id] = key
    return full


async def _patiently(work: Callable[[], Awaitable[None]]) -> None:
    """The homeserver may just be started anew, without the bridge."""
    ends = time.monotonic() + HOMESERVER_SECONDS
    while True:
        try:
            return await work()
        except HomeserverAway:
            if time.monotonic() > ends:
                raise
            await asyncio.sleep(1)


async def _log_out(installed: InstalledBridge) -> bool:
    """So that the messenger does not show a linked device that nobody has."""
    async with aiohttp.ClientSession() as session:
        provisioning = Provisioning(installed.bridge, session)
        try:
            if (await provisioning.whoami()).logins:
                await provisioning.logout("all")
        except BridgeProblem as problem:
            _complain(problem)
            return False
    return True


def _complain(problem: Exception) -> None:
    click.echo(printable(words("Not possible: {what}", what=as_line(problem))), err=True)
