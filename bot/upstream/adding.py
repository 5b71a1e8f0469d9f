"""Adding a bridge to a house: looked through, tried, written; the running house does the rest."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bot.house import BOT, House, HouseProblem
from bot.upstream.finding_program import Found, Wanted, find, keep_program
from bot.upstream.installed import (
    ADDRESSES,
    OWN_DESCRIPTOR,
    SETTINGS,
    Installation,
    InstalledBridge,
    ProgramSettings,
    State,
    bridge_folder,
    installed_bridges,
    make_secrets,
    write_installation,
)
from bot.upstream.ports import choose_port
from bot.upstream.production import check_production
from bot.upstream.turns import alone
from bot.upstream.values import check_needs, outside_values, set_values
from bot.upstream.writing import bridge_settings, write_configuration
from bridges.upstream.descriptor import Descriptor, known_networks, read_descriptor
from deploy.bridges.accepting import NotAccepted, accepted_options
from deploy.bridges.configuration import bridge_options, merged
from deploy.bridges.databases import DatabaseInTheOpen, DatabaseUnusable, find_database
from deploy.bridges.program import ProgramUnusable, read_example
from deploy.bridges.trial import try_start
from deploy.private_file import write_private
from rooms.directory import GHOST_PREFIX
from rooms.files.yaml_file import read_text
from rooms.storage import upstream
from rooms.storage.database import Store

_OURS = frozenset({BOT, "teremok", "sandbox"})
Managed = Literal["teremok", "compose", "systemd"]
Step = Callable[[str], None]
"""Told what is being done, as an English source text."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line; None: the usual."""

    network: str
    wanted: Wanted = field(default_factory=Wanted)
    values: tuple[str, ...] = ()
    port: int | None = None
    database: str | None = None
    managed: Managed = "teremok"


async def add_bridge(house: House, wish: Wish, step: Step = lambda text: None) -> InstalledBridge:
    """Add a bridge; a running house starts it.

    Raises HouseProblem, rooms.files.yaml_file.FileProblem and OSError; nothing is left half-done.
    """
    descriptor = _descriptor(wish.network)
    with alone(house):
        _check_clashes(house, descriptor)
        given = set_values(wish.values)
        usual = {"network": descriptor.config, "backfill": descriptor.backfill}
        values = merged(usual, given)
        check_needs(descriptor, given)
        port = choose_port(house, descriptor.port, wish.port)
        database = await _database(wish.database)
        step("The program is looked for")
        found = find(house, descriptor, wish.wanted)
        folder = bridge_folder(house, descriptor.network)
        is_new = not folder.exists()
        try:
            bridge = _prepared(house, descriptor, found, wish, port, values, database)
            check_production(bridge)
            step("The program is tried")
            bridge = await _tried(bridge, given)
            write_configuration(bridge)
            await _take_up(bridge)
        except BaseException:
            if is_new:
                shutil.rmtree(folder, ignore_errors=True)
            raise
    return bridge


async def check_configuration(bridge: InstalledBridge, given: dict[str, Any]) -> dict[str, str]:
    """Have the program look through its configuration and start on it beside everything.

    Gives what it must be told in its environment. Raises HouseProblem.
    """
    program = bridge.runnable
    options = bridge_options(bridge_settings(bridge, beside=_others(bridge)))
    try:
        example = read_example(program)
        accepted = accepted_options(program, options, bridge.folder)
        environment = {
            **bridge.descriptor.environment,
            **outside_values(given, options, accepted, example),
        }
        await try_start(program, options, bridge.folder, environment)
    except (ProgramUnusable, NotAccepted) as refused:
        raise HouseProblem(
            "The program does not start as the bridge to {title}: {reason}",
            title=bridge.descriptor.title,
            reason=refused,
        ) from None
    return environment


