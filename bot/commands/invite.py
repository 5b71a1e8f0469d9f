"""``invite`` and ``uninvite``: somebody of the staff is a guest in a room; a parent leaves one."""

from collections.abc import Sequence

from bot.commands.command import Answer, Asker
from bot.desk.desk import Desk
from bot.desk.discretion import Discretion
from bot.desk.finding import Someone, everybody, find_person, find_room, people_meant
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
        someone, room = await _read(self._desk, arguments, asker.example("invite anna ladybirds"))
        came = await invite(self._desk, someone, room, by=asker.user_id, at=asker.at)
        text = "{name} is in the room “{room}” now."
        if not came:
            text = "{name} is in the room “{room}” already."
        return Answer(say(asker.language, text, name=someone.name, room=room.name))


class Uninvite:
    """Takes a guest, or a parent, out of a room."""

    names = ("uninvite", "отозвать")
    takes = "PERSON ROOM"
    summary = "take a guest out of a room again, or a parent out of it and its chat"
    secret = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """Take them out at once; parents are masked unless nobody else reads it."""
        word, key = _two(arguments, asker.example("uninvite anna ladybirds"))
        people, room = await people_meant(self._desk, word), find_room(key, self._desk.directory)
        gone = await uninvite(self._desk, people, room)
        discretion = Discretion.towards(asker.roles, asker.language, alone=asker.private)
        return Answer(uninvited_words(gone, room, discretion))


def uninvited_words(gone: Sequence[Someone], room: KnownRoom, discretion: Discretion) -> str:
    """Who is no longer where."""
    one, language = gone[0], discretion.language
    if not one.is_parent:
        text = "{name} is in the room “{room}” no more."
        return say(language, text, name=one.name, room=room.name)
    return say(
        language,
        "{name} is in the room “{room}” no more, and leaves its chat as soon as the messenger"
        " carries that out. Where it does not let me, somebody who administers the chat has to"
        " remove them there.",
        name=discretion.shown(one.name),
        room=room.name,
    )


async def _read(desk: Desk, arguments: tuple[str, ...], form: str) -> tuple[Someone, KnownRoom]:
    word, key = _two(arguments, form)
    return find_person(word, await everybody(desk)), find_room(key, desk.directory)


def _two(arguments: tuple[str, ...], form: str) -> tuple[str, str]:
    if len(arguments) != 2:
        raise HouseProblem("Whom, and where? Write it like this: {form}", form=form)
    return arguments[0], arguments[1]
