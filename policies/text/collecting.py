"""Whether a post collects money or asks for it."""

from functools import cache

from policies.text.giving_money import chips_in_else, gives_money, is_of_else
from policies.text.morphology import is_name_of_receiver, requests, without_places
from policies.text.neighbours import Neighbours
from policies.text.reading import Reading
from policies.text.refusing import is_refused, is_wondered
from policies.text.sums import numbers, shares, sums_of_money
from policies.text.sums_asked_for import (
    ME,
    is_called_for,
    is_for_me,
    is_for_something,
    is_official,
    is_shared,
    names_an_account,
    says_what_for,
)
from policies.text.vocabulary import Hit, Vocabulary
from policies.words import Words, words_of

_ASKING = ("giving", "handing", "paying", "chipping")
_TRIGGERS = (
    *_ASKING, "collection", "owing", "owing one", "gathering", "contribution", "dues", "head",
    "each", "bank", "loan", "collecting", "splitting", "reminding", "missing", "handed",
    "for me", "whatever", "lending", "debts",
)  # fmt: skip
_PLAIN = frozenset({"chipping", "collection"})
"""These need no word of money beside them."""

_UNNAMED = _PLAIN | {"whatever"}
"""These may stand where no money is named."""

_ALL = frozenset((*_TRIGGERS, "card"))
_MONEY = ("money", "card", "sum", "purpose", "occasion", "slang")
_NOBODY_ASKS = ("fraud", "law", "for nothing", "selling", "letter", "changing", "fee")
"""Nobody who writes of this asks for money there."""
_WIDE = 20
"""So many words around is what somebody warns of, complains of or tells at length."""
_GONE = frozenset({"вышли", "пришли", "пошли", "перешли"})
"""Forms of sending that mostly are said of going: «подарки вышли по 640»."""


def asked_for(reading: Reading) -> Hit | None:
    """The words in which money is collected or asked for; None: it is not.

    Verbs that could be about anything («сдать», «перевести») need a sum, a card, a word of money or
    a purpose close by, and are no demand in the past, in questions and where they are denied.
    """
    hits = _triggers().find(reading)
    if not (hits or numbers(reading)):
        return None
    sums = reading.once(sums_of_money)
    if not (hits or sums):
        return None
    named = _money().find(reading) if hits else ()
    if not sums:
        hits = _without_sums(reading, hits, named)
    shared = shares(reading, sums)
    hits += tuple(Hit("share", "", *span) for span in shared)
    hits += tuple(Hit("plain sum", "", *span) for span in sums if says_what_for(reading, span))
    if not hits:
        return None
    if not named:
        named = _money().find(reading)
    told = {tag: [(hit.first, hit.last) for hit in named if hit.tag == tag] for tag in _MONEY}
    around = Neighbours(reading, _details(), told | {"sum": sums, "share": shared})
    hits = tuple(
        hit
        for hit in hits
        if not any(
            around.about(tag, hit, _WIDE) and not _asks_in_spite(tag, hit, around)
            for tag in _NOBODY_ASKS
        )
    )
    if not any(around.has(tag) for tag in _MONEY):
        hits = tuple(hit for hit in hits if hit.tag in _UNNAMED)
    elif not (around.has("sum") or around.has("money")):
        hits = tuple(hit for hit in hits if not _is_of_something_else(hit, around))
    return next((hit for hit in hits if _asks(reading, hit, around)), None)


def _asks_in_spite(tag: str, hit: Hit, around: Neighbours) -> bool:
    """Whether money may be asked for beside words with which nobody asks: what is paid to the
    kindergarten excuses no «500 на шторы, переводите мне»."""
    if tag == "for nothing":
        return around.about("withheld", hit)
    return tag == "fee" and around.near("to me", hit) and around.near("sum", hit)


def _is_elsewhere(hit: Hit, around: Neighbours) -> bool:
    """Whether others are told of; a club only before it or in the same words: «сдаём по 300 на
    ёлку, на секцию отдельно» is said of the group."""
    if around.about("elsewhere", hit) or around.in_clause("clubs", hit):
        return True
    return around.near("clubs", hit, _WIDE, 0, together=True)


def _is_of_something_else(hit: Hit, around: Neighbours) -> bool:
    """Whether the sentence speaks of things that are brought, or of cards that nobody pays with."""
    if around.near("other card", hit, _WIDE, _WIDE, together=True):
        return True
    return hit.tag != "chipping" and not around.has("card") and _is_in_kind(hit, around)


def _is_in_kind(hit: Hit, around: Neighbours) -> bool:
    return around.near("in kind", hit, _WIDE, _WIDE, together=True)


def _without_sums(
    reading: Reading, hits: tuple[Hit, ...], named: tuple[Hit, ...]
) -> tuple[Hit, ...]:
    """Those of the words that may ask for money where no sum is told; `named`: what else is."""
    tags = {hit.tag for hit in named}
    if not tags:
        may_ask = _UNNAMED
    elif tags.isdisjoint({"money", "card"}):
        may_ask = _ALL - {"handing"}
    else:
        may_ask = _ALL
    if not numbers(reading):
        may_ask -= {"bank"}
    return tuple([hit for hit in hits if hit.tag in may_ask])


