"""Making the stored roster what a file says."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from rooms.roster.comparing import Change, compare
from rooms.roster.matching import same_anywhere, same_at_child
from rooms.roster.model import Guardian, ReadRoster
from rooms.storage import contacts, roster
from rooms.storage.database import Connection
from rooms.storage.roster import StoredChild


class RosterMoved(Exception):
    """The roster is not what it was when its changes were shown."""


async def groups_of(
    connection: Connection, read: ReadRoster, known: Collection[str], group: str | None = None
) -> frozenset[str]:
    """The groups of which a file speaks: those of its children, and the one it was read for.

    A file with children of all `known` groups is the whole roster: it speaks of groups that are
    there no more, too.
    """
    spoken = frozenset(child.group for child in read.children)
    if group is not None:
        return spoken | {group}
    if not spoken.issuperset(known):
        return spoken
    return spoken | {one.child.group for one in await roster.present(connection)}


async def changes_of(
    connection: Connection, read: ReadRoster, groups: Collection[str]
) -> tuple[Change, ...]:
    """What taking the file over would change."""
    stored = await roster.everybody(connection)
    return compare(stored, read.children, groups, rows_skipped=bool(read.problems))


async def take_over(
    connection: Connection,
    read: ReadRoster,
    groups: Collection[str],
    shown: tuple[Change, ...],
    now_ms: int,
) -> None:
    """Carry out the changes that were shown, in a transaction of the caller.

    Raises RosterMoved where by now these are not the changes.
    """
    stored = await roster.everybody(connection)
    changes = compare(stored, read.children, groups, rows_skipped=bool(read.problems))
    if changes != shown:
        raise RosterMoved
    if not changes:
        return
    entries = [entry for one in stored for entry in _entries(one)]
    former = await roster.former_guardians(connection)
    persons = _Persons(connection, [*entries, *former], now_ms)
    for change in changes:
        if change.after is not None:
            known = change.before
            who = [await persons.find(guardian, known) for guardian in change.after.guardians]
            if known is None:
                await roster.add(connection, change.after, who)
            else:
                await roster.put(connection, known.id, change.after, who, now_ms)
    await _close_off(connection, changes, now_ms)
    await roster.bump(connection)


async def _close_off(connection: Connection, changes: Iterable[Change], now_ms: int) -> None:
    left = [c.before for c in changes if c.kind == "left" and c.before is not None]
    await roster.close_off(connection, [child.id for child in left], now_ms)
    touched = {who for c in changes if c.before is not None for who in c.before.guardian_ids}
    unreachable = [who for who in touched if not await contacts.is_reachable(connection, who)]
    await contacts.withdraw_tokens(connection, unreachable)


class _Persons:
    """Finds the person behind an entry: known with the child, known by phone, or new."""

    def __init__(
        self, connection: Connection, entries: Iterable[tuple[int, Guardian]], now_ms: int
    ) -> None:
        self._connection = connection
        self._now_ms = now_ms
        self._by_phone: defaultdict[str, list[tuple[int, Guardian]]] = defaultdict(list)
        for who, listed in entries:
            self._remember(who, listed)

    async def find(self, listed: Guardian, child: StoredChild | None) -> int:
        """The person's id."""
        who = self._known(listed, child)
        if who is None:
            who = await roster.new_guardian(self._connection, self._now_ms)
        self._remember(who, listed)
        return who

    def _known(self, listed: Guardian, child: StoredChild | None) -> int | None:
        for who, before in _entries(child) if child else ():
            if same_at_child(before, listed):
                return who
        for phone in listed.phones:
            for who, before in self._by_phone[phone]:
                if same_anywhere(before, listed):
                    return who
        return None

    def _remember(self, who: int, listed: Guardian) -> None:
        for phone in listed.phones:
            self._by_phone[phone].append((who, listed))


def _entries(child: StoredChild) -> Iterator[tuple[int, Guardian]]:
    return zip(child.guardian_ids, child.child.guardians, strict=True)
