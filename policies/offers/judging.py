"""What of a post is an offer, and how plainly.

An offer is told by what comes together in one passage: somebody does or sells something, what it
is, what it costs, how it is praised and to whom to write. Asking for advice and news of the
kindergarten weigh against it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from policies.offers.approaches import (
    HEAD,
    WHO_WANTS,
    asks_for_whom,
    asks_who_wants,
    bids,
    does_oneself,
    invites,
    names_a_contact,
)
from policies.offers.meanings import is_excused, is_something_else, read_rightly
from policies.offers.passages import Passage, passages
from policies.offers.prices import (
    PRICE,
    price_of,
    prices_wares,
    shares_out,
    tells_from,
    tells_price,
)
from policies.offers.private import is_private
from policies.offers.signs import (
    ANSWERED,
    ANSWERS,
    AT_OFFICES,
    DONE,
    MADE,
    NAMED,
    PRAISES,
    PRICED,
    SHARED,
    SPOKEN_OF,
    THIN,
    THINGLESS,
    TWICE,
    WARES,
    WEIGHTS,
    speaks_for,
    vocabulary,
)
from policies.text.grammar import Part, parts_of
from policies.text.reading import Reading
from policies.text.sums import numbers
from policies.text.vocabulary import Hit

_SIGNS = frozenset({"cheap", "writes", "call", "condition", "discount", "promotion", "size"})
_ENOUGH_SIGNS = 2
_MOST_OF_A_NOTICE = 14
_NO_WARE: frozenset[Part] = frozenset({"animate", "name", "patronymic", "verb"})
_REACHES = 6
"""How far from somebody is told what they do, in words: «подруга с работы делает торты»."""
_MOST_TOLD = 6
_TELLING = WARES | {"relation", "does", "price"}
"""In more words it is told of, if that is all: «сосед коптит рыбу, весь подъезд в дыму»."""

_CONTACT, _WHOM, _PLAIN = 1, 2, 8
_LISTED = NAMED | ANSWERED | {"promotion", "told"}
"""What who collects money for it names, too: «зал, ведущий, шарики, по пять тысяч с ребёнка»."""
_UNKNOWN = 2
"""What weighs that is not listed, where a short notice begins with it."""
_HARDLY = 1
"""With no more than this above the threshold, by chance signs may have come together."""
_HEADED = 1
_MOST_FOR_PRICE = PRICE + _WHOM + 1
"""What a price adds at most: with the question who wants it, and beside a deed."""
_OFFERED = frozenset({"goods", "services"})
_AT_MOST: Mapping[str, int] = {
    tag: max(0, weight)
    + (tag in {"does", "writes", "stall", "deeds", "trade", "home trade"})
    + 2 * (tag in PRAISES | ANSWERED)
    + _UNKNOWN * (tag in _SIGNS)
    + (WEIGHTS["we opened"] - WEIGHTS["sold"]) * (tag == "sold")
    for tag, weight in WEIGHTS.items()
}
"""What a word of a section can add to the weight, with all that is made of it beside others: it
ends or heads a notice, or goes with another one."""


class Offer(NamedTuple):
    """An offer that was found."""

    strongest: Hit
    """The words that offer most."""

    weight: int
    """How much came together."""

    is_plain: bool
    """Whether who writes so asks for no money: who collects it for the group sells nothing, and who
    plainly sells collects nothing."""


def offers(reading: Reading, threshold: int) -> Iterator[Offer]:
    """The offers in which so much comes together at least."""
    hits = vocabulary().find(reading)
    if not hits or _is_too_little(reading, hits, threshold):
        return
    hits = tuple(
        [
            read_rightly(reading, hit)
            for hit in hits
            if speaks_for(hit) or not is_excused(reading, hit)
        ]
    )
    found = _offers(reading, hits, threshold)
    first = next(found, None)
    if first is None:
        return
    meant = [hit for hit in hits if not is_something_else(reading, hit)]
    if len(meant) < len(hits):
        yield from _offers(reading, meant, threshold)
    else:
        yield first
        yield from found


def _offers(reading: Reading, hits: Sequence[Hit], threshold: int) -> Iterator[Offer]:
    for passage in passages(reading, hits):
        weight = _judge(passage, threshold)
        if weight:
            plain = passage.times["finance"] or passage.times["crafts"]
            listed = _LISTED.issuperset(passage.times) and shares_out(passage)
            plain = plain or (weight >= _PLAIN and not listed)
            strongest = max(passage.offers, key=lambda hit: WEIGHTS[hit.tag])
            yield Offer(strongest, weight, bool(plain))


def _judge(passage: Passage, threshold: int) -> int:
    """How much comes together in it; 0: not enough for an offer."""
    times, reading = passage.times, passage.reading
    weight = _weight(passage) + _WHOM * asks_for_whom(passage) + _closes(passage)
    beside = _CONTACT + (_HEADED if passage.wares else _UNKNOWN)
    if weight + beside + _most_for_price(reading, "gives" in times) < threshold:
        return 0
    price = price_of(passage)
    if weight + beside + (_MOST_FOR_PRICE if price else 0) < threshold:
        return 0
    weight += price + _is_headed(passage)
    if price and asks_who_wants(passage):  # «кому тыкву? по 50»
        weight += _WHOM
    if weight < threshold and _is_notice(passage, priced=price > 0):
        weight += _UNKNOWN
    if price and times["deeds"]:  # «напечатаю, 10 руб лист»
        weight += 1
    if weight + _CONTACT < threshold:
        return 0
    weight += _CONTACT * names_a_contact(passage)
    if weight < threshold:
        return 0
    if _names_nothing(passage) or _only_names(passage, hardly=weight == threshold):
        return 0
    if weight <= threshold + _HARDLY and _only_speaks_of_it(passage, priced=price > 0):
        return 0
    return 0 if is_private(passage) else weight


def _is_too_little(reading: Reading, hits: Sequence[Hit], threshold: int) -> bool:
    """Whether no passage can weigh enough, whatever stands where: so it is of most posts, in which
    a thing or two are named. One sign alone is none, unless there may be a price beside it."""
    offered = signs = most = 0
    gives = False
    for tag, _, _, _ in hits:
        at_most = _AT_MOST[tag]
        gives = gives or tag == "gives"
        if tag in _OFFERED:
            offered += 1
        elif at_most:
            signs += 1
            most += at_most
    if not (offered or signs):
        return True
    if offered + signs == 1 and _is_nothing_alone(reading, hits, threshold):
        return True
    most += min(2, offered) + _CONTACT
    if most >= threshold:
        return False
    if not WHO_WANTS.isdisjoint(reading.forms):
        most += _WHOM
    return most + _most_for_price(reading, gives) < threshold


def _most_for_price(reading: Reading, gives: bool) -> int:
    """What a price can add, where one is told in digits, or in words by who gives something."""
    return _MOST_FOR_PRICE if gives or numbers(reading) else 0


def _is_nothing_alone(reading: Reading, hits: Sequence[Hit], threshold: int) -> bool:
    """Whether the only sign of an offer among these words is too weak."""
    tag = next(hit.tag for hit in hits if WEIGHTS[hit.tag] > 0)
    most = WEIGHTS[tag] + _CONTACT + (_WHOM if tag in WARES else 0)
    return most < threshold and not numbers(reading)


def _does_so(passage: Passage) -> bool:
    """Whether what is done is said of the friend or relative: close behind them, or right before
    («торты печёт моя сестра»); where it is praised, of the craftsman, too."""
    words = passage.reading.words
    who = {"relation", "services", "business"} if "promotion" in passage.times else {"relation"}
    return any(
        words[by.first].sentence == words[what.first].sentence
        and (0 < what.first - by.last <= _REACHES or 0 < by.first - what.last <= 2)
        for by in passage.hits
        if by.tag in who
        for what in passage.hits
        if what.tag == "does"
    )


def _weight(passage: Passage) -> int:
    """How much the words weigh, by how often there is one of a section."""
    times = passage.times
    offered = weight = min(2, times["goods"] + times["services"])
    for tag, often in times.items():
        if tag not in _OFFERED:
            weight += WEIGHTS[tag] * (2 if often > 1 and tag in TWICE else 1)
    if "relation" in times and "does" in times:  # «подруга делает торты»
        weight += bool(offered) if _does_so(passage) else -1
    if "business" in times and "writes" in times:
        weight += 1
    if sum([times[tag] for tag in DONE]) > 1 and passage.is_unopposed():
        weight += 1  # «копаю, чищу снег», «поклею обои, повешу карниз»
    if offered and "stall" in times:
        weight += 1
    if "told" in times and ("sells" in times or "made" in times):  # «продам, купили в том году»
        weight -= WEIGHTS["told"]
    if "speaks of" in times and "trade" in times and not ANSWERED.isdisjoint(times):
        weight -= WEIGHTS["speaks of"]  # «вяжу шапки, заказывайте, пока очередь маленькая»
    if "gives" in times and not passage.is_given():
        weight -= WEIGHTS["gives"]
    if "gives" in times and passage.exchanges():
        weight += 1
    if times["earnings"] > 1 and "seeks" in times:  # «ищу тех, кто хочет зарабатывать»
        weight -= WEIGHTS["seeks"]
    if "offices" in times and not AT_OFFICES.isdisjoint(times):  # «заработок на вб»
        weight -= WEIGHTS["offices"]
    if "needs" in times and not ANSWERS.isdisjoint(times):
        weight -= WEIGHTS["needs"]  # «нужна няня? сижу с детьми»
    return weight


def _only_speaks_of_it(passage: Passage, *, priced: bool) -> bool:
    """Whether nobody does, sells or gives anything, and it is no notice, either: what else comes
    together may do so by chance."""
    signs = {tag for tag in passage.times if WEIGHTS[tag] > 0}
    if "gives" in signs and not passage.is_given():
        signs.discard("gives")
    if (
        not (SPOKEN_OF | SHARED).issuperset(signs)
        or asks_for_whom(passage)
        or asks_who_wants(passage)
    ):
        return False
    long = len(passage.reading.words) > _MOST_TOLD and not priced and signs <= _TELLING
    if (_does_so(passage) and not long) or (priced and tells_from(passage)):
        return False
    if signs >= {"business", "discount"}:
        return False
    if passage.is_opposed() or passage.wonders():
        return True
    if (priced and tells_price(passage)) or _has_a_craftsman(passage):
        return False
    if does_oneself(passage) or bids(passage):
        return False
    taken_up = priced or not (PRAISES | ANSWERED).isdisjoint(signs)
    if "our trade" in signs and not taken_up:
        often = passage.times["our trade"] > 1
        return not (often or passage.joins("our trade", {"business"}))
    headed = passage.begins_with_wares(after=HEAD, at_once=not priced)
    if headed and not passage.asks_of_wares():
        return False
    if signs.isdisjoint(SHARED):
        return not (priced and (prices_wares(passage) or not PRICED.issuperset(signs)))
    first = passage.offers[0]
    begun = first.tag in MADE and passage.place(first) <= HEAD
    return not (taken_up or begun or invites(passage, first) or passage.times["deeds"] > 1)


def _has_a_craftsman(passage: Passage) -> bool:
    """Whether it is told what a friend or relative is: «мой брат аниматор»."""
    return any(
        what.first == by.last + 1 and passage.reading.adjoins(by.last)
        for by in passage.hits
        if by.tag == "relation"
        for what in passage.wares
        if what.tag != "goods"
    )


def _only_names(passage: Passage, *, hardly: bool) -> bool:
    """Whether things and trades are named, and nobody does or praises anything.

    A list of them is an offer when it stands at the head of a post, or when they are so many that
    it is not `hardly` one; a question is none.
    """
    if not NAMED.issuperset(tag for tag in passage.times if WEIGHTS[tag] > 0):
        return False
    first = passage.offers[0]
    is_hot = passage.reading.words[first.first].form.startswith("горящ")
    is_loan = "finance" in passage.times and names_a_contact(passage)
    headed = first.first <= HEAD and (is_hot or is_loan or not WARES.isdisjoint(passage.times))
    if not passage.wonders() and (headed or not hardly):
        return False
    return not (asks_for_whom(passage) or asks_who_wants(passage))


def _names_nothing(passage: Passage) -> bool:
    """Whether it remains unsaid what is offered: «за мной 200 рублей, отдам завтра»."""
    return THINGLESS.issuperset(tag for tag in passage.times if WEIGHTS[tag] > 0)


def _closes(passage: Passage) -> bool:
    """Whether it ends as notices do: it is cheap, or praised, and one is to write."""
    times = passage.times
    return (
        not (PRAISES.isdisjoint(times) or ANSWERED.isdisjoint(times))
        and not THIN.issuperset(times)
        and passage.is_unopposed()
        and not passage.wonders()
    )


def _is_headed(passage: Passage) -> bool:
    """Whether it begins with what is offered, as notices do, and nothing speaks against it."""
    taken_up = PRAISES if passage.offers[0].tag == "goods" else PRAISES | ANSWERED
    return (
        passage.begins_with_wares(after=HEAD)
        and passage.is_unopposed()
        and not taken_up.isdisjoint(passage.times)
        and not passage.wonders()
    )


def _is_notice(passage: Passage, *, priced: bool) -> bool:
    """Whether a few words, the first of them a thing, are followed by two signs of an offer:
    «отчётность ИП, дёшево, стучитесь»."""
    times, words = passage.times, passage.reading.words
    if len(words) > _MOST_OF_A_NOTICE or any(times[tag] for tag in WARES):
        return False
    if sum(1 for tag in _SIGNS if times[tag]) + priced < _ENOUGH_SIGNS or passage.wonders():
        return False
    if not passage.is_unopposed():
        return False
    parts = parts_of(words[0].form)
    return "noun" in parts and "nominative" in parts and parts.isdisjoint(_NO_WARE)
