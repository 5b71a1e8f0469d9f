"""``teremok bridge remove``: take a bridge out of the house."""

import asyncio
from pathlib import Path

import aiohttp
import click

from bot.cli import as_line, data_option, words
from bot.cli.bridge.reaching import reaching
from bot.cli.terminal import printable
from bot.house import House, HouseProblem
from bot.upstream.installed import InstalledBridge, open_bridge
from bot.upstream.removing import plumbed_chats, remove_bridge
from bridges.upstream.plumbs import unplumb_chat
from bridges.upstream.problems import BridgeProblem
from bridges.upstream.provisioning import Provisioning
from rooms.reconcile.homeserver import HomeserverProblem
from rooms.storage.database import Store
from rooms.storage.upstream import UpstreamChat

NOT_ENDED = 1
"""The exit code when the bridge's program goes on running."""


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
    installed = open_bridge(house, network)
    ended = asyncio.run(_remove(house, installed, yes))
    title = installed.descriptor.title
    click.echo(words("The bridge to {title} is removed.", title=title))
    if house.run is None:
        click.echo(
            words(
                "The house did not run: nobody logged the account out of {title} or parted the"
                " rooms. Take the linked device off on the phone.",
                title=title,
            ),
            err=True,
        )
    if isinstance(installed.database, str):
        click.echo(words("Its PostgreSQL database is still there: drop it yourself."), err=True)
    if not ended:
        click.echo(
            words("Its program still runs; its data stay in {path}.", path=installed.folder),
            err=True,
        )
        context.exit(NOT_ENDED)


async def _remove(house: House, installed: InstalledBridge, yes: bool) -> bool:
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
        if house.run is not None:
            await _part(house, installed, chats)
            await _log_out(installed)
        return (await remove_bridge(house, installed, store)).ended
    finally:
        await store.close()


async def _part(house: House, installed: InstalledBridge, chats: list[UpstreamChat]) -> None:
    """Have the ghosts leave the rooms, as long as there is somebody to make them."""
    if not chats:
        return
    async with reaching(house, installed.network) as reached:
        for chat in chats:
            try:
                await unplumb_chat(reached.workshop, reached.bridge, chat)
            except (BridgeProblem, HomeserverProblem) as problem:
                _complain(problem)


async def _log_out(installed: InstalledBridge) -> None:
    """So that the messenger does not show a linked device that nobody has."""
    async with aiohttp.ClientSession() as session:
        provisioning = Provisioning(installed.bridge, session)
        try:
            if (await provisioning.whoami()).logins:
                await provisioning.logout("all")
        except BridgeProblem as problem:
            _complain(problem)


def _complain(problem: Exception) -> None:
    click.echo(printable(words("Not possible: {what}", what=as_line(problem))), err=True)
