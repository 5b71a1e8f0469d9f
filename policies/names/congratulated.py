"""Children who are congratulated: what is said of them then is no talk about them."""

import re
from collections.abc import Sequence

from policies.names.actor import Actor, Role
from policies.text.reading import Reading

_CONGRATULATION = re.compile(
    r"(?<![а-я])(?:поздрав|именинни|с дн(?:ем (?:рожд|варен)|юх)|с др(?![а-я]))"
)
_OF_ALL = frozenset(
    {"всех", "всем", "вас", "мам", "пап", "мамочек", "родителей", "воспитателей", "педагогов"}
    | {"девочек", "девчонок", "мальчиков", "мальчишек", "женщин", "мужчин", "бабушек", "коллег"}
    | {"защитников", "ребят", "детей", "победителей"}
)
_FEWEST_LETTERS = 2
_CHILDREN = frozenset({Role.CHILD, Role.FAMILY, Role.WHOSE})


def without_congratulated(reading: Reading, cast: Sequence[Actor]) -> Sequence[Actor]:
    """Everybody, those who are congratulated as nobody to talk about: who is named in the sentence
    that says so («Поздравляем Мишу»), else in those beside it («С днём рождения! Миша, расти
    большой»), wherever in the post they are named again. What all are congratulated on says
    nothing of the others."""
    lower = reading.lower
    if "поздрав" not in lower and "именинни" not in lower and "с д" not in lower:
        return cast  # most posts
    begins = [found.start() for found in _CONGRATULATION.finditer(lower)]
    if not begins:
        return cast
    words = reading.words
    festive = {
        word.sentence for word in words for begin in begins if word.start <= begin < word.end
    }
    named = [(actor, _name(reading, actor)) for actor in cast if actor.role in _CHILDREN]
    meant = {name for actor, name in named if words[actor.last].sentence in festive}
    to_all = any(word.sentence in festive and word.form in _OF_ALL for word in words)
    if not meant and not to_all:
        beside = {each + step for each in festive for step in (-1, 1)}
        meant = {name for actor, name in named if words[actor.last].sentence in beside}
    theirs = {actor for actor, name in named if any(_is_same(name, each) for each in meant)}
    return [actor._replace(role=Role.ADULT) if actor in theirs else actor for actor in cast]


def _name(reading: Reading, actor: Actor) -> str:
    return reading.words[actor.last if actor.role is Role.FAMILY else actor.first].form


def _is_same(one: str, other: str) -> bool:
    """«Егор» and «Егора», «Миша» and «Мишенька»."""
    begin = max(min(len(one), len(other)) - 1, _FEWEST_LETTERS)
    return one[:begin] == other[:begin]
