"""Whether a sum is what each is to give, or somebody in particular is to get."""

import re

from policies.text.morphology import is_name_of_receiver
from policies.text.neighbours import Neighbours, Span
from policies.text.reading import Reading
from policies.text.sums import units
from policies.text.vocabulary import Hit

ME = frozenset({"мне"})
_AFTER_ME = frozenset({"на", "до", "в", "переводом", "наличкой", "наличными", "можно", "и"})
_AFTER_SUMS = frozenset({"на", "за", "мне"})
_WHICH = frozenset({"которые", "которая", "который", "которое", "те", "тот", "та", "что"})
"""Before a price they tell things from each other: «за шторы, которые по 1200»."""

_YOURS = frozenset({'"с вас"', '"с тебя"'})
"""What is told beside it was bought for those who are to pay: «купила всем, с вас по 90»."""

_FOR_WHAT = frozenset({"на", "за"})
_LACKING = '"не хватает"'

_DETAILS = re.compile(
    r"(?<!\d)(?:(?:\d{4}[ -]?){3}\d{4}|(?:\+7|8)[ (.-]{0,2}9\d{2}[\d )(.-]{7,11})(?!\d)"
)
"""Numbers of cards and mobile telephones, however they are grouped."""
_NEXT_WORD = re.compile(r" *[^\W_]")


def is_official(hit: Hit, around: Neighbours) -> bool:
    """Whether it is about what the kindergarten or the state pays and is paid."""
    return around.about("official", hit) and not around.has("unofficial")


def is_shared(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether it says what each is to give, and does not tell what something has cost."""
    if is_official(hit, around):
        return False
    if around.about("told", hit) and not (around.near("card", hit) or hit.entry in _YOURS):
        return False
    if hit.tag == "share":
        if hit.first > 1 and reading.words[hit.first - 2].form in _WHICH:
            return False
        if around.follows("priced", hit, 4, without=()):  # «по 200 за баночку»
            return False
        if is_for_something(hit, around, "purpose") or around.near("proposal", hit):
            return True
        if not around.about("trading", hit) and names_an_account(reading, hit):
            return True
        after = hit.last + 1
        counted = after < len(reading.words) and reading.words[after].form in units()
        return is_for_me(reading, after + counted) or _is_for_a_receiver(reading, after + counted)
    if hit.entry == _LACKING and not _is_lacking(hit, around):
        return False
    if hit.tag == "each" and around.near("sum", hit, 4, 4):
        after = hit.last + 1
        for_it = "на" in reading.in_order[after : after + 1]
        if for_it and around.follows("purpose", hit, 3, without=()):
            return True  # «400 рублей с ребёнка на материалы»
        if around.near("share", hit, 4, 4):
            return True
        return any(around.near(tag, hit) for tag in ("asking", "cash", "card"))
    return around.near("sum" if hit.tag == "head" else "share", hit, 4, 4)


def _is_lacking(hit: Hit, around: Neighbours) -> bool:
    """Whether a sum is missing for something that people are to pay: not «не хватает 3 рублей
    сдачи, ну и ладно»."""
    return any(
        around.near(tag, hit)
        for tag in ("asking", "purpose", "occasion", "card", "proposal", "cash", "urging")
    )


def is_called_for(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether a sum is what each is to give, without a word that says so: «200 р на ёлку до
    четверга»."""
    if is_official(hit, around) or any(
        around.about(tag, hit) for tag in ("told", "trading", "priced")
    ):
        return False
    if around.near("given", hit, 6, 6) or around.precedes("question", hit, 6):
        return False
    after = hit.last + 1 + (reading.words[hit.last + 1].form in units())
    if is_for_me(reading, after):
        return True
    if not any(around.near(tag, hit, 8, 8) for tag in ("asking", "card", "proposal")):
        return False
    return any(
        around.follows(tag, Hit("", "", after, after), 3, without=())
        for tag in ("purpose", "occasion")
    )


def says_what_for(reading: Reading, span: Span) -> bool:
    """Whether «на», «за» or «мне» follows a sum, and the roubles it is in."""
    words = reading.words
    after = span[1] + 1
    if after < len(words) and words[after].form in units():
        after += 1
    return after < len(words) and words[after].form in _AFTER_SUMS


def _is_for_a_receiver(reading: Reading, at: int) -> bool:
    """Whether this word is who gets it, and the last of the sentence or before a bank: «по 900,
    Кате», «по 300 Оле на сбер»."""
    words = reading.words
    if at >= len(words) or not is_name_of_receiver(words[at].form):
        return False
    return _ends_at(reading, at) or words[at + 1].form in _AFTER_ME


def is_for_me(reading: Reading, at: int) -> bool:
    """Whether this word is «мне» and nothing follows that would make it a story: «по 150 мне»."""
    words = reading.words
    if at >= len(words) or words[at].form not in ME:
        return False
    return _ends_at(reading, at) or words[at + 1].form in _AFTER_ME


def _ends_at(reading: Reading, at: int) -> bool:
    """Whether more than spaces stands between a word and the next one, if there is one."""
    words = reading.words
    return at + 1 == len(words) or not _NEXT_WORD.match(reading.lower, words[at].end)


def is_for_something(hit: Hit, around: Neighbours, *purposes: str) -> bool:
    """Whether «на» or «за» and one of these purposes stand by, and nothing else that is given."""
    if around.near_apart("thing", hit, 6, 4, _FOR_WHAT):
        return False
    return any(around.accompanies(purpose, hit, ("на", "за"), 4) for purpose in purposes)


def is_outstanding(hit: Hit, around: Neighbours) -> bool:
    """Whether it is a sum that has not come, or something that is to be paid for: «жду от вас 900»,
    «не пришло от троих за шторы»."""
    if around.near("thing", hit, 6, 4, together=True):
        return False
    return around.near("sum", hit, 2, 5, together=True) or any(
        around.accompanies(tag, hit, ("за",), 4) for tag in ("purpose", "occasion")
    )


def names_an_account(reading: Reading, hit: Hit) -> bool:
    """Whether there is a number of a card or a telephone close to the name of a bank."""
    first, last = reading.words[hit.first], reading.words[hit.last]
    return bool(_DETAILS.search(reading.lower[max(0, first.start - 40) : last.end + 60]))
