"""How long the homeserver waits for the answer to a transaction.

It sends the next transaction only after the answer to the last, and each makes it commit twice and
us once (beside fourteen flushes of the disk for a message itself): while many events come they
come together. What a transaction brought is under way before its answer.
"""

import asyncio

SHORTEST_SECONDS, LONGEST_SECONDS = 0.15, 0.4
"""The least time between two answers: doubled, up to the longest, while several events come at a
time, for then more are coming."""
LULL_SECONDS = 0.1
"""Whoever has not written for so long has stopped: the last of what they wrote need not wait."""
LATE_SECONDS = 2.0
"""What comes so long after it was said has waited for us: as the homeserver notes each event by
itself while we are away, hundreds of transactions, with which nothing more can come."""


class Breath:
    """The pause before an answer; times are those of the event loop, in seconds."""

    def __init__(self) -> None:
        self.seconds = SHORTEST_SECONDS
        self._answered_at = 0.0
        self._written_at = -1.0
        self._is_late = False

    def notice(self) -> None:
        """A person writes: the gate let a post pass that one of the next transactions brings."""
        self._written_at = asyncio.get_running_loop().time()

    async def take(self, *, more_to_come: bool, age: float | None = None) -> None:
        """Returns when the transaction that has come may be answered; `age` is how long ago the
        newest of its events was said, in seconds, None: it does not tell."""
        if age is not None:
            self._is_late = age > LATE_SECONDS
        if self._is_late:
            return
        loop = asyncio.get_running_loop()
        longer = min(self.seconds * 2, LONGEST_SECONDS)
        self.seconds = longer if more_to_come else SHORTEST_SECONDS
        while (left := self.left(loop.time())) > 0:  # noqa: ASYNC110 — it moves
            await asyncio.sleep(left)
        self._answered_at = loop.time()

    def left(self, now: float) -> float:
        """How long to wait before looking again; nothing is left where it is 0 or less.

        What ghosts say does not go through the gate: where no person has written since the last
        answer, nothing tells that more will not come.
        """
        whole = self._answered_at + self.seconds - now
        if self._written_at <= self._answered_at:
            return whole
        return min(whole, self._written_at + LULL_SECONDS - now)
