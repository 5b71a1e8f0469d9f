"""Sees who is in a room of parents although the roster says otherwise, and tells it once."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bot.desk.staying_words import staying_text
from bridges.announcing import ANNOUNCE, announce
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.reconcile.drift import fingerprint
from rooms.roster.staying import Staying, who_stays
from rooms.storage import queue, rooms, roster, settings
from rooms.storage.database import Store

TOLD = "staying-told"
"""The setting with the fingerprints of who was told of and is still there."""


class StayingWatch:
    """Looks again when the roster, the contacts, the chats, or who is in the rooms have changed."""

    def __init__(
        self,
        directory: Directory,
        store: Store,
        clock: Clock,
        wake: Callable[[Iterable[str]], None],
    ) -> None:
        self._directory = directory
        self._store = store
        self._clock = clock
        self._wake = wake
        self._revision: tuple[int, int] | None = None
        self._moved = False

    def notice(self, event: Mapping[str, Any]) -> None:
        """Take note of an event that the homeserver told us: a parent may have come or gone."""
        if event.get("type") == "m.room.member":
            self._moved |= self._directory.is_ghost(str(event.get("state_key")))

    async def look(self) -> None:
        """Look if anything has changed, and tell of those who were not there. Raises DatabaseAway.

        Whoever goes and comes back is told of again.
        """
        async with self._store.reading() as connection:
            revision = await roster.revision(connection), await rooms.revision(connection)
            if revision == self._revision and not self._moved:
                return
            self._revision, self._moved = None, False
            found = await who_stays(connection, self._directory.server_name)
            told = set(json.loads(await settings.get(connection, TOLD) or "[]"))
        marks = {_mark(row): row for row in found}
        if told != set(marks):
            await self._tell([row for mark, row in marks.items() if mark not in told], set(marks))
        self._revision = revision

    async def _tell(self, fresh: Sequence[Staying], marks: set[str]) -> None:
        async with self._store.transaction() as connection:
            await settings.put(connection, TOLD, json.dumps(sorted(marks)))
            if fresh:
                task = announce(staying_text(fresh, self._language))
                await queue.add(connection, task, self._clock.now_ms())
        if fresh:
            self._wake([ANNOUNCE])

    @property
    def _language(self) -> str:
        return self._directory.community.community.language


def _mark(row: Staying) -> str:
    return fingerprint(row.room.key, f"{row.reason} {row.guardian_id} {' '.join(row.user_ids)}")
