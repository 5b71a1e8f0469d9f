"""What a change of the year changes: pure, from the file of the old year and of the new one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from policies.file_model import nearest
from rooms.community import Community, Group
from rooms.community.listing import listed_rooms
from rooms.storage.rooms import KnownRoom
from rooms.year.problem import YearProblem

LONGEST_KEY = 40


@dataclass(frozen=True, slots=True)
class Graduate:
    """A group that leaves; `archived` is the key of its room from then on."""

    key: str
    name: str
    archived: str


@dataclass(frozen=True, slots=True)
class Continued:
    """A group that goes on, under a key and a name that may be new; its room stays."""

    was: str
    key: str
    name_before: str
    name: str


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """A room that gets another key; an alias is a localpart, None: it has none then.

    `closes`: it is the room of a group that leaves.
    """

    room_id: str
    old: str
    new: str
    old_alias: str | None
    new_alias: str | None
    closes: bool = False


@dataclass(frozen=True, slots=True)
class YearPlan:
    """The groups that leave, go on and are new (keys and names); and the rooms' new keys."""

    graduates: tuple[Graduate, ...]
    continued: tuple[Continued, ...]
    new: tuple[tuple[str, str], ...]
    rekeyed: tuple[Rekeyed, ...]

    @property
    def group_keys(self) -> Mapping[str, str]:
        """From the keys of the old year to those of the new one, graduates included."""
        return {
            **{one.was: one.key for one in self.continued},
            **{one.key: one.archived for one in self.graduates},
        }


def make_year_plan(
    before: Community, after: Community, known: Sequence[KnownRoom], year: int
) -> YearPlan:
    """Compare the files. Raises YearProblem for what cannot be the same institution's next year."""
    if before.community.slug != after.community.slug:
        raise YearProblem(
            "The slug must stay “{slug}”: every address begins with it.",
            slug=before.community.slug,
        )
    heirs = _heirs(before, after)
    taken = {room.key for room in known} | {room.key for room in listed_rooms(after)}
    graduates = tuple(
        Graduate(group.key, group.name, _archived(group.key, year, taken))
        for group in before.groups
        if group.key not in heirs
    )
    continued = tuple(
        Continued(group.key, heirs[group.key].key, group.name, heirs[group.key].name)
        for group in before.groups
        if group.key in heirs
    )
    old_keys = {one.key for one in continued}
    new = tuple((group.key, group.name) for group in after.groups if group.key not in old_keys)
    rekeyed = tuple(_rekeyed(before, after, known, graduates, continued, year, taken))
    return YearPlan(graduates, continued, new, rekeyed)


def _heirs(before: Community, after: Community) -> dict[str, Group]:
    """Which group of the new file goes on with which of the old one."""
    known = [group.key for group in before.groups]
    heirs: dict[str, Group] = {}
    for group in after.groups:
        if group.was is None:
            continue
        if group.was not in known:
            meant = nearest(group.was, known) or ", ".join(known) or "—"
            raise YearProblem(
                "The group “{group}” was “{was}”, says the new file, but there is no such group"
                " now; perhaps {meant}?",
                group=group.key,
                was=group.was,
                meant=meant,
            )
        if group.was in heirs:
            raise YearProblem(
                "Two groups of the new file were “{was}”: {first} and {second}.",
                was=group.was,
                first=heirs[group.was].key,
                second=group.key,
            )
        heirs[group.was] = group
    for group in after.groups:
        if group.was is None and group.key in known and group.key not in heirs:
            heirs[group.key] = group
    return heirs


def _rekeyed(
    before: Community,
    after: Community,
    known: Sequence[KnownRoom],
    graduates: Sequence[Graduate],
    continued: Sequence[Continued],
    year: int,
    taken: set[str],
) -> Iterator[Rekeyed]:
    ids = {room.key: room.room_id for room in known}
    old_aliases = {room.key: room.alias for room in listed_rooms(before)}
    new_aliases = {room.key: room.alias for room in listed_rooms(after)}
    for one in graduates:
        if one.key in ids:
            alias = old_aliases[one.key]
            yield Rekeyed(ids[one.key], one.key, one.archived, alias, None, closes=True)
    for move in continued:
        old_alias, new_alias = old_aliases[move.was], new_aliases[move.key]
        if move.was in ids and (move.was, old_alias) != (move.key, new_alias):
            yield Rekeyed(ids[move.was], move.was, move.key, old_alias, new_alias)
    # A room that was closed long ago makes way for the group that is called so now.
    busy = {group.key for group in before.groups}
    for group in after.groups:
        if group.key in ids and group.key not in busy:
            archived = _archived(group.key, year, taken)
            yield Rekeyed(ids[group.key], group.key, archived, new_aliases[group.key], None)


def _archived(key: str, year: int, taken: Collection[str]) -> str:
    """A key that no room has: ``swallows-2027``."""
    for number in range(1, 1000):
        ending = f"-{year}" if number == 1 else f"-{year}-{number}"
        name = key[: LONGEST_KEY - len(ending)] + ending
        if name not in taken:
            return name
    raise YearProblem("There are too many rooms called “{key}”.", key=key)
