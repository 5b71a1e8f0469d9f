"""Names that are nobody's: of dolls and pets, in tales and plays, of streets; and roses on window
sills."""

import re
from collections.abc import Sequence
from functools import cache

from policies.names.actor import Actor, Role
from policies.names.declension import Case
from policies.text.morphology import forms
from policies.text.reading import Reading
from policies.words import words_of

_ABOUT = frozenset({"про", "о", "об", "в"})
_TOLD = re.compile("|".join(words_of("tales")["told"]))
_FRAME = re.compile("|".join(words_of("tales")["frame"]))
_LIST = re.compile("|".join(words_of("tales")["lists"]))
_REPORT = re.compile("|".join(words_of("tales")["reports"]))
_FAR_BEFORE, _FAR_AFTER = 40, 30
_FEW_WORDS = 5
_NAMED = frozenset({Role.CHILD, Role.FAMILY, Role.WHOSE})
_OURS = frozenset({"наш", "наша", "мой", "моя", "их", "его", "ее", "ваш", "ваша", "по", "имени"})
_WHERE = frozenset({"на", "по", "до"})
_ENDING = 2
"""Letters that the forms of a name may differ in: Глеба, Глебом."""


def people(reading: Reading, found: Sequence[Actor]) -> list[Actor]:
    """Those of them who are no figures; who is one once in a post is one wherever it is named."""
    found = [actor for actor in found if not _is_quoted_word(reading, actor)]
    if not any(actor.role in _NAMED for actor in found):
        return found
    if reading.once(_is_framed):
        return [actor for actor in found if actor.role not in _NAMED]
    figures = {_stem(reading, actor) for actor in found if is_nobody(reading, actor)}
    if not figures:
        return list(found)
    return [
        actor for actor in found if actor.role not in _NAMED or _stem(reading, actor) not in figures
    ]


def _is_framed(reading: Reading) -> bool:
    """Whether the whole post is of a tale or a play, or who does what is listed in it."""
    lower = reading.lower
    if _FRAME.search(lower) is not None:
        return True
    listed = _LIST.search(lower)
    if listed is None:
        return False
    return _REPORT.search(lower, max(0, listed.start() - _FAR_BEFORE), listed.start()) is None


def _is_quoted_word(reading: Reading, actor: Actor) -> bool:
    """«Кроме «мама» ничего не говорит»: a word that is spoken of, nobody's mother."""
    if actor.role is not Role.RELATIVE or not actor.first:
        return False
    start, end = reading.words[actor.first].start, reading.words[actor.last].end
    text = reading.lower
    return text[start - 1 : start] in _OPENING and text[end : end + 1] in _CLOSING


def _stem(reading: Reading, actor: Actor) -> str:
    """What the forms of a name have in common."""
    form = reading.words[actor.last if actor.role is Role.FAMILY else actor.first].form
    return form[: max(len(form) - _ENDING, _ENDING)]


def is_nobody(reading: Reading, actor: Actor) -> bool:
    """Whether a name in a post is no person's."""
    if actor.role not in _NAMED:
        return False
    words, lower = reading.words, reading.lower
    before = words[actor.first - 1].form if actor.first else ""
    if before in _before() or (
        before in _OURS and actor.first > 1 and words[actor.first - 2].form in _before()
    ):
        return True
    after = words[actor.last + 1].form if actor.last + 1 < len(words) else ""
    if not _famous().isdisjoint((before, after)):
        return True
    if after == "ветров" and not actor.sure:
        return True  # «роза ветров»
    if before in _WHERE and actor.cases == Case.NOMINATIVE and actor.role is Role.CHILD:
        return True  # «на Мира»: a street
    start, end = words[actor.first].start, words[actor.last].end
    before_it = lower[max(0, start - _FAR_BEFORE) : start]
    after_it = lower[end : end + _FAR_AFTER]
    if not actor.sure and any(
        thing in before_it + after_it for thing in words_of("tales")["things"]
    ):
        return True
    about = {word.form for word in words[max(0, actor.first - 2) : actor.first]} & _ABOUT
    if about and any(tale in before_it for tale in words_of("tales")["tales"]):
        return True
    if _is_in_title(lower, start, end) or _is_asked_of_a_book(reading, actor):
        return True
    if _TOLD.search(_sentence_before(reading, actor)):
        return True
    if _is_given(reading, actor) and not _animals().isdisjoint(reading.forms):
        return True
    if not actor.by_surname and after_it.lstrip(" -").startswith(words_of("tales")["after"]):
        return True  # «Петя и волк», not «Соколов и Волков»
    return _is_beast(after_it)


