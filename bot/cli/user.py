"""``teremok user``: accounts of the staff."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar, get_args

import click

from bot.cli import data_option, language, words
from bot.house import House, HouseProblem
from bot.house_secrets import readable_password
from bot.staff_accounts import Colleague, add, checked_name, colleagues, localpart_of, remove
from rooms.clock import SystemClock
from rooms.community import Community, Role
from rooms.files.yaml_file import load
from rooms.reconcile.plan import Failure
from rooms.storage import accounts
from rooms.storage.accounts import Account
from rooms.storage.database import Store

SOME_FAILED = 1
"""The exit code when the account is made, but not every room could be joined."""
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 512

Known = tuple[Sequence[Account], Collection[str]]
"""The accounts that were made, and who was ever in the file."""
T = TypeVar("T")


@click.group(help=words("Accounts of the staff."))
def user() -> None:
    """Accounts of the staff."""


@user.command(
    "add",
    short_help=words("Give somebody an account, or a new password."),
    help=words("Give somebody an account, or a new password, and join them where the file says.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok user add anna --role educator --data data"),
)
@click.argument("person", metavar="ID")
@data_option
@click.option(
    "--name",
    metavar="NAME",
    help=words("As others see them (else as in the file, else as before)."),
)
@click.option(
    "--role",
    type=click.Choice(get_args(Role)),
    help=words("What they are (else as in the file, else as before, else educator)."),
)
@click.option(
    "--password-stdin",
    is_flag=True,
    help=words("Read the password from the standard input instead of making one up."),
)
@click.pass_context
def add_user(
    context: click.Context,
    person: str,
    data: Path,
    name: str | None,
    role: str | None,
    password_stdin: bool,
) -> None:
    """Give somebody an account."""
    house = House.open(data)
    house.check_running()
    community = load(house.community_path, Community)
    known = asyncio.run(_with_store(house, _listed))
    account = _account(house, community, known, localpart_of(house, person), name, role)
    password = _password_given() if password_stdin else readable_password()
    failures = asyncio.run(
        _with_store(house, lambda store: add(house, store, community, account, password))
    )
    click.echo(words("{name} can log in with Element:", name=account.name))
    click.echo(words("  homeserver: {url}", url=house.public_url))
    localpart = localpart_of(house, account.user_id)
    click.echo(words("  user name:  {name}    (in full: {id})", name=localpart, id=account.user_id))
    if not password_stdin:
        click.echo(words("  password:   {password}", password=password))
        click.echo(words("  Write the password down: it is shown only now."))
    _complain(failures)
    if failures:
        context.exit(SOME_FAILED)


@user.command(
    "list",
    short_help=words("Who belongs to the staff, and who can log in."),
    help=words("Who belongs to the staff, and who can log in.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok user list --json --data data"),
)
@data_option
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))
def list_users(data: Path, as_json: bool) -> None:
    """Who belongs to the staff."""
    house = House.open(data)
    community = load(house.community_path, Community)
    known = asyncio.run(_with_store(house, _listed))
    staff = colleagues(house, community, *known)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in staff], ensure_ascii=False, indent=2))
        return
    for colleague in staff:
        click.echo(_line(colleague))


@user.command(
    "remove",
    short_help=words("Take somebody's account away."),
    help=words("Take somebody's account away: they can log in no more and leave every room.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok user remove anna --data data"),
)
@click.argument("person", metavar="ID")
@data_option
@click.option("--yes", is_flag=True, help=words("Also of the last administrator."))
def remove_user(person: str, data: Path, yes: bool) -> None:
    """Take somebody's account away."""
    house = House.open(data)
    house.check_running()
    localpart = localpart_of(house, person)
    user_id = house.user_id(localpart)
    community = load(house.community_path, Community)
    known = asyncio.run(_with_store(house, _listed))
    if not yes and _administrators(house, community, known) == [user_id]:
        raise HouseProblem(
            "{id} is the last administrator who can log in. Give somebody else an account first"
            " (teremok user add ID --role admin), or: teremok user remove {id} --yes",
            id=localpart,
        )
    gone = asyncio.run(_with_store(house, lambda store: remove(house, store, user_id)))
    if not gone:
        raise HouseProblem("Nobody here is called {id}.", id=user_id)
    click.echo(words("{id} can log in no more.", id=user_id))
    if any(member.id == localpart for member in community.staff):
        click.echo(words("Take {id} out of community.yaml, too.", id=localpart))


def _administrators(house: House, community: Community, known: Known) -> list[str]:
    """The ids of those who can log in."""
    staff = colleagues(house, community, *known)
    return [one.user_id for one in staff if one.has_account and "admin" in one.role.split(",")]


def _account(
    house: House,
    community: Community,
    known: Known,
    localpart: str,
    name: str | None,
    role: str | None,
) -> Account:
    user_id = house.user_id(localpart)
    listed = next((member for member in community.staff if member.id == localpart), None)
    made, once_listed = known
    usual_name, usual_role = (listed.name, listed.first_role) if listed else (localpart, "educator")
    if listed is None and user_id not in once_listed:  # else the file took the role away
        for kept in made:
            if kept.user_id == user_id:
                usual_name, usual_role = kept.name, kept.role
    if listed and role is not None and role not in listed.all_roles:
        raise HouseProblem(
            "community.yaml says what {name} is; change it there, please.", name=listed.name
        )
    if (
        listed is None
        and (role or usual_role) != "admin"
        and _administrators(house, community, known) == [user_id]
    ):
        raise HouseProblem(
            "{id} is the last administrator who can log in. Make somebody else one first:"
            " teremok user add ID --role admin",
            id=localpart,
        )
    return Account(
        user_id=user_id,
        name=checked_name(usual_name if name is None else name),
        role=role or usual_role,
        created_at=SystemClock().now_ms(),
    )


def _password_given() -> str:
    given = sys.stdin.readline(LONGEST_PASSWORD + 2).rstrip("\r\n")
    if not SHORTEST_PASSWORD <= len(given) <= LONGEST_PASSWORD:
        raise HouseProblem(
            "A password has {shortest} to {longest} characters.",
            shortest=SHORTEST_PASSWORD,
            longest=LONGEST_PASSWORD,
        )
    return given


async def _with_store(house: House, work: Callable[[Store], Awaitable[T]]) -> T:
    store = await Store.open(house.database_url)
    try:
        return await work(store)
    finally:
        await store.close()


async def _listed(store: Store) -> tuple[list[Account], frozenset[str]]:
    async with store.reading() as connection:
        return await accounts.listed(connection), await accounts.once_listed(connection)


def _line(colleague: Colleague) -> str:
    state = "" if colleague.has_account else words("  (no password yet)")
    if not colleague.role:
        state = words("  (not in the file any more)")
    groups = ", ".join(colleague.groups)
    return f"{colleague.user_id:36} {colleague.role:9} {colleague.name}  {groups}{state}".rstrip()


def _complain(failures: tuple[Failure, ...]) -> None:
    for failure in failures:
        what = f"{failure.name}: {failure.reason.words(language())}"
        click.echo(words("Not possible: {what}", what=what), err=True)
