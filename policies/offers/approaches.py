"""How readers are approached: asked who wants something, bidden to come, told whom to write to."""

import re

from policies.offers.passages import Passage
from policies.offers.signs import PRAISES, WARES
from policies.text.addresses import addresses
from policies.text.reading import Reading
from policies.text.vocabulary import Hit

HEAD = 1
"""Before what stands at the head of a post there is a word of greeting at most."""

WHO_WANTS = frozenset({"кому", "кого"})
"""The words with which one asks so."""

_BIDDING = frozenset({"записывайтесь", "приходите", "приводите", "заходите", "запишитесь"})
_TO = frozenset({"в", "во", "на", "к", "ко"})
_SOON = 3
"""How far behind «записывайтесь» it is told for what, in words."""
_TELEPHONE = re.compile(
    r"(?<!\d)(?:\+7|8)?[ (-]{0,2}9\d{2}[ ).-]{0,2}\d{3}[ .-]?\d{2}[ .-]?\d{2}(?!\d)"
)
_NINE = re.compile(r"9\d\d")


def does_oneself(passage: Passage) -> bool:
    """Whether it begins with what one makes, and that is praised: «делаю букеты, мамам скидка»."""
    first = passage.offers[0]
    if PRAISES.isdisjoint(passage.times) or passage.reading.words[first.first].form != "делаю":
        return False
    return passage.place(first) <= HEAD and passage.joins("does")


def bids(passage: Passage) -> bool:
    """Whether it begins with bidding people to come to what is praised, or can be found there:
    «записывайтесь в студию, первый месяц вполцены»."""
    first = passage.offers[0]
    words = passage.reading.in_order
    if words[first.first] not in _BIDDING or passage.place(first) > HEAD:
        return False
    at_once = words[first.last + 1 : first.last + 2]
    if not at_once or at_once[0] not in _TO:
        return False
    near = any(0 < hit.first - first.last <= _SOON for hit in passage.wares)
    return near and (not PRAISES.isdisjoint(passage.times) or names_a_contact(passage))


def invites(passage: Passage, first: Hit) -> bool:
    """Whether it begins with one's own invitation to a trade: «приглашаю на массаж»."""
    words = passage.reading.in_order
    if words[first.first : first.last + 2] != ["приглашаю", "на"] or passage.place(first):
        return False
    return any(hit.tag == "business" and hit.first == first.last + 2 for hit in passage.wares)


def asks_who_wants(passage: Passage) -> bool:
    """Whether goods are offered by asking who wants them: «кому окорок?»."""
    words = passage.reading.words
    return any(
        hit.tag in WARES
        and any(words[at].form == "кому" for at in range(max(0, hit.first - 2), hit.first))
        for hit in passage.offers
    )


def asks_for_whom(passage: Passage) -> bool:
    """Whether services are offered by asking who needs them: «кому бровки?», «у кого ноготки»."""
    words = passage.reading.words
    if WHO_WANTS.isdisjoint(passage.reading.forms):
        return False
    return any(
        words[place].form == "кому"
        or (words[place].form == "кого" and place and words[place - 1].form == "у")
        for hit in passage.offers
        if hit.tag in {"services", "business"}
        for place in range(max(0, hit.first - 2), hit.first)
    )


def names_a_contact(passage: Passage) -> bool:
    """Whether a mobile telephone is near, or an address of the internet anywhere."""
    if _NINE.search(around := passage.text_around()) and _TELEPHONE.search(around):
        return True
    return passage.reading.once(_names_an_address)


def _names_an_address(reading: Reading) -> bool:
    return next(iter(addresses(reading)), None) is not None
