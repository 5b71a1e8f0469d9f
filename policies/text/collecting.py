"""Whether a post collects money or asks for it."""

from functools import cache

from policies.text.morphology import is_name_of_receiver, is_thing, requests, without_places
from policies.text.neighbours import Neighbours
from policies.text.reading import Reading
from policies.text.refusing import WHO, is_refused, is_wondered
from policies.text.sums import numbers, shares, sums_of_money
from policies.text.sums_asked_for import (
    ME,
    is_called_for,
    is_for_me,
    is_for_something,
    is_official,
    is_outstanding,
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
_MEANS = frozenset(
    {"средства", "сумму", "суммы", "остаток", "остатки", "часть", "половину", "треть", "хвосты"}
)
"""What is given where money is, without being called so."""

_GONE = frozenset({"вышли", "пришли", "пошли", "перешли"})
"""Forms of sending that mostly are said of going: «подарки вышли по 640»."""

_SOMEBODY = frozenset({"кого", "кого-нибудь", "какого", "какую", "какой", "чей", "чью", "что"})
"""Who or what is to be named, and nothing given: «скиньте кого знаете»."""

_FOR = frozenset(
    {"сдаем", "сдавайте", "сдайте", "сдавать", "сдать", "собираем", "собираю", "скидываем"}
)
"""Verbs of giving that with «на» hardly mean anything but money."""

_POLITE = frozenset(
    {"пожалуйста", "плиз", "плз", "пж", "пжл", "кто-нибудь", "кто-то", "еще", "раз"}
)


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
            around.about(tag, hit, _WIDE)
            for tag in _NOBODY_ASKS
            if tag != "for nothing" or not around.about("withheld", hit)
        )
    )
    if not any(around.has(tag) for tag in _MONEY):
        hits = tuple(hit for hit in hits if hit.tag in _UNNAMED)
    elif not (around.has("sum") or around.has("money")):
        hits = tuple(hit for hit in hits if not _is_of_something_else(hit, around))
    return next((hit for hit in hits if _asks(reading, hit, around)), None)


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
    if around.about("elsewhere", hit) and not (around.near("proposal", hit) or around.has("card")):
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
        return not around.follows("thing", hit, 1, without=())
    return hit.tag in _PLAIN or _gives_money(reading, hit, around)


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


