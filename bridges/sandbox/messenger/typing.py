"""Who is writing just now: kept for seconds, never written down."""

import time
from collections import deque
from dataclasses import dataclass

from bridges.sandbox.messenger.happenings import Person

SHOWN_FOR = 6.0
"""Seconds for which a person is shown as writing unless it is said again."""
_MOST_UNHEARD = 1000


@dataclass(frozen=True, slots=True)
class TypingNotice:
    """A person of this messenger began to write or stopped, `at` by the monotonic clock."""

    chat: str
    person: Person
    typing: bool
    at: float


class Typing:
    """Who writes where."""

    def __init__(self) -> None:
        self._versions: dict[str, int] = {}
        self._until: dict[str, dict[str, tuple[Person, float]]] = {}
        self._unheard: deque[TypingNotice] = deque(maxlen=_MOST_UNHEARD)

    def note(self, chat: str, person: Person, typing: bool, by_bot: bool) -> None:
        """Remember that somebody writes or has stopped."""
        now = time.monotonic()
        known = self._until.get(chat, {})
        writing = {name: entry for name, entry in known.items() if entry[1] > now}
        changed = (person.id in writing) != typing
        if typing:
            writing[person.id] = (person, now + SHOWN_FOR)
        else:
            writing.pop(person.id, None)
        self._until[chat] = writing
        if changed:
            self._versions[chat] = self.version(chat) + 1
        if not by_bot and (typing or changed):
            self._unheard.append(TypingNotice(chat, person, typing, now))

    def version(self, chat: str) -> int:
        """Changes whenever somebody in the chat begins or stops to write."""
        return self._versions.get(chat, 0)

    def now_in(self, chat: str) -> list[Person]:
        """Those who are writing in the chat."""
        now = time.monotonic()
        return [person for person, until in self._until.get(chat, {}).values() if until > now]

    def hear(self) -> list[TypingNotice]:
        """What the bot has not heard yet and is still true; it is told once."""
        oldest = time.monotonic() - SHOWN_FOR
        heard = [notice for notice in self._unheard if notice.at > oldest]
        self._unheard.clear()
        return heard
