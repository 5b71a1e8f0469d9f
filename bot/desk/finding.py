"""Finding the room or the person that somebody means; what is not found is told in full."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.desk.desk import Desk
from bot.desk.discretion import Discretion
from bot.house import HouseProblem
from policies.file_model import nearest
from rooms.community import BOT_LOCALPART
from rooms.directory import Directory
from rooms.storage import accounts, contacts, crossings
from rooms.storage.rooms import KnownRoom, all_members
from rooms.wanted.kinds import GROUP, PRIVATE
from rooms.wanted.rooms import people_of

MOST_NAMED = 60
"""How many keys or names an answer lists."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody of the staff, or a parent's ghost.

    For a ghost `network` and `person` say whose it is, and there are no roles.
    """

    user_id: str
    name: str
    roles: frozenset[str] = frozenset()
    network: str | None = None
    person: str | None = None

    @property
    def localpart(self) -> str:
        """The id without the server."""
        return self.user_id[1:].split(":", 1)[0]

    @property
    def is_parent(self) -> bool:
        """Whether it is a parent's ghost."""
        return self.network is not None

    @property
    def known_as(self) -> tuple[str, ...]:
        """Everything by which they can be called, for sure."""
        there = f"{self.network}/{self.person}" if self.network else self.localpart
        return (self.user_id, self.localpart, there, self.name)


async def everybody(desk: Desk) -> list[Someone]:
    """The staff, then the parents whose ghosts were made; not the bot.

    Who has left the file is among them, as long as they have an account, without any role.
    """
    directory = desk.directory
    async with desk.store.reading() as connection:
        with_accounts = await accounts.listed(connection)
        ghosts = await crossings.all_ghosts(connection)
    people = people_of(directory.community, with_accounts, directory.server_name)
    bot = directory.user_id(BOT_LOCALPART)
    staff = [(person.user_id, person.name) for person in people if person.user_id != bot]
    return [
        *(Someone(user_id, name, directory.roles(user_id)) for user_id, name in staff),
        *(
            Someone(g.user_id, g.shown or g.name, network=g.network, person=g.person)
            for g in ghosts
        ),
    ]


async def people_meant(desk: Desk, word: str) -> list[Someone]:
    """Whoever is called so: one person, or all accounts of the guardian with this number in the
    roster. Ghosts that upstream bridges have made are among them. Raises HouseProblem.
    """
    people, ghosts = await everybody(desk), await _upstream_ghosts(desk)
    return (
        await _of_guardian(desk, word, [*people, *ghosts])
        or _exactly(word, ghosts, lambda ghost: ghost.known_as[:3])
        or [find_person(word, people)]
    )


async def _of_guardian(desk: Desk, word: str, people: Sequence[Someone]) -> list[Someone]:
    """The accounts of the guardian with this number in the roster; none for another word."""
    if not word.isdecimal():
        return []
    async with desk.store.reading() as connection:
        linked = await contacts.linked(connection)
    theirs = {(c.network, c.person) for c in linked if str(c.guardian) == word}
    return [someone for someone in people if (someone.network, someone.person) in theirs]


async def _upstream_ghosts(desk: Desk) -> list[Someone]:
    directory = desk.directory
    async with desk.store.reading() as connection:
        members = await all_members(connection)
    found: dict[str, Someone] = {}
    for member in members:
        account = directory.upstream.account_of(member.user_id, directory.server_name)
        if account is not None:
            network, person = account
            name = member.name or person
            found[member.user_id] = Someone(member.user_id, name, network=network, person=person)
    return list(found.values())


def find_room(word: str, directory: Directory) -> KnownRoom:
    """The room with this key, name, address or id. Raises HouseProblem."""
    rooms = directory.rooms()
    slug = directory.community.community.slug

    def known_as(room: KnownRoom) -> tuple[str, ...]:
        alias = f"{slug}-{room.key}"
        return (room.key, room.name, room.room_id, f"#{alias}:{directory.server_name}", alias)

    found = _exactly(word, rooms, known_as)
    if len(found) == 1:
        return found[0]
    if found:
        keys = ", ".join(room.key for room in found)
        raise HouseProblem("Several rooms are called “{word}”: {keys}.", word=_cut(word), keys=keys)
    if not rooms:
        raise HouseProblem("There are no rooms yet. Make them: teremok apply")
    raise _no_room(word, rooms)


