"""Advertising: fires on offers of goods, services, paid classes, earnings and journeys.

An offer is told by what comes together: somebody does or sells something, what it is, what it
costs, how it is praised and to whom to write. Asking for advice and news of the kindergarten
weigh against it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated

from pydantic import Field

from policies.context import Context
from policies.file_model import FileModel
from policies.rules.rule import Detector, Rule
from policies.text.addresses import addresses
from policies.text.collecting import asked_for
from policies.text.grammar import Part, parts_of
from policies.text.morphology import first_person
from policies.text.reading import Reading
from policies.text.sums import has_numbers, sums_of_money
from policies.text.vocabulary import Hit, Vocabulary
from policies.verdict import Evidence
from policies.words import words_of

_WEIGHTS: Mapping[str, int] = {
    "sells": 4, "gives": 2, "on sale": 3, "sold": 2, "lets": 4, "orders": 3, "recruits": 3,
    "crafts": 3, "trade": 3, "our trade": 2, "we craft": 2, "deeds": 1, "does": 1, "relation": 1,
    "offers": 2, "goods": 1, "services": 1, "business": 2, "price": 1, "cheap": 2,
    "condition": 1, "size": 1, "promotion": 1, "discount": 2, "writes": 1, "call": 1,
    "earnings": 2, "finance": 3, "travel": 2, "english": 2,
    "advice": -4, "seeks": -3, "asking": -1, "told": -2, "collects": -3, "chain": -4,
    "kindergarten": -2, "unwanted": -4,
    "opening": 4, "represents": 4, "recommends": 3, "disclaims": 3, "rides": 3, "living": 3,
    "hires": 4, "stall": 2, "cancelled": -3, "outrage": -4, "public": -4, "refers": -1,
    "showing": -3, "delegate": -2, "made": 1, "needs": -4,
    "harvest": 2, "keeps": 2, "delivers": 1, "places": -1,
    "asks whom": 2, "could": 1,
    "consumes": -3, "decides": -3, "offices": -3, "plays": -3, "speaks of": -2,
}  # fmt: skip
"""How much a section of words weighs for an offer."""

_TWICE = frozenset(
    {"promotion", "call", "earnings", "travel", "english", "condition", "business", "finance"}
)
"""The sections that weigh twice when two of their words are found; so do goods with services."""

_NAMED = frozenset(
    {"goods", "services", "business", "size", "stall", "relation", "price", "finance", "travel"}
)
"""What is named by who speaks of it, too: «повезу к ветеринару», «в ларьке нет хлеба»."""
_WARES = frozenset({"goods", "services", "business"})
_PRAISES = frozenset({"promotion", "discount", "cheap", "recruits"})
_ANSWERED = frozenset({"writes", "call"})
_TAKEN_UP = _PRAISES | _ANSWERED
_SIGNS = frozenset({"cheap", "writes", "call", "condition", "discount", "promotion", "size"})
_ENOUGH_SIGNS = 2
_MOST_OF_A_NOTICE = 14
_NO_WARE: frozenset[Part] = frozenset({"animate", "name", "patronymic", "verb"})
_THIN = frozenset({"promotion", "relation", *_ANSWERED})
_DONE = frozenset({"trade", "deeds"})
_HEAD = 1
"""Before it stands a word of greeting at most."""

_THINGLESS = frozenset({"gives", "discount", "price"})
_NAMES = frozenset({"варю"})
_BESIDE_WHAT = frozenset({"у", "под", "над", "возле", "около", "перед"})
_IN_WHAT = _BESIDE_WHAT | {"в", "во", "к", "ко", "при"}
"""Before a thing they say where something else is: «у окна», «на коляске», «к парте»."""
_PLACED = ("ах", "ях", "е")
_NOT_PLACED = "ье"
"""How things end that something is on, and «на платье», for which something may be, too."""
_WONDERS_WHO = frozenset({"кто", "как", "где"})
"""Before a deed they wonder, or let others see: «как пекут хлеб»."""
_WITH_WHOM = ("ом", "ем", "ами", "ой")
_HUNDREDS = ("сот", "ста", "тысяч", "тысячи", "тысячу")
_REACHES = 6
"""How far from somebody is told what they do, in words: «подруга с работы делает торты»."""
_OFFERED = frozenset({"кому", "отложить", "оставить"})
"""With these a question ends that offers: «лещ копчёный, 400, кому?»."""

_ANSWERS = frozenset({"crafts", "trade", "our trade", "living", "represents"})
"""What follows the question whether somebody is needed, where that only introduces an offer."""

_PRICE, _CONTACT, _WHOM, _ASKED = 3, 1, 2, 4
_UNKNOWN = 2
"""What weighs that is not listed, where a short notice begins with it."""
_MOST_BESIDE = _PRICE + _CONTACT + _UNKNOWN + 2
"""What a price, a contact, a headline and a deed with a price can add to the words."""
_TELEPHONE = re.compile(
    r"(?<!\d)(?:\+7|8)?[ (-]{0,2}9\d{2}[ ).-]{0,2}\d{3}[ .-]?\d{2}[ .-]?\d{2}(?!\d)"
)

_UNIT_PRICE = re.compile(
    r"(?<![\d.,:])\d{2,5} ?(?:за )?(?:литр|десяток|ведро|мешок|штука|штучка|банка|баночка|букет"
    r"|пучок|веточка|стаканчик|пара|комплект|бутыль|буханка|упаковка|куб|место|пачка|голова|разовое|визит|страница|лист)(?![а-я])"
    r"|(?<![\d.,:])\d{3,5} ?(?:(?:за|в|/) ?)?(?:день|смена|час|метр|занятие|сутки|30 ?мин)(?![а-я])"
    r"|(?<![а-я])за \d{2,5} (?:заберите|забирайте|берите|отдам|отдаю|уступлю|кому)(?![а-я])"
    r"|(?<![а-я])(?:по|от) \d{2,5} ?(?:за )?(?:шт|кг|кило)(?![а-я])"
    r"|(?<![\d.,:])\d{3,4} ?(?:за ?)?(?:кг|кило)(?= *(?:[.,:!?;)(]|$))"
    r"|(?<![\d.,:])\d{1,2} ?т(?:ыс)?\.? ?(?:/|за |в )?(?:час|смен|месяц|мес|сутки|день)"
    r"|(?<![а-я])(?:ведро|мешок|банка|литр|десяток|буханка|бутыль|кг|кило|килограмм|стакан|стаканчик|баночка|тушка|букет"
    r"|сеанс|занятие|смена|час|штука|пучок|коррекция|покрытие) (?:[-—–:] ?|по |от )?\d{2,4}(?!\d)"
)
"""Prices without a word of money: «90 литр» (of ten litres it would be «литров»), «по 70 шт»,
«ведро 250», «3 т час»."""

_DICTATED = re.compile(r"(?:плюс семь|восемь) девят")
"""How telephone numbers are written in words, which are no sums."""


class Advertising(FileModel):
    """`threshold` is how much has to come together before it is an offer: the higher, the fewer
    offers are found, and the fewer posts are taken for one."""

    threshold: Annotated[int, Field(ge=1, le=20)] = 4


def detector(parameters: Advertising) -> Detector:
    """Evidence: the words that offer (`found`) and how much came together (`weight`)."""
    vocabulary = _vocabulary()

    def findings(reading: Reading, context: Context) -> Evidence | None:
        hits = vocabulary.find(reading)
        evidence = judge(reading, hits)
        if evidence is None:
            return None
        meant = [hit for hit in hits if not _is_something_else(reading, hit)]
        return evidence if len(meant) == len(hits) else judge(reading, meant)

    def judge(reading: Reading, hits: Sequence[Hit]) -> Evidence | None:
        offers = [hit for hit in hits if _WEIGHTS[hit.tag] > 0]
        if not offers:
            return None
        times = Counter(hit.tag for hit in _apart(hits))
        weight = (
            _weight(times, hits, reading)
            + _WHOM * _asks_for_whom(reading, offers)
            + _closes(reading, times)
        )
        if weight + _MOST_BESIDE < parameters.threshold:
            return None
        price = _price(reading, times)
        weight += price + _is_headed(reading, offers, times)
        if price and _asks_who_wants(reading, offers):  # «кому тыкву? по 50»
            weight += _WHOM
        if weight < parameters.threshold and _is_notice(reading, times, priced=price > 0):
            weight += _UNKNOWN
        if price and times["deeds"]:  # «напечатаю, 10 руб лист»
            weight += 1
        if weight + _CONTACT < parameters.threshold:
            return None
        weight += _CONTACT * _names_a_contact(reading)
        if weight < parameters.threshold:
            return None
        if _names_nothing(times) or _only_names(
            reading, times, offers, hardly=weight == parameters.threshold
        ):
            return None
        if (
            weight < parameters.threshold + _ASKED
            and not (times["finance"] or times["crafts"])
            and reading.once(asked_for) is not None
        ):
            return None  # who collects money for the group sells nothing
        strongest = max(offers, key=lambda hit: _WEIGHTS[hit.tag])
        return {"found": _quote(reading, strongest), "weight": weight}

    return findings


def _is_something_else(reading: Reading, hit: Hit) -> bool:
    """Whether a word is no sign of an offer where it stands: «Варю», «Дед Мороз», «кто печёт?»,
    «у окна», «вместо каши»."""
    words = reading.words
    word, before = words[hit.first], words[hit.first - 1].form if hit.first else ""
    match hit.tag:
        case "trade":
            return word.form in _NAMES and reading.text[word.start].isupper()
        case "relation":
            following = words[hit.last + 1 : hit.last + 2]
            return bool(following) and following[0].form.startswith("мороз")
        case "does":
            return before in _WONDERS_WHO
        case "services":
            return before in _BESIDE_WHAT
        case "business" if before in {"с", "со"}:  # «встреча с кондитером»
            return word.form.endswith(_WITH_WHOM)
        case "goods" if before == "на":
            return word.form.endswith(_PLACED) and not word.form.endswith(_NOT_PLACED)
        case "goods" | "stall" | "business":
            return before in _IN_WHAT or (hit.tag == "business" and before == "из")
        case "cheap" if word.form == "вместо":
            following = words[hit.last + 1 : hit.last + 3]
            return not any(
                each.form[0].isdecimal() or each.form.endswith(_HUNDREDS) for each in following
            )
    return False


def _does_so(reading: Reading, hits: Sequence[Hit]) -> bool:
    """Whether what is done is said of the friend or relative: close behind them, or right before
    («торты печёт моя сестра»)."""
    words = reading.words
    done = [hit for hit in hits if hit.tag == "does"]
    return any(
        words[who.first].sentence == words[what.first].sentence
        and (0 < what.first - who.last <= _REACHES or 0 < who.first - what.last <= 2)
        for who in hits
        if who.tag == "relation"
        for what in done
    )


def _weight(times: Counter[str], hits: Sequence[Hit], reading: Reading) -> int:
    """How much the words weigh, by how often there is one of a section."""
    offered = min(2, times["goods"] + times["services"])
    weight = offered + sum(
        _WEIGHTS[tag] * (min(2, often) if tag in _TWICE else 1)
        for tag, often in times.items()
        if tag not in {"goods", "services"}
    )
    if "relation" in times and "does" in times:  # «подруга делает торты»
        weight += bool(offered) if _does_so(reading, hits) else -1
    if "business" in times and "writes" in times:
        weight += 1
    if (
        not _DONE.isdisjoint(times)
        and sum(times[tag] for tag in _DONE) > 1
        and all(_WEIGHTS[tag] > 0 for tag in times)
    ):
        weight += 1  # «копаю, чищу снег», «поклею обои, повешу карниз»
    if offered and "stall" in times:
        weight += 1
    if "told" in times and ("sells" in times or "made" in times):  # «продам, купили в том году»
        weight -= _WEIGHTS["told"]
    if "needs" in times and not _ANSWERS.isdisjoint(times):
        weight -= _WEIGHTS["needs"]  # «нужна няня? сижу с детьми»
    return weight


def _only_names(
    reading: Reading, times: Counter[str], offers: Sequence[Hit], *, hardly: bool
) -> bool:
    """Whether things and trades are named, and nobody does or praises anything.

    A list of them is an offer when it stands at the head of a post, or when they are so many that
    it is not `hardly` one; a question is none.
    """
    if not _NAMED.issuperset(tag for tag in times if _WEIGHTS[tag] > 0):
        return False
    headed = offers[0].first <= _HEAD and not _WARES.isdisjoint(times)
    if not _wonders(reading) and (headed or not hardly):
        return False
    return not _asks_for_whom(reading, offers)


def _names_nothing(times: Counter[str]) -> bool:
    """Whether it remains unsaid what is offered: «за мной 200 рублей, отдам завтра»."""
    return _THINGLESS.issuperset(tag for tag in times if _WEIGHTS[tag] > 0)


def _closes(reading: Reading, times: Counter[str]) -> bool:
    """Whether it ends as notices do: it is cheap, or praised, and one is to write."""
    return (
        not (_PRAISES.isdisjoint(times) or _ANSWERED.isdisjoint(times))
        and not _THIN.issuperset(times)
        and all(_WEIGHTS[tag] > 0 for tag in times)
        and not _wonders(reading)
    )


def _asks_who_wants(reading: Reading, offers: Sequence[Hit]) -> bool:
    """Whether goods are offered by asking who wants them: «кому окорок?»."""
    words = reading.words
    return any(
        hit.tag in _WARES
        and any(words[at].form == "кому" for at in range(max(0, hit.first - 2), hit.first))
        for hit in offers
    )


def _is_headed(reading: Reading, offers: Sequence[Hit], times: Counter[str]) -> bool:
    """Whether it begins with what is offered, as notices do, and nothing speaks against it."""
    return (
        offers[0].first <= _HEAD
        and offers[0].tag in _WARES
        and all(_WEIGHTS[tag] > 0 for tag in times)
        and not (_PRAISES if offers[0].tag == "goods" else _TAKEN_UP).isdisjoint(times)
        and not _wonders(reading)
    )


def _is_notice(reading: Reading, times: Counter[str], *, priced: bool) -> bool:
    """Whether a few words, the first of them a thing, are followed by two signs of an offer:
    «отчётность ИП, дёшево, стучитесь»."""
    if len(reading.words) > _MOST_OF_A_NOTICE or any(times[tag] for tag in _WARES):
        return False
    if sum(1 for tag in _SIGNS if times[tag]) + priced < _ENOUGH_SIGNS or _wonders(reading):
        return False
    if any(_WEIGHTS[tag] < 0 for tag in times if times[tag]):
        return False
    parts = parts_of(reading.words[0].form)
    return "noun" in parts and "nominative" in parts and parts.isdisjoint(_NO_WARE)


def _wonders(reading: Reading) -> bool:
    """Whether the last that is said is a question."""
    asks = reading.text.rstrip(" )(!").endswith("?")
    return asks and reading.words[-1].form not in _OFFERED


def _price(reading: Reading, times: Counter[str]) -> int:
    """How much the sums weigh: more beside goods, as long as nothing else is said of them, and
    where prices are told («от 500 руб»)."""
    if not has_numbers(reading):
        return 0
    sums = reading.once(sums_of_money)
    unit = not sums and _UNIT_PRICE.search(reading.lower) is not None
    if not (sums or unit) or _DICTATED.search(reading.lower):
        return 0
    told = any(first and reading.words[first - 1].form == "от" for first, _ in sums)
    offered = times["goods"] + times["services"] and all(_WEIGHTS[tag] > 0 for tag in times)
    return _PRICE if told or offered else _PRICE - 1


def _asks_for_whom(reading: Reading, offers: Iterable[Hit]) -> bool:
    """Whether services are offered by asking who needs them: «кому бровки?», «у кого ноготки»."""
    return any(
        reading.words[place].form == "кому"
        or (reading.words[place].form == "кого" and place and reading.words[place - 1].form == "у")
        for hit in offers
        if hit.tag in {"services", "business"}
        for place in range(max(0, hit.first - 2), hit.first)
    )


def _apart(hits: Iterable[Hit]) -> Iterator[Hit]:
    """The longest of hits that share a word: «ищем сотрудников» is found, «ищем» in it is not."""
    taken: set[int] = set()
    for hit in sorted(hits, key=_rank):
        words = range(hit.first, hit.last + 1)
        if taken.isdisjoint(words):
            taken.update(words)
            yield hit


def _rank(hit: Hit) -> tuple[int, int]:
    return hit.first - hit.last, -abs(_WEIGHTS[hit.tag])


def _names_a_contact(reading: Reading) -> bool:
    if _TELEPHONE.search(reading.lower):
        return True
    return next(addresses(reading), None) is not None


def _quote(reading: Reading, hit: Hit) -> str:
    """The words with what is said next."""
    return reading.quote(hit.first, min(len(reading.words) - 1, hit.last + 6))[:100]


@cache
def _vocabulary() -> Vocabulary:
    words = words_of("advertising") | words_of("crafts")
    listed = words | words_of("wares") | words_of("earnings") | words_of("no_offers")
    entries = {tag: listed[tag] for tag in listed if tag in _WEIGHTS}
    entries["lets"] = (*words["lets"], *_lets(words["letting"], words["homes"]))
    entries["trade"] = _spoken(words["trades"], "sing")
    entries["trade"] += _spoken(words["trades of one"], "sing")
    entries["our trade"] = _spoken(words["trades"], "plur")
    entries["asks whom"] = tuple(f"=кому ... ={verb}" for verb in words["deeds"])
    entries["could"] = tuple(f"=могу ={verb}" for verb in words["deeds"])
    entries["deeds"] = (*_spoken(words["deeds"], "sing"), *_spoken(words["deeds"], "plur"))
    return Vocabulary(entries)


def _spoken(verbs: tuple[str, ...], number: str) -> tuple[str, ...]:
    """Verbs, some with what is done («колоть =дрова»), as people say them of themselves."""
    return tuple(
        f"={form} ... {what}" if what else f"={form}"
        for lemma, _, what in (verb.partition(" ") for verb in verbs)
        for form in first_person(lemma, number)
    )


def _lets(verbs: tuple[str, ...], homes: tuple[str, ...]) -> Iterator[str]:
    """«Сдам квартиру» and «квартиру сдам»."""
    for home in homes:
        for verb in verbs:
            yield f"{verb} ... {home}"
            yield f"{home} ... {verb}"


RULE = Rule("advertising", Advertising, detector, heuristic=True)
