"""``invite``: somebody of the staff comes into a room."""

from bot.commands.command import Answer, Asker
from bot.desk.desk import Desk
from bot.desk.finding import everybody, find_person, find_room
from bot.desk.inviting import invite
from bot.house import HouseProblem
from rooms.language import say


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
        if len(arguments) != 2:
            form = f"{asker.call}invite anna ladybirds"
            raise HouseProblem("Whom, and where? Write it like this: {form}", form=form)
        desk = self._desk
        someone = find_person(arguments[0], await everybody(desk))
        room = find_room(arguments[1], desk.directory)
        came = await invite(desk, someone, room, by=asker.user_id, at=asker.at)
        text = "{name} is in the room “{room}” now."
        if not came:
            text = "{name} is in the room “{room}” already."
        return Answer(say(asker.language, text, name=someone.name, room=room.name))
