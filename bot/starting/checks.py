"""All that can be wrong before a house is started; nothing is written while it is looked for."""

import asyncio
import errno
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from bot.house import DEFAULT_SERVER_NAME, House, HouseLock, HouseProblem, check_version, exists
from bot.house_settings import HouseSettings, Ports
from policies.regulation import Regulation
from rooms.community import Community
from rooms.files.yaml_file import load
from rooms.files.yaml_words import model_problem
from rooms.storage.database import Store

M = TypeVar("M", bound=BaseModel)

_LET_GO_SECONDS = 2.0
"""How long the ports of a run that was killed may still be taken."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for on the command line; None: what the house has, or the usual."""

    folder: Path
    server_name: str | None = None
    homeserver_port: int | None = None
    console_port: int | None = None
    sandbox_port: int | None = None
    community: Path | None = None
    regulation: Path | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """Wishes that can be fulfilled; `house` is None on the first run."""

    folder: Path
    house: House | None
    server_name: str
    ports: Ports


def lock_folder(folder: Path) -> HouseLock | None:
    """Lock the folder if it is there; raises HouseProblem where it cannot be used."""
    folder = folder.absolute()
    if not folder.exists():
        above = next(path for path in folder.parents if path.exists())
        if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
            raise HouseProblem("No folder can be made in {folder}.", folder=above)
        return None
    if not folder.is_dir():
        raise HouseProblem("{folder} is not a folder.", folder=folder)
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise HouseProblem("Nothing can be written into {folder}.", folder=folder)
    return HouseLock(folder)


def check(wishes: Wishes) -> Checked:
    """Look through everything that starting needs.

    Raises HouseProblem, rooms.files.yaml_file.FileProblem, and what `Store.open` raises.
    """
    folder = wishes.folder.absolute()
    check_version(folder)
    house = House.open(folder) if exists(folder) else None
    server_name = _server_name(wishes, house)
    ports = _ports(wishes, house)
    for given, name, model in (
        (wishes.community, "community.yaml", Community),
        (wishes.regulation, "regulation.yaml", Regulation),
    ):
        path = given or folder / name
        if given is not None or house is not None or os.path.lexists(path):
            load(path, model)
    _check_ports(ports)
    if house is not None:
        asyncio.run(_check_database(house))
    return Checked(folder, house, server_name, ports)


def _server_name(wishes: Wishes, house: House | None) -> str:
    if house is None:
        name = wishes.server_name or DEFAULT_SERVER_NAME
        _validated(HouseSettings, server_name=name)
        return name
    if wishes.server_name not in (None, house.server_name):
        raise HouseProblem(
            "This house is called {name}, and a house's name can never change:"
            " leave out --server-name, or choose another folder with --data.",
            name=house.server_name,
        )
    return house.server_name


def _ports(wishes: Wishes, house: House | None) -> Ports:
    usual = house.settings.ports if house else Ports()
    return _validated(
        Ports,
        homeserver=wishes.homeserver_port or usual.homeserver,
        console=wishes.console_port or usual.console,
        sandbox=wishes.sandbox_port or usual.sandbox,
        internal=usual.internal,
    )


def _validated(model: type[M], **values: object) -> M:
    try:
        return model.model_validate(values)
    except ValidationError as wrong:
        problem = model_problem(wrong.errors(include_url=False)[0])
        text, given = problem if isinstance(problem, tuple) else (problem, {})
        raise HouseProblem(text, **given) from None


def _check_ports(ports: Ports) -> None:
    until = time.monotonic() + _LET_GO_SECONDS
    for name, port in ports.model_dump(exclude_none=True).items():
        while (problem := _problem_of_port(name, port)) is not None:
            if time.monotonic() > until:
                raise problem
            time.sleep(0.1)


def _problem_of_port(name: str, port: int) -> HouseProblem | None:
    with socket.socket() as listener:
        # As the servers do: a port that was just let go can be used again.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen()
        except OSError as refused:
            text = "The port {port} cannot be used ({reason}). Choose another one: --{name}-port"
            if refused.errno == errno.EADDRINUSE:
                text = (
                    "The port {port} is taken by another program. Choose another one: --{name}-port"
                )
            if name == "internal":  # it is no option of the command
                text = (
                    "The port {port} cannot be used ({reason}). Choose another one in teremok.yaml"
                )
            return HouseProblem(text, port=port, name=name, reason=refused.strerror)
    return None


async def _check_database(house: House) -> None:
    store = await Store.open(house.database_url)
    await store.close()
