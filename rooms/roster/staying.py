"""Who is in a room of parents although, by the roster, they should not be.

A custody block says that nothing about a child reaches a guardian; whoever left has no child here
any more. Both may sit in a chat since earlier: nobody is removed by an import.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rooms.roster.model import Child, Guardian
from rooms.storage import contacts, crossings, rooms, roster, upstream
from rooms.storage.contacts import Contact
from rooms.storage.database import Connection
from rooms.storage.rooms import KnownRoom, Member, PlumbedChat
from rooms.storage.roster import StoredChild
from rooms.wanted.kinds import ANNOUNCEMENTS, GROUP, PROJECT

Reason = Literal["blocked", "left"]
"""Why somebody should not be there."""
Account = tuple[str, str]
"""A network, and somebody's id in it."""

_OF_PARENTS = frozenset({GROUP, PROJECT, ANNOUNCEMENTS})
"""The kinds of room that chats of parents are plumbed into."""


@dataclass(frozen=True, slots=True)
class Barred:
    """A guardian who has a custody block, or no child here any more (`wards` is empty).

    `guardian` is how they stand, or stood, with a child; `wards` are the children about whom
    nothing reaches them, `groups` those of the children whom they may have.
    """

    guardian_id: int
    guardian: Guardian
    wards: tuple[Child, ...] = ()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Staying:
    """Such a guardian in a room; `user_ids` are their ghosts there, by network in `networks`.

    `wards` are the children of this room about whom nothing reaches them, none where they have
    left; `also_here`: another child of the group is theirs, and no block keeps it from them.
    """

    room: KnownRoom
    guardian_id: int
    guardian: Guardian
    wards: tuple[Child, ...]
    networks: tuple[str, ...]
    user_ids: tuple[str, ...]
    also_here: bool = False

    @property
    def reason(self) -> Reason:
        """Why they should not be there."""
        return "blocked" if self.wards else "left"


async def who_stays(connection: Connection, server_name: str) -> list[Staying]:
    """Everybody who is in a room although they should not be, by room and guardian."""
    linked = await contacts.linked(connection)
    if not linked:
        return []
    former = await roster.former_guardians(connection)
    known = barred(await roster.everybody(connection), former, linked)
    if not known:
        return []
    ghosts = {g.user_id: (g.network, g.person) for g in await crossings.all_ghosts(connection)}
    bridges, members = await upstream.users(connection), await rooms.all_members(connection)
    for member in members:
        account = bridges.account_of(member.user_id, server_name)
        if account is not None:
            ghosts[member.user_id] = account
    every_room, chats = await rooms.all_rooms(connection), await rooms.all_chats(connection)
    return staying(known, members, every_room, chats, ghosts)


def barred(
    children: Sequence[StoredChild],
    former: Sequence[tuple[int, Guardian]],
    linked: Iterable[Contact],
) -> dict[Account, Barred]:
    """The accounts of guardians with a custody block, or without a child here.

    `children` are all that are known, also those who left; `former` are persons, and how they
    stood with a child, who stand there no more.
    """
    here: defaultdict[int, list[tuple[Child, Guardian]]] = defaultdict(list)
    once: dict[int, Guardian] = {}
    for one in children:
        for who, listed in zip(one.guardian_ids, one.child.guardians, strict=True):
            if one.left_at is None:
                here[who].append((one.child, listed))
            else:
                once[who] = listed
    for who, listed in former:
        once.setdefault(who, listed)
    found = {}
    for contact in linked:
        if contact.guardian is not None:
            one_barred = _barred(contact.guardian, here.get(contact.guardian, ()), once)
            if one_barred is not None:
                found[contact.network, contact.person] = one_barred
    return found


def _barred(
    who: int, entries: Sequence[tuple[Child, Guardian]], once: Mapping[int, Guardian]
) -> Barred | None:
    if not entries:
        return Barred(who, once[who]) if who in once else None
    blocked = [(child, listed) for child, listed in entries if listed.blocked]
    if not blocked:
        return None
    groups = frozenset(child.group for child, listed in entries if not listed.blocked)
    return Barred(who, blocked[0][1], tuple(child for child, _ in blocked), groups)


def staying(
    known: Mapping[Account, Barred],
    members: Iterable[Member],
    every_room: Iterable[KnownRoom],
    chats: Iterable[PlumbedChat],
    ghosts: Mapping[str, Account],
) -> list[Staying]:
    """Those of the barred who are in a room of parents, each once a room, where a chat of their
    messenger is plumbed into it: only then anything reaches them. `ghosts` tells whose shadow a
    user is.
    """
    of_parents = {room.room_id: room for room in every_room if room.kind in _OF_PARENTS}
    plumbed = {(chat.network, chat.room_key) for chat in chats}
    found: defaultdict[tuple[str, int], list[tuple[str, str, Barred]]] = defaultdict(list)
    for member in members:
        account = ghosts.get(member.user_id) if member.membership == "join" else None
        if account is None or account not in known or member.room_id not in of_parents:
            continue
        one, room = known[account], of_parents[member.room_id]
        if (account[0], room.key) not in plumbed:
            continue
        if not one.wards or (room.kind == GROUP and any(c.group == room.key for c in one.wards)):
            found[member.room_id, one.guardian_id].append((account[0], member.user_id, one))
    rows = [_staying(of_parents[room_id], there) for (room_id, _), there in found.items()]
    return sorted(rows, key=lambda row: (row.room.key, row.guardian_id))


def _staying(room: KnownRoom, there: Sequence[tuple[str, str, Barred]]) -> Staying:
    one = there[0][2]
    return Staying(
        room=room,
        guardian_id=one.guardian_id,
        guardian=one.guardian,
        wards=tuple(child for child in one.wards if child.group == room.key),
        networks=tuple(sorted({network for network, _, _ in there})),
        user_ids=tuple(sorted(user_id for _, user_id, _ in there)),
        also_here=room.key in one.groups,
    )
