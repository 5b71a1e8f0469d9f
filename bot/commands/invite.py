"""``invite`` and ``uninvite``: somebody of the staff comes into a room as a guest."""

from bot.commands.command import Answer, Asker
from bot.desk.desk import Desk
from bot.desk.finding import Someone, everybody, find_person, find_room
from bot.desk.inviting import invite, uninvite
from bot.house import HouseProblem
from rooms.language import say
from rooms.storage.rooms import KnownRoom


class Invite:
    """Makes somebody a member of a room where the file does not have them."""

    names = ("invite", "пригласить")
    takes = "PERSON ROOM"
    summary = "bring somebody of the staff into a room"
    secret = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """Bring them in at once."""
        someone, room = await _read(self._desk, arguments, f"{asker.call}invite anna ladybirds")
        came = await invite(self._desk, someone, room, by=asker.user_id, at=asker.at)
        text = "{name} is in the room “{room}” now."
        if not came:
            text = "{name} is in the room “{room}” already."
        return Answer(say(asker.language, text, name=someone.name, room=room.name))


class Uninvite:
    """Takes a guest out of a room."""

    names = ("uninvite", "отозвать")
    takes = "PERSON ROOM"
    summary = "take a guest out of a room again"
    secret = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """Take them out at once."""
        someone, room = await _read(self._desk, arguments, f"{asker.call}uninvite anna ladybirds")
        await uninvite(self._desk, someone, room)
        return Answer(uninvited_words(someone, room, asker.language))


def uninvited_words(someone: Someone, room: KnownRoom, language: str) -> str:
    """Who is no longer where."""
    text = "{name} is in the room “{room}” no more."
    return say(language, text, name=someone.name, room=room.name)


async def _read(desk: Desk, arguments: tuple[str, ...], form: str) -> tuple[Someone, KnownRoom]:
    if len(arguments) != 2:
        raise HouseProblem("Whom, and where? Write it like this: {form}", form=form)
    someone = find_person(arguments[0], await everybody(desk))
    return someone, find_room(arguments[1], desk.directory)
