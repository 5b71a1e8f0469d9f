"""``room``: the facts of a room, and private talks."""

from collections.abc import Iterator, Sequence

from bot.commands.command import Answer, Asker
from bot.desk.desk import Desk
from bot.desk.finding import Someone, everybody, find_person, find_room
from bot.desk.private_rooms import Opened, open_private_room
from bot.desk.room_facts import RoomFacts, room_facts
from bot.desk.times import moment_words, point_words
from bot.house import HouseProblem
from rooms.language import say, say_many
from rooms.reconcile.changes import subject
from rooms.reconcile.drift import leaving_drift
from rooms.sentence import Sentence

_OPEN = frozenset({"open", "открыть"})
_WITH = frozenset({"with", "с", "со"})


class Room:
    """Tells who is in a room with what power, its chats, and who is muted; opens private talks."""

    names = ("room", "комната")
    takes = "ROOM | open PARENT… [with COLLEAGUE]"
    summary = "who is in a room, with what power, and its chats; or a private talk with a parent"
    secret = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """The facts; parents are counted, not named."""
        if not arguments:
            form = asker.example("room ladybirds")
            raise HouseProblem("Which room? Write it like this: {form}", form=form)
        if arguments[0].casefold() in _OPEN:
            return await self._open(asker, arguments[1:])
        facts = await room_facts(self._desk, find_room(" ".join(arguments), self._desk.directory))
        items = tuple(room_items(self._desk, facts, asker.language))
        return Answer(f"{facts.room.name} ({facts.room.key})", items, facts.topic)

    async def _open(self, asker: Asker, arguments: Sequence[str]) -> Answer:
        parents, colleagues = _parted(arguments)
        people = await everybody(self._desk)
        opened = await open_private_room(
            self._desk,
            [find_person(word, people) for word in parents],
            [find_person(word, people) for word in colleagues] or _oneself(asker, people),
            by=asker.user_id,
            at=asker.at,
        )
        problem = await make_private_room(self._desk, opened)
        if problem is not None:
            return Answer(problem.words(asker.language), well=False)
        return Answer(opened_words(opened, asker.language))


async def make_private_room(desk: Desk, opened: Opened) -> Sentence | None:
    """Make a private room that is wanted; gives what went wrong. Raises HomeserverAway."""
    scope = leaving_drift(lambda change: subject(change) == opened.room.key)
    applied = await desk.reconciliation.apply(desk.directory.community, scope=scope)
    await desk.directory.refresh(desk.store)
    failures = (failure for failure in applied.failures if failure.subject == opened.room.key)
    return next((failure.reason for failure in failures), None)


def opened_words(opened: Opened, language: str) -> str:
    """Where to talk now."""
    text = "The room “{room}” is there; write in it, and the parent reads it in the messenger."
    if not opened.new:
        text = "The room “{room}” is there already."
    return say(language, text, room=opened.room.name)


def room_items(desk: Desk, facts: RoomFacts, language: str) -> Iterator[tuple[str, str]]:
    """The facts, one by one: what each is called, and what it is."""
    yield say(language, "address"), facts.alias or facts.room.room_id
    for member in facts.staff:
        words = say(language, "power {power}", power=member.power)
        if member.guest:
            words = say(language, "{words}, guest", words=words)
        yield member.name, words
    parents = len(facts.parents)
    yield say(language, "parents"), say_many(language, "{count} person", "{count} people", parents)
    for chat in facts.chats:
        yield say(language, "chat"), f"{chat.network} {chat.chat}"
    for mute in facts.mutes:
        name = desk.directory.name(facts.room.room_id, mute.user_id)
        yield say(language, "muted"), f"{name} — {moment_words(desk, mute.until, language)}"
    seen = facts.last_drift
    if seen is not None:
        label = "last change against the file, put right"
        if not seen.repaired:
            label = "last change against the file, left so"
        when = point_words(desk, seen.at, language)
        yield say(language, label), f"{when}: {'; '.join(seen.words)}"


def _parted(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The parents, and who stands behind “with”."""
    place = next((i for i, word in enumerate(words) if word.casefold() in _WITH), len(words))
    return list(words[:place]), list(words[place + 1 :])


def _oneself(asker: Asker, people: Sequence[Someone]) -> list[Someone]:
    return [someone for someone in people if someone.user_id == asker.user_id]
