"""``poll``: asks the people in a room and in all its chats, and ends that."""

from collections.abc import Sequence

from bot.commands.command import Answer, Asker
from bot.desk.desk import Desk
from bot.desk.finding import find_room
from bot.desk.polling import begin_poll, end_poll
from bot.house import HouseProblem
from rooms.language import say

_END = frozenset({"end", "закончить", "итоги"})
_BETWEEN = "/"


class Poll:
    """Posts a poll in the bot's name, or ends its last one in a room."""

    names = ("poll", "опрос")
    takes = "ROOM QUESTION / ANSWER / ANSWER… | end ROOM"
    summary = "asks everybody in a room and in its chats; at the end I say what it has come to"
    secret = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """Ask, or end what was asked."""
        desk, form = self._desk, asker.example("poll ladybirds When? / Mornings / Evenings")
        if len(arguments) > 1 and arguments[0].casefold() in _END:
            room = find_room(" ".join(arguments[1:]), desk.directory)
            return Answer(ended_words(await end_poll(desk, room), asker.language))
        question, *answers = _parts(arguments[1:])
        if not question or len(answers) < 2:
            raise HouseProblem("What shall I ask? Write it like this: {form}", form=form)
        room = find_room(arguments[0], desk.directory)
        await begin_poll(desk, room, question, answers, at=asker.at)
        ending = say(
            asker.language,
            "It ends with: {form}",
            form=asker.example("poll end {room}", room=room.key),
        )
        return Answer(begun_words(room.name, asker.language), closing=ending)


def begun_words(room: str, language: str) -> str:
    """That it is asked."""
    return say(language, "I ask this in the room “{room}” and in its chats.", room=room)


def ended_words(question: str, language: str) -> str:
    """That it is over."""
    text = "The poll “{question}” is over; I say in the room what it has come to."
    return say(language, text, question=question)


def _parts(words: Sequence[str]) -> list[str]:
    """What stands between the slashes."""
    parts: list[list[str]] = [[]]
    for word in words:
        if word == _BETWEEN:
            parts.append([])
        else:
            parts[-1].append(word)
    return [" ".join(part) for part in parts]
