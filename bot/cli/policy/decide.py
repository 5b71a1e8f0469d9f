"""``teremok policy decide`` and ``undo``: what becomes of a post, beside the running house."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import click

from bot.cli import PROBLEM, data_option, language, words
from bot.cli.terminal import printable
from bot.commands.decide import read_number
from bot.commands.words import NO, YES
from bot.duty.verdicts import Verdicts
from bot.house import House
from bridges.enforcement.deciding import Ruling
from rooms.clock import SystemClock
from rooms.community import Community
from rooms.directory import Directory
from rooms.files.yaml_file import load
from rooms.storage.database import Store

_ANSWER = click.Choice(sorted(YES | NO), case_sensitive=False)
Work = Callable[[Verdicts], Awaitable[Ruling]]


@click.command(
    "decide",
    short_help=words("Decide on a post that waits for a person."),
    help=words("Decide on a post that waits for a person: yes publishes it, no does not.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok policy decide 17 yes --data data"),
)
@click.argument("number")
@click.argument("answer", metavar="yes/no", type=_ANSWER)
@data_option
def decide_post(number: str, answer: str, data: Path) -> None:
    """Decide; the running house carries it out."""
    house = House.open(data)
    wanted = read_number([number], "teremok policy decide 17 yes")

    def work(verdicts: Verdicts) -> Awaitable[Ruling]:
        return verdicts.decide(wanted, yes=answer in YES, by=house.bot_id)

    _tell(house, wanted, work)


@click.command(
    "undo",
    short_help=words("Turn a decision into its opposite."),
    help=words("Turn a decision into its opposite: publish what was refused, remove what appeared.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok policy undo 17 --data data"),
)
@click.argument("number")
@data_option
def undo_decision(number: str, data: Path) -> None:
    """Undo; the running house carries it out."""
    house = House.open(data)
    wanted = read_number([number], "teremok policy undo 17")

    def work(verdicts: Verdicts) -> Awaitable[Ruling]:
        return verdicts.undo(wanted, by=house.bot_id)

    _tell(house, wanted, work)


def _tell(house: House, number: int, work: Work) -> None:
    ruling, text = asyncio.run(_done(house, number, work))
    well = ruling.problem is None
    click.echo(printable(text) if well else f"teremok: {printable(text)}", err=not well)
    if not well:
        click.get_current_context().exit(PROBLEM)


async def _done(house: House, number: int, work: Work) -> tuple[Ruling, str]:
    community = load(house.community_path, Community)
    store = await Store.open(house.database_url)
    try:
        directory = Directory(house.server_name, community)
        await directory.refresh(store)
        verdicts = Verdicts(directory, store, SystemClock(), lambda lanes: None)
        ruling = await work(verdicts)
        return ruling, verdicts.words(number, ruling, language())
    finally:
        await store.close()
