"""Who somebody is: of the staff with their roles, or a parent with their children."""

from dataclasses import dataclass

from bot.desk.desk import Desk
from bot.desk.finding import Someone
from bot.desk.muting import rooms_of
from rooms.roster.model import Child, Guardian
from rooms.storage import by_hand, contacts, roster
from rooms.storage.database import Connection
from rooms.storage.rooms import KnownRoom
from rooms.wanted.by_hand import Mute


@dataclass(frozen=True, slots=True)
class Ward:
    """A child, and the guardian as they are to this child."""

    child: Child
    guardian: Guardian


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Somebody, the rooms that they are in, where they are muted, and whose guardian they are.

    `linked`: the roster knows whose account it is, though a child may have left since.
    """

    someone: Someone
    rooms: tuple[KnownRoom, ...]
    mutes: tuple[Mute, ...]
    linked: bool = False
    wards: tuple[Ward, ...] = ()


async def person_facts(desk: Desk, someone: Someone) -> PersonFacts:
    """What is known of somebody; the homeserver is not asked."""
    async with desk.store.reading() as connection:
        decided = await by_hand.everything(connection)
        guardian = await _guardian(connection, someone)
        wards = await _wards(connection, guardian)
    return PersonFacts(
        someone=someone,
        rooms=tuple(await rooms_of(desk, someone.user_id)),
        mutes=tuple(mute for mute in decided.mutes if mute.user_id == someone.user_id),
        linked=guardian is not None,
        wards=wards,
    )


async def _guardian(connection: Connection, someone: Someone) -> int | None:
    if someone.network is None or someone.person is None:
        return None
    contact = await contacts.get(connection, someone.network, someone.person)
    return contact.guardian if contact else None


async def _wards(connection: Connection, guardian: int | None) -> tuple[Ward, ...]:
    if guardian is None:
        return ()
    return tuple(
        Ward(stored.child, listed)
        for stored in await roster.present(connection)
        for number, listed in zip(stored.guardian_ids, stored.child.guardians, strict=True)
        if number == guardian
    )
