"""Misbehaving on demand, to see what a connector makes of it.

Faults meet what a connector asks (``/bot``), never people: `fail_next` requests are answered with
`status` (429 with Retry-After), and each request waits `delay` seconds first, until the next order
replaces this one. `on` narrows it to polling for updates or to all that is no polling. A request
that fails was not carried out, unless `done_anyway`: then it was, and only its answer is lost.
"""

import asyncio
import math

from bridges.sandbox.messenger.problems import Problem
from bridges.sandbox.messenger.wishes import FaultOrder


class Faults:
    """The order in force, and how many failures of it are left."""

    def __init__(self) -> None:
        self._order = FaultOrder()
        self._left = 0

    def obey(self, order: FaultOrder) -> None:
        """From now on this order, instead of the one before."""
        self._order, self._left = order, order.fail_next

    def left(self) -> int:
        """How many requests are still to fail."""
        return self._left

    async def meet(self, is_poll: bool) -> Problem | None:
        """Wait as ordered; the failure to answer with. Raises it where nothing is to be done."""
        order = self._order
        if order.on != "all" and is_poll != (order.on == "poll"):
            return None
        fails = self._left > 0
        self._left -= fails
        if order.delay:
            await asyncio.sleep(order.delay)
        if not fails:
            return None
        failure = _failure(order)
        if order.done_anyway:
            return failure
        raise failure


def _failure(order: FaultOrder) -> Problem:
    if order.status == 429:
        headers = {"Retry-After": str(math.ceil(order.retry_after))}
        return Problem(429, "Too many requests, as was ordered.", headers=headers)
    return Problem(500, "Out of order, as was ordered.")