def _prepared(
    house: House,
    descriptor: Descriptor,
    found: Found,
    wish: Wish,
    port: int,
    values: dict[str, Any],
    database: str,
) -> InstalledBridge:
    folder = bridge_folder(house, descriptor.network)
    make_secrets(folder)
    if wish.network not in known_networks():
        write_private(folder / OWN_DESCRIPTOR, read_text(Path(wish.network)))
    program: ProgramSettings = keep_program(folder, found)
    state = State(program=program, database=database)
    installation = Installation(
        network=descriptor.network, now=state, port=port, managed=wish.managed, values=values
    )
    return InstalledBridge(house, descriptor, installation)


async def _tried(bridge: InstalledBridge, given: dict[str, Any]) -> InstalledBridge:
    environment = await check_configuration(bridge, given)
    installation = bridge.installation.model_copy(update={"environment": environment})
    return InstalledBridge(bridge.house, bridge.descriptor, installation)


async def _take_up(bridge: InstalledBridge) -> None:
    """From now on the bridge's ghosts are parents, wherever they appear; both or neither."""
    descriptor = bridge.descriptor
    store = await Store.open(bridge.house.database_url)
    try:
        async with store.transaction() as connection:
            await upstream.drive(
                connection, descriptor.network, descriptor.ghost_prefix, descriptor.bot
            )
        try:
            write_installation(bridge.folder, bridge.installation)
        except OSError:
            async with store.transaction() as connection:
                await upstream.drive_no_more(connection, descriptor.network)
            raise
    finally:
        await store.close()


async def _database(address: str | None) -> str:
    """What State calls it: a file, or an address. A program refuses another's tables at best."""
    if address is None:
        return "bridge.db"
    if not address.startswith(ADDRESSES):
        raise HouseProblem(
            "The address of a PostgreSQL database looks like postgres://name:password@host/database"
        )
    try:
        found = await find_database(address)
    except DatabaseUnusable as unusable:
        raise HouseProblem(
            "The bridge's database cannot be reached: {reason}", reason=unusable
        ) from None
    except DatabaseInTheOpen as open_:
        raise HouseProblem(
            "What the bridge writes into its database on {host} would go there unencrypted, with"
            " the password and all that parents write. Switch TLS on in that PostgreSQL; or, if"
            " nobody can listen on the way, say so: add ?sslmode=disable to the address.",
            host=open_,
        ) from None
    if not found.is_empty:
        raise HouseProblem("The bridge's database is not empty: it needs one of its own.")
    return found.address


def _descriptor(name_or_path: str) -> Descriptor:
    if name_or_path not in known_networks() and not Path(name_or_path).is_file():
        raise HouseProblem(
            "Nobody knows the network “{network}”; these are known: {known}."
            " For another bridge, give the file that describes it.",
            network=name_or_path,
            known=", ".join(known_networks()),
        )
    return read_descriptor(name_or_path)


def _check_clashes(house: House, descriptor: Descriptor) -> None:
    if (bridge_folder(house, descriptor.network) / SETTINGS).exists():
        raise HouseProblem(
            "The bridge to {title} is there already. How it is: teremok bridge status {network}",
            title=descriptor.title,
            network=descriptor.network,
        )
    if descriptor.network in _OURS or descriptor.ghost_prefix.startswith(GHOST_PREFIX):
        raise HouseProblem(
            "A bridge cannot be called “{network}”: that is Teremok's own.",
            network=descriptor.network,
        )
    for other in installed_bridges(house):
        theirs = other.descriptor
        same = {theirs.bot, theirs.ghost_prefix, theirs.prefix} & {
            descriptor.bot,
            descriptor.ghost_prefix,
            descriptor.prefix,
        }
        if same:
            raise HouseProblem(
                "“{what}” belongs to the bridge to {title} already.",
                what=min(same),
                title=theirs.title,
            )


def _others(bridge: InstalledBridge) -> tuple[Descriptor, ...]:
    return tuple(
        other.descriptor
        for other in installed_bridges(bridge.house)
        if other.network != bridge.network
    )
