"""Words for what somebody is to a child."""

import re

from rooms.roster.model import Relation
from rooms.roster.spelling import fold

_WORDS: dict[Relation, str] = {
    "mother": ("мама маме маму мамы мамой мамочка мать матери матерью mother mom mum mama mummy"),
    "father": "папа папе папу папы папой папочка отец отцу отца отцом father dad papa daddy",
    "grandmother": (
        "бабушка бабушке бабушку бабушки бабушкой бабуля баба grandmother grandma granny"
    ),
    "grandfather": "дедушка дедушке дедушку дедушки дедушкой дед деду деда дедуля grandfather"
    " grandpa",
    "guardian": (
        "опекун опекуну опекуна опекунша попечитель попечителю опекун(попечитель) guardian"
    ),
    "other": (
        "тетя тете тетю тетка дядя дяде дядю брат брату сестра сестре сестру няня няне няню мачеха"
        " мачехе отчим отчиму прабабушка прадедушка крестная крестный сосед соседка знакомая"
        " знакомый родственник родственница другое другой иное иной прочее aunt uncle brother"
        " sister nanny stepmother stepfather relative other friend"
    ),
}
_RELATIONS: dict[str, Relation] = {
    word: relation for relation, words in _WORDS.items() for word in words.split()
}
_PHRASES: tuple[tuple[str, Relation], ...] = (
    (r"приемн\w+ (мать|мама|отец|папа|родител\w+)", "guardian"),
    (r"законн\w+ представител\w+", "guardian"),
    (r"legal (guardian|representative)", "guardian"),
    (
        r"(крестн\w+|двоюродн\w+|старш\w+|родн\w+) (мать|мама|отец|папа|брат|сестра|тетя|дядя)",
        "other",
    ),
)
_MARKED = re.compile(r"\(([^()]*)\)|[^\W\d_]+(?:/[^\W\d_]+)?")


def relation_of(text: str) -> Relation | None:
    """The relation that a cell or a word names; None: nobody knows such a word."""
    text = fold(text).strip(" .,:;()-")
    for pattern, relation in _PHRASES:
        if re.fullmatch(pattern, text):
            return relation
    return _RELATIONS.get(text)


def split_relation(text: str) -> tuple[str, Relation | None]:
    """A text such as «мама: Иванова Мария» or «Иванова Мария (мама)»: the rest, the relation."""
    folded = fold(text)
    for pattern, relation in _PHRASES:
        if (phrase := re.search(rf"\b{pattern}\b", folded)) and len(folded) == len(text):
            return _without(text, phrase.start(), phrase.end()), relation
    for found in _MARKED.finditer(text):
        word = found[1] if found[1] is not None else found[0]
        if (named := relation_of(word)) is not None:
            return _without(text, found.start(), found.end()), named
    return text, None


def relations_in(text: str) -> tuple[list[Relation], str]:
    """All relations that a text names, and the other words of it."""
    found: list[Relation] = []
    rest, relation = split_relation(text)
    while relation is not None:
        found.append(relation)
        rest, relation = split_relation(rest)
    return found, rest


def _without(text: str, start: int, end: int) -> str:
    return f"{text[:start]} {text[end:]}".strip(" :,;-–—()")