def _is_in_title(lower: str, start: int, end: int) -> bool:
    """«Варвара», and «Наша Таня громко плачет» in a post about a poem."""
    if lower[start - 1 : start] in _OPENING and lower[end : end + 1] in _CLOSING:
        return start > 0
    opened = max(lower.rfind(mark, 0, start) for mark in '«"„“')
    closed = max(lower.rfind("»", 0, start), lower.rfind("”", 0, start))
    if opened <= closed or not any(mark in lower[end:] for mark in '»"”“'):
        return False
    return _TITLE.search(lower) is not None


def _is_asked_of_a_book(reading: Reading, actor: Actor) -> bool:
    """«Читаем «По щучьему велению», спросите, почему Емелю звали…»: it is of the book."""
    start = reading.words[actor.first].start
    title = _READ_TITLE.search(reading.lower, max(0, start - _FAR_TITLE), start)
    if title is None:
        return False
    before = {word.form for word in reading.words[max(0, actor.first - 2) : actor.first]}
    return not actor.roster or not before.isdisjoint(_ASKED)


_FAR_TITLE = 150
_READ_TITLE = re.compile(
    r"(?<![а-я])(?:чита|прочит|прочл|прочт|смотр|слуша|обсужд|обсуди|разбира|пересказ|сказк"
    r"|рассказ|мульт|книг|книж|спектакл|повест)[а-я]{0,9} (?:[а-я]{1,15} )?(?:[а-я]{1,15} )?"
    r"[«\"“„][^«»\"“”„]*[»\"”“]"
)
_ASKED = frozenset({"почему", "зачем", "кто", "чем", "как", "куда", "где", "откуда", "каким"})
_OPENING, _CLOSING = ("«", '"', "„", "“"), ("»", '"', "“", "”")
_TITLE = re.compile("|".join(words_of("tales")["title"]))


def _is_beast(after: str) -> bool:
    """«Лев (наш хомяк)», «Кузя, кот наш,»."""
    found = _CALLED.match(after)
    return found is not None and found[1] in _before()


_CALLED = re.compile(
    r"(?: наш[аи]?| мо[йя])? ?[(,—–-] ?(?:это )?(?:(?:наш|мо)[а-я] )?(?:наш )?"
    r"(?:[а-я]{3,12}(?:ая|ий|ый|ой) )?([а-я]{3,20})"
)


def _is_given(reading: Reading, actor: Actor) -> bool:
    """«Назвали Кирюшей», «дочь назвала его Тимошей», «отзывается на Лёву», «зовут Гоша»."""
    words = reading.words
    before = words[max(0, actor.first - _NAMING_REACH) : actor.first]
    return any(
        word.form in _naming() and word.sentence == words[actor.first].sentence for word in before
    )


_NAMING_REACH = 3


def _sentence_before(reading: Reading, actor: Actor) -> str:
    """What stands close before a name in its sentence."""
    words = reading.words
    sentence = words[actor.first].sentence
    first = actor.first
    while first > max(0, actor.first - _FEW_WORDS) and words[first - 1].sentence == sentence:
        first -= 1
    return reading.lower[words[first].start : words[actor.first].start]


@cache
def _famous() -> frozenset[str]:
    return frozenset(form for word in words_of("tales")["famous"] for form in forms(word))


@cache
def _naming() -> frozenset[str]:
    return frozenset(form for word in words_of("tales")["naming"] for form in forms(word))


@cache
def _animals() -> frozenset[str]:
    return _before() | frozenset(
        form for word in words_of("tales")["animals"] for form in forms(word)
    )


@cache
def _before() -> frozenset[str]:
    return frozenset(form for word in words_of("tales")["before"] for form in forms(word))
