"""A homeserver that is real, until the power goes out at one of the requests."""

import inspect
from enum import StrEnum
from typing import Any, cast

from bot.homeserver import BotHomeserver
from rooms.reconcile.homeserver import Homeserver
from tests.support.memory_homeserver import Crash


class Cut(StrEnum):
    """At which moment of a request the power goes out."""

    BEFORE = "before it is made"
    AFTER = "after it was carried out, before its answer is read"


class _Cutting:
    """Stands before the real one, and counts what is asked of it."""

    def __init__(self, real: BotHomeserver, number: int, cut: Cut) -> None:
        self._real = real
        self._left = number
        self._cut = cut

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        if not inspect.iscoroutinefunction(found):
            return found

        async def ask(*arguments: Any, **named: Any) -> Any:
            self._left -= 1
            if self._left <= 0 and self._cut is Cut.BEFORE:
                raise Crash
            answer = await found(*arguments, **named)
            if self._left <= 0:
                raise Crash
            return answer

        return ask


def cutting(real: BotHomeserver, number: int, cut: Cut) -> Homeserver:
    """The power goes out at this request, counted from 1, and stays out."""
    return cast("Homeserver", _Cutting(real, number, cut))
