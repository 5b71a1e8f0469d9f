"""``roster find``: somebody of the roster."""

from bot.commands.command import Answer, Asker
from bot.commands.who import group_name
from bot.desk.desk import Desk
from bot.desk.discretion import Discretion
from bot.house import HouseProblem
from rooms.language import say, say_many
from rooms.roster.searching import found
from rooms.storage import roster

MOST_SHOWN = 20
"""How many children an answer lists."""
_FIND = frozenset({"find", "найти"})


class Roster:
    """Finds children by a part of a name or a phone, theirs or their guardians'."""

    names = ("roster", "список")
    takes = "find TEXT"
    summary = "find a child or a parent by a part of the name or the phone"
    secret = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """The children with their guardians, masked unless nobody else reads it."""
        text = " ".join(arguments[1:]).strip()
        if not text or arguments[0].casefold() not in _FIND:
            form = asker.example("roster find Smith")
            raise HouseProblem("Find whom? Write it like this: {form}", form=form)
        async with self._desk.store.reading() as connection:
            children = [stored.child for stored in await roster.present(connection)]
        hits = found(children, text)
        language = asker.language
        if not hits:
            many = say_many(language, "{count} child", "{count} children", len(children))
            none = "Nobody in the roster is called “{text}”; it has {many}."
            return Answer(say(language, none, text=text[:60], many=many), well=False)
        discretion = Discretion.towards(asker.roles, language, alone=asker.private)
        items = [
            (
                f"{discretion.child(child)}, {group_name(self._desk, child.group)}",
                discretion.guardians(child.guardians) or "—",
            )
            for child in hits[:MOST_SHOWN]
        ]
        if len(hits) > MOST_SHOWN:
            items.append(("", "…"))
        closing = say(language, "In a private room with me the head sees it in full.")
        return Answer(
            say_many(language, "Found {count} child:", "Found {count} children:", len(hits)),
            tuple(items),
            "" if discretion.open else closing,
        )