def find_person(word: str, people: Sequence[Someone]) -> Someone:
    """Whoever has this id or name. Raises HouseProblem."""
    found = _exactly(word, people, lambda someone: someone.known_as)
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(someone.localpart for someone in found[:MOST_NAMED])
        raise HouseProblem(
            "Several are called “{word}”: {ids}. Write the id.", word=_cut(word), ids=ids
        )
    named = {_folded(name): someone for someone in people for name in someone.known_as[1:]}
    begun = [name for name in named if name.split(" ")[0].strip(",.") == _folded(word)]
    near = named.get(begun[0] if len(begun) == 1 else nearest(_folded(word), list(named)) or "")
    if near is None:
        staff = ", ".join(s.localpart for s in people if not s.is_parent) or "—"
        raise HouseProblem(
            "I do not know “{word}”; of the staff there are: {staff}.",
            word=_cut(word),
            staff=_cut(staff, 1000),
        )
    raise HouseProblem(
        "I do not know “{word}”; perhaps “{id}” ({name}) is meant?",
        word=_cut(word),
        id=near.localpart,
        # Whoever asks may not know that it is this parent.
        name=Discretion("en").shown(near.name) if near.is_parent else near.name,
    )


async def matching(desk: Desk, word: str) -> list[Someone]:
    """Whoever is called so, else everybody whose name or id has it in it; ghosts that upstream
    bridges have made are among them. Raises HouseProblem where that is nobody.
    """
    people, part = await everybody(desk), _folded(word)
    every = [*people, *await _upstream_ghosts(desk)]
    return (
        await _of_guardian(desk, word, every)
        or _exactly(word, every, lambda someone: someone.known_as)
        or [
            someone
            for someone in every
            if part and any(part in _folded(name) for name in (someone.localpart, someone.name))
        ]
        or [find_person(word, people)]
    )


def _exactly(word: str, things: Iterable[T], known_as: Callable[[T], Iterable[str]]) -> list[T]:
    """What is surely meant: an id counts for more than a name that several may have."""
    wanted, found = _folded(word), []
    for thing in things:
        names = [_folded(name) for name in known_as(thing)]
        if wanted in names:
            found.append((names.index(wanted), thing))
    best = min((place for place, _ in found), default=0)
    return [thing for place, thing in found if place == best]


def _no_room(word: str, every: Sequence[KnownRoom]) -> HouseProblem:
    # What a private talk is called says with whom it is.
    rooms = [room for room in every if room.kind != PRIVATE]
    groups = _listed([room for room in rooms if room.kind == GROUP])
    others = _listed([room for room in rooms if room.kind != GROUP])
    names = {_folded(name): room.key for room in rooms for name in (room.key, room.name)}
    meant = nearest(_folded(word), list(names))
    values = {"word": _cut(word), "groups": groups, "others": others}
    if meant is None:
        return HouseProblem(
            "I do not know the group “{word}”, there are: {groups}. Other rooms: {others}.",
            **values,
        )
    return HouseProblem(
        "I do not know the group “{word}”, there are: {groups}. Other rooms: {others}."
        " Perhaps “{meant}” is meant?",
        **values,
        meant=names[meant],
    )


def _listed(rooms: Sequence[KnownRoom]) -> str:
    shown = [f"{room.key} («{room.name}»)" for room in rooms[:MOST_NAMED]]
    if len(rooms) > MOST_NAMED:
        shown.append("…")
    return ", ".join(shown) or "—"


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())


def _cut(text: str, longest: int = 60) -> str:
    return text if len(text) <= longest else text[:longest] + "…"