def _gives_money(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether it is money that is to be given, by verbs that could be about anything."""
    if hit.tag in {"giving", "handing"} and _asks_for_details(reading, hit):
        return False
    to_them = hit.tag in {"handing", "paying"} or not around.near("card", hit)
    if hit.tag != "loan" and to_them and is_official(hit, around):
        return False
    if hit.tag == "giving" and (_lets(reading, hit, around) or _prices(hit, around)):
        return False
    named = around.near("money", hit) or around.near("card", hit)
    if around.follows("thing", hit, 3, without=("на", "за")):
        named = named and any(around.near(tag, hit, 2, 2) for tag in ("money", "card", "sum"))
        if not named:
            return False
    if (
        around.precedes("thing", hit, 1)
        and not (named or around.near("share", hit))
        and not around.accompanies("thing", hit, ("на", "за"), 1)
    ):
        return False
    match hit.tag:
        case "gathering":
            occasion = named and is_for_something(hit, around, "occasion")
            return occasion or is_for_something(hit, around, "purpose")
        case "dues":
            reminded = around.near("reminder", hit) or (
                around.near("sum", hit) and around.near("urging", hit)
            )
            reminded = reminded and not around.about("told", hit)
            return reminded and is_for_something(hit, around, "purpose", "occasion")
        case "contribution" | "collecting" if around.about("trading", hit):
            return False  # «предоплата 500», «принимаю заказы»
        case "collecting":
            given = around.has("share") or around.near("cash", hit, 4, 4)
            return given or is_for_something(hit, around, "purpose")
        case "reminding":
            if not around.near("sum", hit, 8, 8):
                return False
            purposes = any(
                around.accompanies(tag, hit, ("на", "за", "по"), 6)
                for tag in ("purpose", "occasion")
            )
            return purposes and not around.near("thing", hit, 6, 6, together=True)
        case "loan":
            named = around.near("sum", hit) or around.near("slang", hit)
            return named and around.near("plea", hit, 14)
        case "contribution":
            asked = any(around.near(tag, hit) for tag in ("asking", "card", "purpose", "occasion"))
            return (asked and around.near("sum", hit, 3, 6)) or is_for_something(
                hit, around, "purpose", "occasion"
            )
        case "missing":
            return around.near("money", hit) or is_outstanding(hit, around)
        case "owing one" if not around.precedes("who", hit, WHO):
            return False
        case "giving" | "owing" | "owing one":
            if named or around.near("sum", hit):
                return True
            purposes = is_for_something(hit, around, "purpose", "occasion")
            if "оплат" in hit.entry and any(
                around.follows(tag, hit, 2, without=()) for tag in ("purpose", "occasion")
            ):
                return True
            if "долж" in hit.entry and around.accompanies("purpose", hit, ("по",), 4):
                return True
            if purposes or (hit.tag == "giving" and _is_for_anything(reading, hit, around)):
                return not _has_an_object(reading, hit)
            return False
        case "handing":
            near = any(
                around.near(tag, hit, 5, 5, together=True) for tag in ("money", "sum", "card")
            )
            return near and (not around.about("told", hit) or around.near("share", hit))
    if around.near("card", hit) or around.near("share", hit):
        return True
    if around.near("to me", hit, 0, 8) and around.near("sum", hit):
        return any(around.accompanies(tag, hit, ("за",), 4) for tag in ("purpose", "occasion"))
    return around.near("asking", hit) and around.near("sum", hit) and around.near("each", hit)


def _lets(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether homes are let for rent: «сдаём однушку, 17 тысяч»."""
    if not around.near("dwelling", hit, 3, 6):
        return False
    collected = any(around.near(tag, hit) for tag in ("share", "card", "cash", "each"))
    return reading.words[hit.first].form.startswith("сда") and not collected


def _has_an_object(reading: Reading, hit: Hit) -> bool:
    """Whether it is something else that is given: «на концерт сдать фонограмму»."""
    after = hit.last + 1
    if after >= len(reading.words) or not reading.adjoins(hit.last):
        return False
    form = reading.words[after].form
    return form in _SOMEBODY or (form not in _MEANS and is_thing(form))


def _prices(hit: Hit, around: Neighbours) -> bool:
    """Whether goods are priced, and no money is collected: «400 за литр, собираю утром»."""
    return around.about("priced", hit) and not any(
        around.near(tag, hit) for tag in ("card", "cash")
    )


def _is_for_anything(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether «на» and a thing follow at once: «сдаём на что-нибудь» is said of money, unless
    things are carried there («на конкурс») or it is a place («на стадион»)."""
    words = reading.words
    after = hit.last + 2
    if words[hit.first].form not in _FOR or after >= len(words) or words[after - 1].form != "на":
        return False
    if not (reading.adjoins(hit.last) and reading.adjoins(after - 1)):
        return False
    if around.near("where to", hit, 0, 3) or around.near("thing", hit, 4, 4, together=True):
        return False
    return is_thing(words[after].form)


def _asks_for_details(reading: Reading, hit: Hit) -> bool:
    """Whether it is the number to pay to that is asked for: «скиньте, пожалуйста, реквизиты»."""
    following = reading.words[hit.last + 1 : hit.last + 4]
    forms = [word.form for word in following if word.form not in _POLITE]
    return bool(forms) and (forms[0] in {"реквизиты", "номер"} or forms[:2] == ["мне", "реквизиты"])


@cache
def _triggers() -> Vocabulary:
    words = words_of("money")
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
    words = words_of("money") | words_of("money_spoken_of") | words_of("purposes")
    for tag in ("purpose", "occasion"):
        words[tag] = tuple(form for entry in words[tag] for form in _purposes(entry))
    return words
