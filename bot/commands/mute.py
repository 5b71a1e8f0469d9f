"""``mute`` and ``unmute``: somebody reads and does not write, for a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.command import Answer, Asker
from bot.desk.desk import Desk
from bot.desk.finding import everybody, find_person, find_room
from bot.desk.muting import Muted, mute, unmute
from bot.desk.spans import read_span
from bot.desk.times import moment_words
from bot.house import HouseProblem
from rooms.language import say

_IN = frozenset({"in", "в"})
_FOR = frozenset({"for", "на"})


class Mute:
    """Takes somebody's word, in a room or everywhere."""

    names = ("mute", "заглушить")
    takes = "PERSON [in ROOM] [for 2h]"
    summary = "somebody may read and not write, a parent too"
    secret = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """Mute, and say where and how long."""
        desk, wish = self._desk, _read(arguments, asker.example("mute anna for 2h"))
        span = read_span(wish.span) if wish.span else None
        someone = find_person(wish.person, await everybody(desk))
        room = find_room(wish.room, desk.directory) if wish.room else None
        muted = await mute(desk, someone, room, span, by=asker.user_id, at=asker.at)
        return Answer(muted_words(desk, muted, asker.language))


class Unmute:
    """Gives somebody the word back."""

    names = ("unmute", "вернуть-слово")
    takes = "PERSON [in ROOM]"
    summary = "somebody who was muted may write again"
    secret = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """Unmute, and say where."""
        desk, wish = self._desk, _read(arguments, asker.example("unmute anna"))
        if wish.span:
            raise HouseProblem("I do not understand “{word}”.", word=wish.span[:40])
        someone = find_person(wish.person, await everybody(desk))
        room = find_room(wish.room, desk.directory) if wish.room else None
        return Answer(unmuted_words(await unmute(desk, someone, room), asker.language))


def muted_words(desk: Desk, muted: Muted, language: str) -> str:
    """Who may not write where, until when."""
    return say(
        language,
        "{name} may read and not write {until}: {rooms}.",
        name=muted.someone.name,
        until=moment_words(desk, muted.until, language),
        rooms=", ".join(room.name for room in muted.rooms),
    )


def unmuted_words(muted: Muted, language: str) -> str:
    """Who may write where again."""
    rooms = ", ".join(room.name for room in muted.rooms)
    text = "{name} may write again: {rooms}."
    return say(language, text, name=muted.someone.name, rooms=rooms)


@dataclass(frozen=True, slots=True)
class _Wish:
    person: str
    room: str
    span: str


def _read(arguments: Sequence[str], form: str) -> _Wish:
    """``PERSON [in ROOM] [for SPAN]``; each may be of several words."""
    parts: dict[str, list[str]] = {"person": []}
    part = "person"
    for word in arguments:
        if parts["person"] and word.casefold() in _IN and "room" not in parts:
            part = "room"
        elif parts["person"] and word.casefold() in _FOR and "span" not in parts:
            part = "span"
        else:
            parts.setdefault(part, []).append(word)
            continue
        parts[part] = []
    if not all(parts.values()):
        raise HouseProblem("Whom? Write it like this: {form}", form=form)
    return _Wish(*(" ".join(parts.get(name, ())) for name in ("person", "room", "span")))
