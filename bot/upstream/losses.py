"""What a bridge itself may have lost of the parents' messages is found and told in the duty room.

Nobody else sees it: what does not get into the room is in no archive. A bridge writes into its log
that a message did not get in (somebody was just put out of the room, the homeserver was away for
too long), and its program's end by itself may cost what it held in its hands at that moment.
"""

import asyncio
import json
import logging
from collections.abc import Iterable
from pathlib import Path

from bot.house import House
from bot.upstream.installed import InstalledBridge, installed_bridges
from bot.upstream.run_state import known_processes
from bridges.upstream.observing import Observing
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.language import say, say_many
from rooms.storage import settings, upstream
from rooms.storage.database import Connection, DatabaseAway, Store
from rooms.traces import trace

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
CALM_MS = 15 * 60_000
"""Ends of a program are told at most so often; one that does not come up is told otherwise."""
MOST_BYTES = 8 * 1024 * 1024
LOST = frozenset({"Failed to send message part to Matrix"})
"""Source: ``bridgev2/portal.go`` of mautrix-go v0.30.0."""


class Losses:
    """Looks after all bridges for ever; what it has seen is kept in the database."""

    def __init__(
        self, house: House, store: Store, directory: Directory, clock: Clock, observing: Observing
    ) -> None:
        self._house = house
        self._store = store
        self._directory = directory
        self._clock = clock
        self._observing = observing
        self.look_seconds = LOOK_SECONDS

    async def run(self) -> None:
        """Look for ever."""
        while True:
            try:
                for installed in await asyncio.to_thread(lambda: [*installed_bridges(self._house)]):
                    await self.look(installed)
            except DatabaseAway:
                log.info("Database away: nobody looks for what bridges lose")
            except Exception as error:
                log.error("Nobody looks for what bridges lose: %s", trace(error))
            await asyncio.sleep(self.look_seconds)

    async def look(self, installed: InstalledBridge) -> None:
        """Look at one bridge. Raises DatabaseAway."""
        await self._look_at_ends(installed)
        await self._look_at_log(installed)

    async def _look_at_ends(self, installed: InstalledBridge) -> None:
        network = installed.network
        process = (await asyncio.to_thread(known_processes, self._house)).get(network)
        if process is None:
            return
        name, now = f"upstream-ends {network}", self._clock.now_ms()
        async with self._store.reading() as connection:
            kept = json.loads(await settings.get(connection, name) or "{}")
            is_used = bool(await upstream.chats(connection, network))
        before, told_at = int(kept.get("ended", 0)), int(kept.get("told_at", 0))
        if process.ended == before:
            return
        is_told = process.ended > before and is_used and now - told_at >= CALM_MS
        content = {"ended": process.ended, "told_at": now if is_told else told_at}
        text = (
            "🟡 The bridge to {title} ended by itself and was started again. What parents wrote,"
            " changed or deleted in that moment may be missing here: look into the chats on the"
            " phone."
        )
        await self._keep(name, content, self._say(text, installed) if is_told else None)

    async def _look_at_log(self, installed: InstalledBridge) -> None:
        name = f"upstream-log {installed.network}"
        async with self._store.reading() as connection:
            kept = await settings.get(connection, name)
        path = installed.log_path
        place = await asyncio.to_thread(_size, path) if kept is None else int(json.loads(kept))
        lines, end = await asyncio.to_thread(lines_after, path, place)
        lost = lost_messages(lines)
        if kept is not None and end == place:
            return
        text = None
        if lost:
            text = say_many(
                self._directory.community.community.language,
                "🟠 {count} message from {title} did not get into its room: the bridge has lost"
                " it. Look into the chat on the phone.",
                "🟠 {count} messages from {title} did not get into their rooms: the bridge has"
                " lost them. Look into the chats on the phone.",
                lost,
                title=installed.descriptor.title,
            )
        await self._keep(name, end, text)

    async def _keep(self, name: str, content: object, text: str | None) -> None:
        async def put(connection: Connection) -> None:
            await settings.put(connection, name, json.dumps(content))

        if text is not None:
            await self._observing.tell(text, put)
            return
        async with self._store.transaction() as connection:
            await put(connection)

    def _say(self, text: str, installed: InstalledBridge) -> str:
        language = self._directory.community.community.language
        return say(language, text, title=installed.descriptor.title)


def lost_messages(lines: Iterable[str]) -> int:
    """Of how many messages these lines of a log say that they did not get into their room."""
    count = 0
    for line in lines:
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            continue
        count += isinstance(told, dict) and told.get("message") in LOST
    return count


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def lines_after(path: Path, place: int) -> tuple[list[str], int]:
    """The whole lines after a place in a log, and where they end; a log begun anew from its start.

    Of very many lines only the last are read.
    """
    try:
        size = path.stat().st_size
        begin = place if place <= size else 0
        begin = max(begin, size - MOST_BYTES)
        if begin == size:
            return [], size
        with path.open("rb") as file:
            file.seek(begin)
            said = file.read(size - begin)
    except OSError:
        return [], place
    whole = said.rpartition(b"\n")[0]
    end = begin + len(whole) + 1 if whole else begin
    return whole.decode(errors="replace").splitlines(), end
