"""What every roster command begins with: the options, the groups, the database."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click

from bot.cli import words
from bot.house import House, HouseProblem
from rooms.community import Community
from rooms.files.yaml_file import load
from rooms.storage.database import Store

T = TypeVar("T")

json_option = click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))
show_option = click.option(
    "--show", is_flag=True, help=words("With names, dates and phones, which are hidden otherwise.")
)
group_option = click.option(
    "--group", metavar="KEY", help=words("Only the group with this key in community.yaml.")
)


def community_of(house: House) -> Community:
    """The community file of a house. Raises FileProblem."""
    return load(house.community_path, Community)


def checked_group(community: Community, key: str | None) -> str | None:
    """The key, if there is such a group. Raises HouseProblem."""
    known = [group.key for group in community.groups]
    if key is not None and key not in known:
        raise HouseProblem(
            "I do not know the group “{group}”, there are: {known}.",
            group=key[:60],
            known=", ".join(known) or "—",
        )
    return key


def with_store(house: House, work: Callable[[Store], Awaitable[T]]) -> T:
    """Do something with the database of the house."""

    async def opened() -> T:
        store = await Store.open(house.database_url)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(opened())


def print_json(content: object) -> None:
    """One JSON value, with letters as they are."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
