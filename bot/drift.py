"""What becomes of what people changed in the rooms: put right or told, as the file says."""

import json
import time
from collections.abc import Callable, Iterable, Sequence

from bridges.announcing import ANNOUNCE, announce
from rooms.clock import Clock
from rooms.community.listing import drift_of
from rooms.directory import Directory
from rooms.language import say
from rooms.reconcile.apply import Applied, Scope
from rooms.reconcile.changes import Change, subject
from rooms.reconcile.drift import Feuds, fingerprint, is_drift
from rooms.storage import drift, queue, settings
from rooms.storage.database import Store
from rooms.storage.drift import LastDrift

TOLD = "drift-told"
"""The setting with the fingerprints of what was told and is so still."""

LEFT = "The rooms are not as the file says; I have put nothing right:"
FEUD = "This was put right and changed again, so I leave it now; please agree on how it should be:"
BROKEN = "Something is not as the file says, and I cannot put it right:"


class Drift:
    """Decides what is left as it is, and tells of it once."""

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
        self._feuds = Feuds()

    def spares(self, change: Change) -> bool:
        """Whether a change is not to be made: the file says so, or it was made often enough."""
        if not is_drift(change):
            return False
        return self._only_tells(change) or self._feuds.is_feud(change, time.monotonic())

    async def settle(self, applied: Applied, scope: Scope) -> None:
        """Remember what was put right, and tell what was not, unless it was told before."""
        for change in applied.changes:
            if is_drift(change):
                self._feuds.note(change, time.monotonic())
        language = self._directory.community.community.language
        await self._keep_last(applied, language)
        reports: dict[str, list[tuple[str, str]]] = {LEFT: [], FEUD: [], BROKEN: []}
        for change in applied.spared:
            heading = LEFT if self._only_tells(change) else FEUD
            reports[heading].append((subject(change), change.words(language)))
        for failure in applied.failures:
            if not failure.passing:
                what = f"{failure.name} — {failure.reason.words(language)}"
                reports[BROKEN].append((failure.subject, what))
        await self._tell(reports, scope, language)

    async def _keep_last(self, applied: Applied, language: str) -> None:
        """What people look at afterwards, room by room."""
        seen: dict[tuple[str, bool], list[str]] = {}
        for changes, repaired in ((applied.changes, True), (applied.spared, False)):
            for change in changes:
                if is_drift(change):
                    words = change.words(language)
                    seen.setdefault((subject(change), repaired), []).append(words)
        if not seen:
            return
        now = self._clock.now_ms()
        async with self._store.transaction() as connection:
            for (key, repaired), lines in seen.items():
                await drift.put_last(connection, key, LastDrift(now, tuple(lines), repaired))

    def _only_tells(self, change: Change) -> bool:
        return drift_of(self._directory.community, subject(change)) == "report"

    async def _tell(
        self, reports: dict[str, list[tuple[str, str]]], scope: Scope, language: str
    ) -> None:
        now = [
            fingerprint(key, heading + line)
            for heading, lines in reports.items()
            for key, line in lines
        ]
        async with self._store.transaction() as connection:
            told = set(json.loads(await settings.get(connection, TOLD) or "[]"))
            texts = [
                _text(language, heading, fresh)
                for heading, lines in reports.items()
                if (
                    fresh := [
                        line for key, line in lines if fingerprint(key, heading + line) not in told
                    ]
                )
            ]
            still = {mark for mark in told if not scope.covers(mark.split(" ", 1)[0])}
            if (known := still | set(now)) != told:
                await settings.put(connection, TOLD, json.dumps(sorted(known)))
            tasks = [announce(text) for text in texts]
            await queue.add_many(connection, tasks, self._clock.now_ms())
        if texts:
            self._wake([ANNOUNCE])


def _text(language: str, heading: str, lines: Sequence[str]) -> str:
    text = "\n".join([say(language, heading), *(f"• {line}" for line in lines)])
    if heading == LEFT:
        text += "\n" + say(
            language, "To put them right: {command}", command=f"!teremok {say(language, 'apply')}"
        )
    return text
