"""The switch from one year to the other in the database: in one transaction, all or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from rooms.community import Community
from rooms.roster.comparing import Change, compare
from rooms.roster.model import ReadRoster
from rooms.roster.taking_over import changes_of, take_over
from rooms.storage import queue, roster, year
from rooms.storage.database import Connection
from rooms.storage.queue import Task
from rooms.storage.roster import StoredChild
from rooms.wanted.kinds import GROUP
from rooms.year.plan import YearPlan
from rooms.year.record import YearRecord, placed

TellChat = Callable[[str, str, str, str], Task]
"""The task that tells a chat something: network, chat, a key of its own, the text."""


def moved(children: Sequence[StoredChild], plan: YearPlan, at: int) -> tuple[StoredChild, ...]:
    """The roster after the groups have moved up: graduates have left, the others go along."""
    leaving = {graduate.key for graduate in plan.graduates}
    keys = plan.group_keys
    return tuple(
        replace(
            one,
            child=replace(one.child, group=keys.get(one.child.group, one.child.group)),
            left_at=at if one.left_at is None and one.child.group in leaving else one.left_at,
        )
        for one in children
    )


def roster_changes(
    children: Sequence[StoredChild], plan: YearPlan, read: ReadRoster | None
) -> tuple[Change, ...]:
    """What the roster of the new year changes beside that."""
    if read is None:
        return ()
    return compare(moved(children, plan, 0), read.children, _groups(read))


async def switch(
    connection: Connection,
    record: YearRecord,
    plan: YearPlan,
    communities: tuple[Community, Community],
    read: ReadRoster | None,
    tell_chat: TellChat,
) -> YearRecord:
    """Give rooms and children their new keys, say farewell in the chats, take the roster over.

    `communities` are the old and the new one. Gives the record as it was kept.
    """
    children = await roster.everybody(connection)
    changes = roster_changes(children, plan, read)
    known = {one.id: one for one in children}
    changed = tuple(known[c.before.id] for c in changes if c.before is not None)
    record = replace(record, placed=placed(children), children=changed)
    await _move_rooms(connection, record, tell_chat)
    for one in moved(children, plan, record.at):
        if one != known[one.id]:
            await year.place_child(connection, one.id, one.child.group, one.left_at)
    if read is not None:
        groups = _groups(read)
        shown = await changes_of(connection, read, groups)
        await take_over(connection, read, groups, shown, record.at)
    await roster.bump(connection)
    await year.set_outdated(connection, *communities)
    await year.put(connection, record.change("switched"))
    return record


async def switch_back(
    connection: Connection,
    record: YearRecord,
    undone: Mapping[str, str],
    communities: tuple[Community, Community],
) -> None:
    """Give rooms and children their old keys again.

    `undone` are keys for the rooms of new groups: they must not be in the way. `communities` are
    the one to leave and the one to come back to.
    """
    back = [(one.new, one.old) for one in record.rekeyed]
    await year.rekey(connection, [*back, *undone.items()])
    for one in record.rekeyed:
        if one.closes:
            await year.set_kind(connection, one.old, GROUP)
    for key in undone.values():
        await year.part_chats(connection, key)
    for child in record.children:
        await roster.put(connection, child.id, child.child, child.guardian_ids, record.at)
    was = {one.id: one for one in record.placed}
    newcomers = []
    for stored in await roster.everybody(connection):
        if stored.id in was:
            before = was[stored.id]
            await year.place_child(connection, stored.id, before.group, before.left_at)
        elif stored.left_at is None:
            newcomers.append(stored.id)
    await roster.close_off(connection, newcomers, record.at)
    await roster.bump(connection)
    await year.set_outdated(connection, *communities)
    await year.put(connection, record.change("undoing"))


async def _move_rooms(connection: Connection, record: YearRecord, tell_chat: TellChat) -> None:
    for one in record.rekeyed:
        if not one.closes:
            continue
        graduate = next(each for each in record.graduates if each.key == one.old)
        for network, chat in await year.part_chats(connection, one.old):
            words = record.farewell.replace("{name}", graduate.name)
            task = tell_chat(network, chat, f"farewell/{record.occasion(one.new)}", words)
            await queue.add(connection, task, record.at)
    await year.rekey(connection, [(one.old, one.new) for one in record.rekeyed])


def _groups(read: ReadRoster) -> frozenset[str]:
    """The groups of which the new roster speaks: whoever is not in it there has left."""
    return frozenset(child.group for child in read.children)
