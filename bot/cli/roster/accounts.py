"""``teremok roster link``, ``unlink`` and ``token``: whose account it is, told by hand."""

from pathlib import Path

import click

from bot.cli import data_option, words
from bot.cli.roster.house import community_of, json_option, print_json, with_store
from bot.house import House, HouseProblem
from rooms.clock import SystemClock
from rooms.community import Community
from rooms.roster.finding import Ambiguous, find_guardian
from rooms.roster.linking import TOKEN_DAYS, link_by_hand, make_token, unlink
from rooms.storage import contacts, crossings, roster, upstream
from rooms.storage.database import Connection, Store

_guardian = click.argument("guardian")
_network = click.argument("network")
_person = click.argument("person", metavar="REMOTE-ID")


@click.command(
    "link",
    short_help=words("Say whose account in a messenger it is."),
    help=words(
        "Say whose account in a messenger it is. GUARDIAN is the id that `roster list` shows, a"
        " phone or a name; REMOTE-ID is the account's id in the messenger."
    )
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok roster link 12 sandbox maria"),
)
@_guardian
@_network
@_person
@data_option
@json_option
def link_account(guardian: str, network: str, person: str, data: Path, as_json: bool) -> None:
    """Link an account by hand."""
    house = House.open(data)
    community = community_of(house)

    async def work(store: Store) -> int:
        async with store.transaction() as connection:
            await _check_network(connection, community, network)
            who = await _find(connection, guardian)
            now = SystemClock().now_ms()
            await link_by_hand(connection, who, network, _remote_id(person), now)
            return who

    who = with_store(house, work)
    if as_json:
        print_json({"guardian": who, "network": network, "id": person, "linked": True})
    else:
        text = "The account {person} of {network} belongs to guardian {id} now."
        click.echo(words(text, person=person, network=network, id=who))


@click.command(
    "unlink",
    short_help=words("Say that an account belongs to nobody of the roster."),
    help=words(
        "Say that an account belongs to nobody of the roster. It is not linked by its phone again,"
        " only by a token or by hand."
    )
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok roster unlink sandbox maria"),
)
@_network
@_person
@data_option
@json_option
def unlink_account(network: str, person: str, data: Path, as_json: bool) -> None:
    """Unlink an account."""
    house = House.open(data)

    async def work(store: Store) -> bool:
        async with store.transaction() as connection:
            return await unlink(connection, network, person, SystemClock().now_ms())

    if not with_store(house, work):
        raise HouseProblem(
            "The account {person} of {network} belongs to nobody of the roster anyway.",
            person=person[:60],
            network=network[:60],
        )
    if as_json:
        print_json({"network": network, "id": person, "linked": False})
    else:
        text = "The account {person} of {network} belongs to nobody of the roster now."
        click.echo(words(text, person=person, network=network))


@click.command(
    "token",
    short_help=words("A new personal code for one guardian."),
    help=words(
        "Make a new personal code for one guardian, who sends it to the group's chat or to our"
        " account in the messenger. It works once, for {days} days, and is shown only now.",
        days=TOKEN_DAYS,
    )
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok roster token 12 sandbox"),
)
@_guardian
@_network
@data_option
@json_option
def make_personal_token(guardian: str, network: str, data: Path, as_json: bool) -> None:
    """Print a token."""
    house = House.open(data)
    community = community_of(house)

    async def work(store: Store) -> tuple[int, str]:
        async with store.transaction() as connection:
            await _check_network(connection, community, network)
            who = await _find(connection, guardian)
            return who, await make_token(connection, who, network, SystemClock().now_ms())

    who, token = with_store(house, work)
    if as_json:
        print_json({"guardian": who, "network": network, "token": token, "days": TOKEN_DAYS})
    else:
        click.echo(token)


def _remote_id(person: str) -> str:
    if not person.strip() or not person.isprintable() or len(person) > 256:
        raise HouseProblem("That is no id of an account.")
    return person


async def _check_network(connection: Connection, community: Community, network: str) -> None:
    known = {chat.network for group in community.groups for chat in group.chats}
    known |= {ghost.network for ghost in await crossings.all_ghosts(connection)}
    known |= set((await upstream.users(connection)).networks)
    if network not in known:
        raise HouseProblem(
            "No group has a chat in “{network}”; there are chats in: {known}.",
            network=network[:60],
            known=", ".join(sorted(known)) or "—",
        )


async def _find(connection: Connection, sought: str) -> int:
    try:
        who = find_guardian(await roster.present(connection), sought)
    except Ambiguous as several:
        ids = ", ".join(str(number) for number in several.guardians[:20])
        raise HouseProblem(
            "Several guardians are meant by that: {ids}. Write the id.", ids=ids
        ) from None
    if who is None:
        raise HouseProblem(
            "There is no such guardian in the roster. Their ids: teremok roster list --show"
        )
    if not await contacts.is_reachable(connection, who):
        raise HouseProblem(
            "A custody block keeps guardian {id} from every child: no account is linked.", id=who
        )
    return who
