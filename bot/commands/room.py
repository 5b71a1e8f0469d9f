"""``room``: the facts of a room."""

from collections.abc import Iterator

from bot.commands.command import Answer, Asker
from bot.desk.desk import Desk
from bot.desk.finding import find_room
from bot.desk.room_facts import RoomFacts, room_facts
from bot.desk.times import moment_words
from bot.house import HouseProblem
from rooms.language import say, say_many


class Room:
    """Tells who is in a room with what power, its chats, and who is muted."""

    names = ("room", "комната")
    takes = "ROOM"
    summary = "who is in a room, with what power, and its chats"
    secret = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """The facts; parents are counted, not named."""
        if not arguments:
            raise HouseProblem(
                "Which room? Write it like this: {form}", form=f"{asker.call}room ladybirds"
            )
        facts = await room_facts(self._desk, find_room(" ".join(arguments), self._desk.directory))
        items = tuple(room_items(self._desk, facts, asker.language))
        return Answer(f"{facts.room.name} ({facts.room.key})", items, facts.topic)


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