def _asks(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether words ask for money, with what stands around them."""
    if around.about("found", hit) and hit.tag in {"bank", "card"}:
        return False
    if _is_a_hoax(hit, around):
        return False
    if _is_elsewhere(hit, around) and not (around.near("proposal", hit) or around.has("card")):
        return False
    if hit.tag == "bank":
        return names_an_account(reading, hit) and any(
            around.near(tag, hit) for tag in ("sum", "purpose", "needy", "gathering")
        )
    if hit.tag == "card" and around.near("sent", hit, 3, 3):
        return False
    if hit.tag == "card":
        given = (
            around.near("sum", hit, 3, 3)
            or _is_sent_to(reading, hit, around)
            or (
                around.near("asking", hit, 2, 0)
                and around.near("sum", hit)
                and around.near("purpose", hit)
            )
        )
        given = given or (
            around.near("sum", hit, 8, 8, together=True) and not around.near("given", hit, 8, 8)
        )
        told = around.about("told", hit) or around.about("trading", hit) or is_official(hit, around)
        return given and not told
    if is_refused(reading, hit, around) or is_wondered(reading, hit, around):
        return False
    if "долг" in hit.entry and around.follows("thing", hit, 2, without=()):
        return False  # «закройте долг по прививкам»
    if hit.tag in {"head", "each", "share", "plain sum"} and around.about("objection", hit):
        return False
    if hit.tag == "whatever":
        return _is_of_money(hit, around)
    if hit.tag == "collection" and is_of_else(reading, hit):
        return False
    if hit.tag == "lending":
        return any(around.near(tag, hit, 2, 5, together=True) for tag in ("sum", "slang"))
    if hit.tag == "splitting":
        counted = around.near("share", hit) or (
            around.near("sum", hit) and around.near("asking", hit)
        )
        return counted and not around.about("gathered", hit)
    if hit.tag == "handed":
        return _is_for_somebody(reading, hit, around)
    if hit.tag == "for me":
        told = around.about("told", hit) or is_official(hit, around) or around.near("given", hit)
        return not told and is_for_me(reading, hit.last)
    if hit.tag == "debts":
        return _is_urged(hit, around)
    if hit.tag == "plain sum":
        return is_called_for(reading, hit, around)
    if hit.tag in {"head", "each", "share"}:
        return is_shared(reading, hit, around)
    if hit.tag == "chipping":
        return not (around.follows("thing", hit, 1, without=()) or chips_in_else(reading, hit))
    return hit.tag in _PLAIN or gives_money(reading, hit, around)


def _is_urged(hit: Hit, around: Neighbours) -> bool:
    """Whether people are urged to bring money that they owe."""
    if is_official(hit, around) or around.about("told", hit) or around.precedes("question", hit, 6):
        return False
    return around.near("urging", hit, 6, 6, together=True) and not around.near("given", hit, 6, 6)


def _is_sent_to(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether it is somebody's card to which a sum is to go: «850 за комплект Кате на карту»."""
    if not hit.first or not around.near("sum", hit, 6, 0, together=True):
        return False
    return is_name_of_receiver(reading.words[hit.first - 1].form) or (
        reading.words[hit.first - 1].form in ME
    )


def _is_of_money(hit: Hit, around: Neighbours) -> bool:
    """Whether it is money of which everybody may give what he can."""
    named = any(around.near(tag, hit) for tag in ("money", "share", "card"))
    counted = around.near("sum", hit) and not _is_in_kind(hit, around)
    if named or counted or is_for_something(hit, around, "purpose", "occasion"):
        return True
    beside = around.near("transferring", hit, 5, 5) or around.near("box", hit, 14, 14)
    return beside and not _is_in_kind(hit, around)


def _is_a_hoax(hit: Hit, around: Neighbours) -> bool:
    """Whether money is promised to who passes a post on, or thieves are spoken of."""
    if around.about("promised", hit) and (
        around.about("chain", hit) or around.about("passed to", hit)
    ):
        return True
    if hit.tag in _PLAIN:
        return False
    if around.about("play", hit):
        return True
    return around.about("chain", hit) and not around.has("card")


def _is_for_somebody(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether money is to go to somebody named beside it: «деньги Оле», «перевод мне»."""
    if is_official(hit, around) or around.about("told", hit):
        return False
    if around.near("given", hit, 6, 6) or around.precedes("question", hit, 6):
        return False
    if not any(around.near(tag, hit) for tag in ("sum", "purpose", "occasion")):
        return False
    words = reading.words
    for place in range(hit.last + 1, min(len(words), hit.last + 4)):
        if not reading.adjoins(place - 1):
            return False
        if words[place].form in ME or is_name_of_receiver(words[place].form):
            return True
    return False


@cache
def _triggers() -> Vocabulary:
    words = words_of("money") | words_of("money_lent")
    entries = {tag: words[tag] for tag in (*_TRIGGERS, "card")}
    for tag in _ASKING:
        entries[tag] = tuple(form for entry in words[tag] for form in _asking_forms(entry))
    return Vocabulary(entries)


def _purposes(entry: str) -> list[str]:
    """The forms in which something may be what money is for."""
    if " " in entry or entry.startswith("="):
        return [entry]
    return [f"={form}" for form in without_places(entry)]


def _asking_forms(entry: str) -> list[str]:
    if entry.startswith(("=", '"')):
        return [entry]
    return [f"={form}" for form in requests(entry) if form not in _GONE]


@cache
def _money() -> Vocabulary:
    """What money is called, and what it may be for."""
    listed = _listed()
    return Vocabulary({tag: listed[tag] for tag in _MONEY if tag in listed})


@cache
def _details() -> Vocabulary:
    listed = _listed()
    return Vocabulary(
        {tag: listed[tag] for tag in listed if tag not in _TRIGGERS and tag not in _MONEY}
    )


def _listed() -> Words:
    words = words_of("money") | words_of("money_lent")
    words |= words_of("money_spoken_of") | words_of("purposes")
    for tag in ("purpose", "occasion"):
        words[tag] = tuple(form for entry in words[tag] for form in _purposes(entry))
    return words
