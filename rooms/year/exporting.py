"""The rooms of groups that left, as files to keep."""

import asyncio
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rooms.archive.export import ExportRequest, export_room
from rooms.community import Institution
from rooms.reconcile.closing import CLOSED
from rooms.reconcile.homeserver import Homeserver, RoomId
from rooms.storage import events
from rooms.storage.database import Store
from rooms.storage.rooms import KnownRoom
from rooms.year.farewell import FAREWELL
from rooms.year.files import YearPlaces
from rooms.year.plan import Graduate
from rooms.year.record import YearRecord

PATIENCE = 20
"""Seconds until the farewell, the last that was said, has come to the archive."""
_LOOK = 0.2


class Exporter:
    """Writes the ZIP files."""

    def __init__(self, homeserver: Homeserver, store: Store, places: YearPlaces) -> None:
        self._homeserver = homeserver
        self._store = store
        self._places = places

    async def export(
        self, record: YearRecord, graduate: Graduate, room_id: RoomId, institution: Institution
    ) -> Path:
        """Write the ZIP, in place of one that is there. Raises ExportProblem, OSError."""
        await self._wait_for_farewell(record.occasion(graduate.archived), room_id)
        self._places.make_exports()
        zone = ZoneInfo(institution.timezone)
        request = ExportRequest(
            room=KnownRoom(graduate.archived, room_id, CLOSED, graduate.name),
            institution=institution.name,
            zone=zone,
            language=institution.language,
            now=datetime.now(zone),
            out=self._places.export(graduate.archived),
            replace=True,
        )
        await export_room(self._store, self._places.media, request)
        return request.out

    async def _wait_for_farewell(self, occasion: str, room_id: RoomId) -> None:
        said = await self._homeserver.own_message(room_id, FAREWELL, occasion)
        for _ in range(int(PATIENCE / _LOOK)):
            if said is None:
                return
            async with self._store.reading() as connection:
                if await events.get(connection, said) is not None:
                    return
            await asyncio.sleep(_LOOK)
