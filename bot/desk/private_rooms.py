"""Opening a private talk: a room of somebody of the staff with a family, made on demand."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.desk import Desk
from bot.desk.finding import Someone
from bot.house import HouseProblem
from rooms.language import say
from rooms.storage import by_hand
from rooms.wanted.by_hand import PrivateParent, PrivateRoom

TALKS = frozenset({"sandbox"})
"""Networks in which a chat with one parent can be opened."""
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Opened:
    """The private room; `new`: it was not there before."""

    room: PrivateRoom
    new: bool


async def open_private_room(
    desk: Desk, parents: Sequence[Someone], colleagues: Sequence[Someone], *, by: str, at: int
) -> Opened:
    """Have a private room of just these people wanted; the next `apply` makes it.

    The same again gives the same room. Raises HouseProblem.
    """
    _check(desk, parents, colleagues)
    families = [(p.network or "", p.person or "") for p in parents]
    users = sorted(colleague.user_id for colleague in colleagues)
    async with desk.store.transaction() as connection:
        for known in (await by_hand.everything(connection)).private_rooms:
            if known.is_of(users, families):
                return Opened(known, new=False)
        key = f"private-{secrets.token_hex(5)}"
        chats = [key, *(f"{key}-{place}" for place in range(2, len(families) + 1))]
        room = PrivateRoom(
            key=key,
            name=_name(desk, parents),
            colleagues=tuple(users),
            parents=tuple(
                PrivateParent(network, person, chat)
                for (network, person), chat in zip(families, chats, strict=True)
            ),
            by=by,
            at=at,
        )
        await by_hand.add_private_room(connection, room)
    return Opened(room, new=True)


def _check(desk: Desk, parents: Sequence[Someone], colleagues: Sequence[Someone]) -> None:
    if not parents or not colleagues:
        raise HouseProblem("A private talk needs somebody of the staff and a parent.")
    for parent in parents:
        if parent.network is None:
            raise HouseProblem("{name} is no parent.", name=parent.name)
        if parent.network not in TALKS:
            raise HouseProblem(
                "In {network} no private talk can be opened yet.", network=parent.network
            )
    allowed = frozenset(desk.directory.community.private.roles)
    for colleague in colleagues:
        if colleague.is_parent:
            raise HouseProblem("{name} is not of the staff.", name=colleague.name)
        if not colleague.roles & allowed:
            raise HouseProblem(
                "{name} may not have a private talk: community.yaml does not allow it.",
                name=colleague.name,
            )


def _name(desk: Desk, parents: Sequence[Someone]) -> str:
    names = ", ".join(parent.name for parent in parents)
    language = desk.directory.community.community.language
    return say(language, "Private talk: {names}", names=names)[:LONGEST_NAME]
