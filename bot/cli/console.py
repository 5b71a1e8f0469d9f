"""``teremok console``: a one-time link into the console."""

import asyncio
import json
from pathlib import Path

import click

from bot.cli import data_option, words
from bot.console.links import LINK_MINUTES, new_link
from bot.house import House, HouseProblem
from rooms.community import Community
from rooms.files.yaml_file import load
from rooms.storage import accounts
from rooms.storage.database import Store
from rooms.wanted.people import people_of

EXAMPLE = "teremok console --data data"


@click.command(
    short_help=words("A link into the console, good once."),
    help=words("A link into the console, good once.")
    + "\n\n\b\n"
    + words("Example:  {command}", command=EXAMPLE),
)
@data_option
@click.option(
    "--user", "localpart", metavar="ID", help=words("For whom; else the first administrator.")
)
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))
def console(data: Path, localpart: str | None, as_json: bool) -> None:
    """Print a link into the console, good once."""
    link = asyncio.run(_make(House.open(data), localpart))
    if as_json:
        click.echo(json.dumps({"link": link, "minutes": LINK_MINUTES}))
        return
    click.echo(link)
    hint = words(
        "It lets you in once, within {minutes} minutes. Give it to nobody.", minutes=LINK_MINUTES
    )
    click.echo(hint, err=True)


async def _make(house: House, localpart: str | None) -> str:
    store = await Store.open(house.database_url)
    try:
        user_id = await _administrator(house, store, localpart)
        return await new_link(store, house.public_console_url, user_id)
    finally:
        await store.close()


async def _administrator(house: House, store: Store, localpart: str | None) -> str:
    """Whom the link lets in; raises HouseProblem where there is nobody, or not this one."""
    async with store.reading() as connection:
        known = await accounts.listed(connection)
        once_listed = await accounts.once_listed(connection)
    community = load(house.community_path, Community)
    people = people_of(community, known, house.server_name, once_listed)
    for role in ("admin", "head", "deputy"):
        for person in people:
            if role in person.roles and localpart in (None, person.localpart):
                return person.user_id
    if localpart is None:
        raise HouseProblem("Nobody is an administrator yet: teremok user add ID --role admin")
    raise HouseProblem("{id} is no administrator of this house.", id=localpart)
