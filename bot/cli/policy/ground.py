"""What the commands on the regulation work with: files that are given, a house's, or the usual."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource
from yarl import URL

from bot.cli import data_option, words
from bot.domains import own_domains
from bot.house import House, exists
from policies.context import Context
from policies.groups import Pupil
from policies.post import Place
from policies.regulation import Regulation
from rooms.community import Community
from rooms.files.yaml_file import load
from rooms.regulation.context import context_of, pupil_of
from rooms.regulation.places import places_of
from rooms.storage import accounts, roster
from rooms.storage.database import Store

_RULES, _ROOMS = "regulation.yaml", "community.yaml"
_DEFAULTS = Path(__file__).resolve().parents[3] / "rooms" / "defaults"

F = TypeVar("F", bound=Callable[..., Any])

community_option = click.option(
    "--community",
    "community_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=words("The rooms and people (else those of the house, else the usual ones)."),
)
json_option = click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))


def ground_options(command: F) -> F:
    """``--regulation``, ``--community`` and ``--data``: given to the command under these names, the
    files as `regulation_file` and `community_file`."""
    regulation = click.option(
        "--regulation",
        "regulation_file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help=words("The rules (else those of the house, else the usual ones)."),
    )
    return regulation(community_option(data_option(command)))


@dataclass(frozen=True)
class Ground:
    """A regulation, and the community in which it is to be tried."""

    regulation: Regulation
    community: Community
    places: dict[str, Place]
    context: Context


@dataclass(frozen=True, slots=True)
class People:
    """Who is known only to the database of a house: its children, roles of accounts."""

    pupils: tuple[Pupil, ...] = ()
    roles: tuple[str, ...] = ()


def ground(data: Path, regulation_file: Path | None, community_file: Path | None) -> Ground:
    """All of it, read and compared. Raises FileProblem, HouseProblem, DatabaseAway."""
    house = house_at(data)
    community = load(community_path(data, community_file), Community)
    regulation = load(regulation_path(data, regulation_file, community), Regulation)
    pupils = people_of(house).pupils if house else ()
    domains = own_domains(house) if house else ()
    context = context_of(community, pupils, domains)
    return Ground(regulation, community, places_of(community), context)


def house_at(data: Path) -> House | None:
    """The house in that folder; where none is named, or files without one, none is needed.

    Raises HouseProblem.
    """
    named = click.get_current_context().get_parameter_source("data") is not ParameterSource.DEFAULT
    if exists(data) or (named and not any((data / name).exists() for name in (_RULES, _ROOMS))):
        return House.open(data)
    return None


def regulation_path(data: Path, given: Path | None, community: Community) -> Path:
    """Where the rules stand; the usual ones are in the language of the community."""
    if given is not None:
        return given
    if _has(data, _RULES):
        return data / _RULES
    spoken = _DEFAULTS / f"regulation.{community.community.language}.yaml"
    return spoken if spoken.exists() else _DEFAULTS / _RULES


def community_path(data: Path, given: Path | None) -> Path:
    """Where the rooms and the people stand."""
    return given or (data if _has(data, _ROOMS) else _DEFAULTS) / _ROOMS


def _has(data: Path, name: str) -> bool:
    """Whether the folder has the file; a house has to."""
    return exists(data) or (data / name).exists()


def people_of(house: House) -> People:
    """Nobody where the house was never started: no database is made. Raises DatabaseAway."""
    url = URL(house.database_url)
    if url.scheme == "sqlite" and not Path(url.path).exists():
        return People()
    return asyncio.run(_people(house.database_url))


async def _people(database_url: str) -> People:
    store = await Store.open(database_url)
    try:
        async with store.reading() as connection:
            pupils = tuple(pupil_of(stored) for stored in await roster.present(connection))
            roles = {account.role for account in await accounts.listed(connection)}
    finally:
        await store.close()
    return People(pupils, tuple(sorted(roles)))
