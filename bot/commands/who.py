"""``who``: who somebody is."""

from collections.abc import Iterator, Sequence

from bot.commands.command import Answer, Asker
from bot.desk.desk import Desk
from bot.desk.discretion import Discretion
from bot.desk.finding import Someone, matching
from bot.desk.person_facts import PersonFacts, person_facts
from bot.desk.times import moment_words
from bot.house import HouseProblem
from rooms.language import say
from rooms.wanted.kinds import PRIVATE, SPACES

MOST_SHOWN = 20
"""How many people an answer lists."""
_ROLES = {
    "head": "head of the kindergarten",
    "deputy": "deputy head",
    "educator": "educator",
    "specialist": "specialist",
    "treasurer": "treasurer",
    "duty": "duty administrator",
    "admin": "administrator",
}


class Who:
    """Tells a colleague's roles and rooms, or whose guardian a parent is."""

    names = ("who", "кто")
    takes = "PERSON"
    summary = "who somebody is: roles, rooms, children"
    secret = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """Who it is; parents are masked unless nobody else reads it."""
        if not arguments:
            raise HouseProblem("Who? Write it like this: {form}", form=asker.example("who anna"))
        word = " ".join(arguments)
        found = await matching(self._desk, word)
        discretion = Discretion.towards(asker.roles, asker.language, alone=asker.private)
        if len(found) > 1:
            return _several(word, found, discretion)
        facts = await person_facts(self._desk, found[0])
        closing = ""
        if found[0].is_parent and not discretion.open:
            closing = say(asker.language, "In a private room with me the head sees it in full.")
        items = tuple(person_items(self._desk, facts, discretion))
        return Answer(person_line(found[0], discretion), items, closing)


def person_line(someone: Someone, discretion: Discretion) -> str:
    """Who it is, in a line."""
    if someone.network is None or someone.person is None:
        return f"{someone.name} ({someone.user_id})"
    return (
        f"{discretion.shown(someone.name)} ({discretion.person(someone.network, someone.person)})"
    )


def person_items(
    desk: Desk, facts: PersonFacts, discretion: Discretion
) -> Iterator[tuple[str, str]]:
    """What is known, one by one."""
    language = discretion.language
    if facts.someone.roles:
        roles = (say(language, _ROLES.get(role, role)) for role in sorted(facts.someone.roles))
        yield say(language, "role"), ", ".join(roles)
    if facts.someone.is_parent and not facts.linked:
        yield "", say(language, "a parent whom the roster does not know yet")
    for ward in facts.wards:
        group = group_name(desk, ward.child.group)
        yield discretion.guardian(ward.guardian), f"{discretion.child(ward.child)}, {group}"
    rooms = [r.name for r in facts.rooms if r.kind != PRIVATE and r.kind not in SPACES]
    yield say(language, "rooms"), ", ".join(rooms) or "—"
    for mute in facts.mutes:
        yield (
            say(language, "muted"),
            f"{mute.room_key} — {moment_words(desk, mute.until, language)}",
        )


def group_name(desk: Desk, key: str) -> str:
    """What a group is called; its key where the file does not have it."""
    groups = desk.directory.community.groups
    return next((group.name for group in groups if group.key == key), key)


def _several(word: str, found: Sequence[Someone], discretion: Discretion) -> Answer:
    text = say(discretion.language, "“{word}” could be:", word=word[:60])
    items = [("", person_line(someone, discretion)) for someone in found[:MOST_SHOWN]]
    if len(found) > MOST_SHOWN:
        items.append(("", "…"))
    return Answer(text, tuple(items))
