"""Whether a post collects money or asks for it."""

from functools import cache

from policies.text.morphology import is_name_of_receiver, is_thing, requests, without_places
from policies.text.neighbours import Neighbours
from policies.text.reading import Reading
from policies.text.sums import has_numbers, shares, sums_of_money
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
from policies.words import words_of

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

_MONEY = ("money", "card", "sum", "purpose", "occasion", "slang")
_NOBODY_ASKS = ("fraud", "law", "for nothing", "selling", "letter", "changing")
"""What the whole post is about, then: nobody who writes so asks for money."""
_FORGOTTEN = frozenset(
    {"забыла", "забыл", "забыли", "успела", "успел", "успели", "хотела", "хотел"}
)
_MEANS = frozenset(
    {"средства", "сумму", "суммы", "остаток", "остатки", "часть", "половину", "треть", "хвосты"}
)
"""What is given where money is, without being called so."""

_BEFORE_SUMS_AND_AFTER = frozenset({"по", "на", "за", "мне"})
"""One of them stands in every demand without a verb: «по 300», «200 р на ёлку», «900, мне»."""

_FOR = frozenset(
    {"сдаем", "сдавайте", "сдайте", "сдавать", "сдать", "собираем", "собираю", "скидываем"}
)
"""Verbs of giving that with «на» hardly mean anything but money."""

_POLITE = frozenset(
    {"пожалуйста", "плиз", "плз", "пж", "пжл", "кто-нибудь", "кто-то", "еще", "раз"}
)
_DENIED = frozenset({"не", "могу", "можем", "хочу", "буду"})
_WHO = 6
"""How far before «не сдал» somebody may be meant by «кто», in words."""


def asked_for(reading: Reading) -> Hit | None:
    """The words in which money is collected or asked for; None: it is not.

    Verbs that could be about anything («сдать», «перевести») need a sum, a card, a word of money or
    a purpose close by, and are no demand in the past, in questions and where they are denied.
    """
    hits = _triggers().find(reading)
    if not hits and (_BEFORE_SUMS_AND_AFTER.isdisjoint(reading.forms) or not has_numbers(reading)):
        return None
    sums = reading.once(sums_of_money)
    shared = shares(reading, sums)
    hits += tuple(Hit("share", "", *span) for span in shared)
    hits += tuple(Hit("plain sum", "", *span) for span in sums if says_what_for(reading, span))
    if not hits:
        return None
    around = Neighbours(reading, _details(), {"sum": sums, "share": shared})
    if any(around.has(tag) for tag in _NOBODY_ASKS):
        return None
    if not any(around.has(tag) for tag in _MONEY):
        hits = tuple(hit for hit in hits if hit.tag in _UNNAMED)
    elif around.has("in kind") and not any(around.has(tag) for tag in ("sum", "money", "card")):
        hits = tuple(hit for hit in hits if hit.tag == "chipping")
    elif around.has("other card") and not around.has("sum") and not around.has("money"):
        return None
    return next((hit for hit in hits if _asks(reading, hit, around)), None)


