"""Carrying out a change of the year.

The switch in the database is one transaction; all that follows can be read from the record that
it leaves, and looks first at what is there: it may be interrupted at any point and begun again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rooms.community import Community
from rooms.files.yaml_file import load_text
from rooms.reconcile.apply import Applied, Progress, Reconciliation
from rooms.reconcile.closing import CLOSED, close_room
from rooms.reconcile.homeserver import Homeserver, RoomId
from rooms.reconcile.scope import WHOLE, Scope
from rooms.roster.model import ReadRoster
from rooms.storage import rooms, year
from rooms.storage.database import Store
from rooms.turns import my_turn
from rooms.year.addresses import readdress
from rooms.year.exporting import Exporter
from rooms.year.farewell import FAREWELL, tell_room
from rooms.year.files import YearPlaces, write_whole
from rooms.year.plan import YearPlan
from rooms.year.record import YearRecord
from rooms.year.switching import TellChat, switch


@dataclass(frozen=True, slots=True)
class YearChanged:
    """What became of it: what `apply` did, and the exports (paths)."""

    applied: Applied
    exports: tuple[str, ...]


class YearChanger:
    """Moves a house on to the next year."""

    def __init__(
        self,
        homeserver: Homeserver,
        store: Store,
        reconciliation: Reconciliation,
        places: YearPlaces,
    ) -> None:
        self._homeserver = homeserver
        self._store = store
        self._reconciliation = reconciliation
        self._places = places

    async def begin(
        self,
        record: YearRecord,
        plan: YearPlan,
        read: ReadRoster | None,
        tell_chat: TellChat,
    ) -> YearRecord:
        """Make the switch; what follows is left to `finish`."""
        communities = self.community(record.before), self.community(record.after)
        async with my_turn(self._places.lock), self._store.transaction() as connection:
            return await switch(connection, record, plan, communities, read, tell_chat)

    async def finish(
        self,
        record: YearRecord,
        progress: Progress = lambda done, total: None,
        scope: Scope = WHOLE,
    ) -> YearChanged:
        """Everything after the switch. Raises HomeserverProblem, ExportProblem, OSError."""
        after = self.community(record.after)
        async with my_turn(self._places.lock):
            write_whole(self._places.community, record.after)
            await readdress(self._homeserver, record.rekeyed, after.community.slug)
            for graduate in record.graduates:
                text = record.farewell.replace("{name}", graduate.name)
                for room_id in _rooms_of(record, graduate.key):
                    occasion = record.occasion(graduate.archived)
                    await tell_room(self._homeserver, room_id, FAREWELL, occasion, text)
            closing = {one.new for one in record.rekeyed if one.closes}
            await close_rooms(self._homeserver, self._store, self._reconciliation, after, closing)
        applied = await self._reconciliation.apply(after, progress, scope)
        exporter = Exporter(self._homeserver, self._store, self._places)
        exports = [
            str(await exporter.export(record, graduate, room_id, after.community))
            for graduate in record.graduates
            for room_id in _rooms_of(record, graduate.key)
        ]
        async with self._store.transaction() as connection:
            await year.put(connection, record.change("done"))
        return YearChanged(applied, tuple(exports))

    def community(self, text: str) -> Community:
        """A text as the community file of this house."""
        return load_text(text, self._places.community, Community)


async def close_rooms(
    homeserver: Homeserver,
    store: Store,
    reconciliation: Reconciliation,
    community: Community,
    keys: set[str],
) -> None:
    """Close rooms as `apply --allow-removals` closes those that the file does not have any more."""
    async with store.reading() as connection:
        open_ones = [
            known
            for known in await rooms.all_rooms(connection)
            if known.key in keys and known.kind != CLOSED
        ]
    if not open_ones:
        return
    found = (await reconciliation.plan(community)).readings.rooms
    for known in open_ones:
        await close_room(homeserver, known, found, community.community.language)
        async with store.transaction() as connection:
            await year.set_kind(connection, known.key, CLOSED)


def _rooms_of(record: YearRecord, key: str) -> Sequence[RoomId]:
    """The room of a group that leaves, if it was ever made."""
    return [RoomId(one.room_id) for one in record.rekeyed if one.closes and one.old == key]
