"""Custody blocks: who gets nothing about the child. What is not clear is never guessed."""

from dataclasses import dataclass

from rooms.roster.model import Relation
from rooms.roster.relations import relations_in
from rooms.roster.spelling import fold, says_nothing, tidy, words_of

_YES = """
да yes y true 1 + x х v ✓ ✔ ☑ д запрет запрещено запрещен запрещена ограничен ограничена ограничение
ограничения заблокирован заблокирована блок есть имеется blocked restricted действует суд
"""
_NO = """
no n false 0 не н без_ограничений нет_ограничений нет_запрета не_ограничен не_ограничена разрешено
можно не_запрещено allowed ☐
"""
_HARMLESS = """
не сообщать выдавать отдавать говорить писать нельзя ничего о об ребенке и запрет запрещено запрещен
на общение ограничение ограничения ограничен ограничена в правах прав родительских решение решению
суда по у для информацию информация do not tell no contact with nothing about the child and blocked
"""
_DEEDS = frozenset(("сообщать", "выдавать", "отдавать", "говорить", "писать", "tell", "contact"))
_NEGATIONS = frozenset(("не", "нельзя", "ничего", "запрет", "запрещено", "not", "no", "nothing"))


@dataclass(frozen=True, slots=True)
class Restriction:
    """Whom a cell blocks: everybody in the row whom it is about, or those it names."""

    everybody: bool = False
    relations: tuple[Relation, ...] = ()


def restriction(text: str) -> Restriction | None:
    """What a cell of a column such as «Не сообщать» says; None: it cannot be told."""
    if says_nothing(text):
        return Restriction()
    folded = fold(text).strip(" .!,;")
    joined = "_".join(folded.split())
    if {folded, joined} & set(_NO.split()):
        return Restriction()
    if folded in _YES.split():
        return Restriction(everybody=True)
    named, rest = relations_in(tidy(text))
    words = set(words_of(rest))
    if words - set(_HARMLESS.split()) or (words & _DEEDS and not words & _NEGATIONS):
        return None
    if named:
        return Restriction(relations=tuple(dict.fromkeys(named)))
    return Restriction(everybody=True)
