"""Going back to the year before, as long as the change was not confirmed."""

from dataclasses import dataclass
from pathlib import Path

from rooms.clock import SystemClock
from rooms.community import Community
from rooms.community.listing import listed_rooms
from rooms.files.yaml_file import load_text
from rooms.language import say
from rooms.reconcile.apply import Applied, Progress, Reconciliation
from rooms.reconcile.homeserver import Homeserver, RoomId
from rooms.reconcile.scope import WHOLE, Scope
from rooms.storage import rooms, year
from rooms.storage.database import Store
from rooms.turns import my_turn
from rooms.year.addresses import backwards, readdress
from rooms.year.changing import close_rooms
from rooms.year.farewell import RETURN, tell_room
from rooms.year.files import YearPlaces, write_whole
from rooms.year.plan import Rekeyed
from rooms.year.record import YearRecord
from rooms.year.switching import switch_back


@dataclass(frozen=True, slots=True)
class YearUndone:
    """What `apply` did; `edited`: what was changed in the file since then is kept there."""

    applied: Applied
    edited: Path | None


class YearUndoer:
    """Moves a house back; begun again after an interruption, it goes on."""

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

    async def undo(
        self,
        record: YearRecord,
        state: year.State,
        progress: Progress = lambda done, total: None,
        scope: Scope = WHOLE,
    ) -> YearUndone:
        """Everything as it was before. Raises HomeserverProblem, OSError.

        Who came into a room with the new year stays there unless the scope allows removals.
        """
        before, after = self._community(record.before), self._community(record.after)
        undone = _undone(record)
        async with my_turn(self._places.lock):
            if state != "undoing":
                async with self._store.transaction() as connection:
                    await switch_back(connection, record, undone, (after, before))
            edited = self._put_file_back(record)
            new_rooms = await self._new_rooms(undone, after)
            way_back = [*new_rooms, *backwards(record.rekeyed)]
            await readdress(self._homeserver, way_back, before.community.slug)
            await close_rooms(
                self._homeserver,
                self._store,
                self._reconciliation,
                before,
                set(undone.values()),
            )
        applied = await self._reconciliation.apply(before, progress, scope)
        await self._say_so(record, before.community.language)
        for graduate in record.graduates:
            self._places.export(graduate.archived).unlink(missing_ok=True)
        async with self._store.transaction() as connection:
            await year.forget(connection, SystemClock().now_ms())
        return YearUndone(applied, edited)

    def _put_file_back(self, record: YearRecord) -> Path | None:
        path = self._places.community
        present = path.read_text("utf-8") if path.exists() else ""
        edited = None
        if present not in (record.before, record.after, ""):
            edited = path.with_name(f"{path.stem}-undone{path.suffix}")
            write_whole(edited, present)
        write_whole(path, record.before)
        return edited

    async def _new_rooms(self, undone: dict[str, str], after: Community) -> list[Rekeyed]:
        """The rooms of groups that were new, which give their addresses up."""
        aliases = {room.key: room.alias for room in listed_rooms(after)}
        async with self._store.reading() as connection:
            known = {room.key: room.room_id for room in await rooms.all_rooms(connection)}
        return [
            Rekeyed(known[set_aside], key, set_aside, aliases[key], None)
            for key, set_aside in undone.items()
            if set_aside in known
        ]

    async def _say_so(self, record: YearRecord, language: str) -> None:
        text = say(language, "The farewell came too early: this room goes on.")
        archived = {graduate.key: graduate.archived for graduate in record.graduates}
        for one in record.rekeyed:
            if one.closes and one.old in archived:
                room_id = RoomId(one.room_id)
                await tell_room(self._homeserver, room_id, RETURN, record.occasion(one.new), text)

    def _community(self, text: str) -> Community:
        return load_text(text, self._places.community, Community)


def _undone(record: YearRecord) -> dict[str, str]:
    """Keys for the rooms of the groups that were new: no other room is called so."""
    return {key: f"{key[:22]}-undone-{record.at // 1000:x}" for key in record.new}