def _asks(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether words ask for money, with what stands around them."""
    if around.has("found") and hit.tag in {"bank", "card"}:
        return False
    if _is_a_hoax(hit, around):
        return False
    if around.has("elsewhere") and not (around.near("proposal", hit) or around.has("card")):
        return False
    if hit.tag == "bank":
        return names_an_account(reading, hit) and any(
            around.near(tag, hit) for tag in ("sum", "purpose", "needy", "gathering")
        )
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
        told = around.has("told") or around.has("trading") or is_official(around)
        return given and not told
    if _is_refused(reading, hit, around) or _is_wondered(reading, hit, around):
        return False
    if hit.tag == "whatever":
        return _is_of_money(hit, around)
    if hit.tag == "lending":
        return any(around.near(tag, hit, 2, 5, together=True) for tag in ("sum", "slang"))
    if hit.tag == "splitting":
        counted = around.near("share", hit) or (
            around.near("sum", hit) and around.near("asking", hit)
        )
        return counted and not around.has("gathered")
    if hit.tag == "handed":
        return _is_for_somebody(reading, hit, around)
    if hit.tag == "for me":
        told = around.has("told") or is_official(around) or around.near("given", hit)
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
    if is_official(around) or around.has("told") or around.precedes("question", hit, 6):
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
    counted = around.near("sum", hit) and not around.has("in kind")
    if named or counted or is_for_something(hit, around, "purpose", "occasion"):
        return True
    return around.near("transferring", hit, 5, 5) and not around.has("in kind")


def _is_a_hoax(hit: Hit, around: Neighbours) -> bool:
    """Whether money is promised to who passes a post on, or thieves are spoken of."""
    if around.has("promised") and (around.has("chain") or around.has("passed to")):
        return True
    if hit.tag in _PLAIN:
        return False
    if around.has("play"):
        return True
    return around.has("chain") and not around.has("card")


def _is_for_somebody(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether money is to go to somebody named beside it: «деньги Оле», «перевод мне»."""
    if is_official(around) or around.has("told"):
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
    if hit.tag != "loan" and to_them and is_official(around):
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
            reminded = reminded and not around.has("told")
            return reminded and is_for_something(hit, around, "purpose", "occasion")
        case "contribution" | "collecting" if around.has("trading"):
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
        case "owing one" if not around.precedes("who", hit, _WHO):
            return False
        case "giving" | "owing" | "owing one":
            if named or around.near("sum", hit):
                return True
            purposes = is_for_something(hit, around, "purpose", "occasion")
            if "оплат" in hit.entry and around.follows("occasion", hit, 2, without=()):
                return True
            if purposes or (hit.tag == "giving" and _is_for_anything(reading, hit, around)):
                return not _has_an_object(reading, hit)
            return False
        case "handing":
            near = any(
                around.near(tag, hit, 5, 5, together=True) for tag in ("money", "sum", "card")
            )
            return near and (not around.has("told") or around.near("share", hit))
    if around.near("card", hit) or around.near("share", hit):
        return True
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
    return form not in _MEANS and is_thing(form)


def _prices(hit: Hit, around: Neighbours) -> bool:
    """Whether goods are priced, and no money is collected: «400 за литр, собираю утром»."""
    return around.has("priced") and not any(around.near(tag, hit) for tag in ("card", "cash"))


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


def _is_refused(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether it is said not to do it («деньги не собираем», «сдавать ничего не надо») or to do it
    oneself («могу принести»)."""
    if hit.tag.startswith("owing"):
        if _is_supposed(reading, hit):
            return True
    elif hit.tag != "lending" and _is_denied(reading, hit.first):
        return True  # «не займёт кто?» asks
    if _offers_itself(reading, hit) or _tells_of_itself(reading, hit, around):
        return True
    return around.near("negation", hit, behind=4, ahead=4)


def _is_supposed(reading: Reading, hit: Hit) -> bool:
    """Whether it is only said what somebody would not do: «я бы рубля за неё не дал»."""
    words = reading.words
    return any(
        words[at].form in {"бы", "б"} and words[at].sentence == words[hit.first].sentence
        for at in range(max(0, hit.first - _WHO - 2), min(len(words), hit.last + 2))
    )


def _is_denied(reading: Reading, at: int) -> bool:
    """Whether «не», «могу» or the like stands right before a word."""
    words = reading.words
    if not at or words[at - 1].form not in _DENIED:
        return False
    return reading.adjoins(at - 1)


def _tells_of_itself(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether somebody says what he has forgotten: «забыла сдать деньги»; «кто забыл» asks."""
    beside = reading.words[max(0, hit.first - 2) : hit.last + 4]
    told = any(word.form in _FORGOTTEN for word in beside)
    return told and not around.precedes("who", hit, _WHO)


def _asks_for_details(reading: Reading, hit: Hit) -> bool:
    """Whether it is the number to pay to that is asked for: «скиньте, пожалуйста, реквизиты»."""
    following = reading.words[hit.last + 1 : hit.last + 4]
    forms = [word.form for word in following if word.form not in _POLITE]
    return bool(forms) and (forms[0] in {"реквизиты", "номер"} or forms[:2] == ["мне", "реквизиты"])


def _offers_itself(reading: Reading, hit: Hit) -> bool:
    """Whether somebody says what he could do: «могу завтра принести»."""
    if hit.tag != "handing" or not reading.words[hit.first].form.endswith(("ть", "ти")):
        return False
    before = [word.form for word in reading.words[max(0, hit.first - 3) : hit.first]]
    return "могу" in before or "можем" in before


def _is_wondered(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether it is a question: «сколько сдавать?»; «кому удобно, переведите» is none."""
    if reading.words[hit.first].form.endswith(("йте", "ите", "ьте")):
        return False
    if hit.tag == "chipping" and around.near("proposal", hit):
        return False
    if reading.words[hit.first].form.startswith("ссылк"):
        return False  # «кому удобнее, вот ссылка на сбор»
    return around.precedes("question", hit, 5)


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
    return [entry] if entry.startswith(("=", '"')) else [f"={form}" for form in requests(entry)]


@cache
def _details() -> Vocabulary:
    words = words_of("money") | words_of("money_spoken_of") | words_of("purposes")
    for tag in ("purpose", "occasion"):
        words[tag] = tuple(form for entry in words[tag] for form in _purposes(entry))
    return Vocabulary({tag: entries for tag, entries in words.items() if tag not in _TRIGGERS})
