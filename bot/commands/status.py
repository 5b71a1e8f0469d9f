"""``status``: whether all is well, in few words."""

from bot.commands.command import Answer, Asker
from bot.status import HouseStatus, PartState, StatusSource
from rooms.language import say, say_many


class Status:
    """Tells the state of every part, of the chats and of the queues."""

    names = ("status", "состояние", "статус")
    takes = ""
    summary = "whether everything works, and what is waiting"
    secret = False

    def __init__(self, status: StatusSource) -> None:
        self._status = status

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """The state of the house."""
        status, language = await self._status.gather(), asker.language
        if status.is_well:
            text = say(language, "All is well.")
        else:
            text = say(language, "Not everything works.")
        parts = [(say(language, n), _words(part, language)) for n, part in status.parts.items()]
        return Answer(text, (*parts, *_numbers(status, language)))


def _words(part: PartState, language: str) -> str:
    detail = f" ({part.detail})" if part.detail else ""
    return ("✅ " if part.ok else "❌ ") + say(language, part.words) + detail


def _numbers(status: HouseStatus, language: str) -> list[tuple[str, str]]:
    chats = sum(len(room.chats) for room in status.rooms)
    numbers = [
        (
            say(language, "rooms"),
            say(language, "{rooms}, chats: {chats}", rooms=len(status.rooms), chats=chats),
        ),
        (say(language, "waiting"), str(status.waiting)),
        (say(language, "decisions of the last day"), str(status.decisions.last_day)),
        (
            say(language, "archive"),
            say_many(language, "{count} event", "{count} events", status.archive.events),
        ),
    ]
    more = {
        "waiting for a decision": status.undecided,
        "waiting for their hour": status.timed,
        "could not be done": status.failed,
    }
    numbers[2:2] = [(say(language, name), str(count)) for name, count in more.items() if count]
    return numbers
