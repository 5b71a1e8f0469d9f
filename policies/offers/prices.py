"""What something costs: how much the sums of a passage weigh for an offer."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import chain, takewhile
from operator import attrgetter

from policies.offers.passages import Passage
from policies.personal.spoken_numbers import NUMERALS
from policies.text.grammar import Part, parts_of
from policies.text.lexemes import Lexemes
from policies.text.lexicon import Question
from policies.text.neighbours import Span
from policies.text.reading import Reading, Word
from policies.text.sums import numbers

PRICE = 3
"""What a price weighs beside goods, as long as nothing else is said of them."""

_CLOSE = 8
"""How far a price may be from what it is the price of, in words."""
_AT_ONCE = 2
_FOR = frozenset({"за", "по"})
_PARTING = frozenset(
    {
        "заберите", "забирайте", "забирай", "заберете", "берите", "отдам", "отдаю", "отдадим",
        "отдаем", "отдаст", "уступлю", "уступим", "уступит", "расстанемся", "расстанусь", "отпущу",
        "отпустим", "уйдет",
    }
)  # fmt: skip
_BESIDE = 4
"""How far from a sum stands who parts with something for it, in words."""
_PIECES = (
    "литр", "десяток", "ведро", "мешок", "штука", "штучка", "банка", "баночка", "букет", "ведерко",
    "корзинка", "лоток", "пучок", "веточка", "стаканчик", "пара", "комплект", "бутыль", "буханка",
    "упаковка", "куб", "место", "пачка", "голова", "разовое", "визит", "страница", "лист",
    "створка", "порция", "экземпляр", "набор", "коробка", "ящик", "бутылка", "булка", "пакет",
    "тюбик", "рулон", "саженец", "куст", "кустик", "корень", "корешок", "черенок",
    "кусок", "вопрос", "расклад", "семья", "кадр",
)  # fmt: skip
_WORK = (
    "день",
    "смена",
    "час",
    "метр",
    "занятие",
    "урок",
    "сеанс",
    "вечер",
    "сутки",
    "консультация",
    "тренировка",
    "сессия",
    "стрижка",
    "процедура",
    "прием",
    "диагностика",
    "выезд",
    "рейс",
)
_PARTED = ("заберите", "забирайте", "берите", "отдам", "отдаю", "уступлю", "кому")
_WEIGHED = ("шт", "кг", "кило")
_TIMES = ("час", "смен", "месяц", "мес", "сутки", "день")
_BEFORE_PRICES = (
    "ведро", "ведерко", "корзинка", "мешок", "банка", "литр", "десяток", "буханка", "бутыль", "кг",
    "кило", "килограмм", "стакан", "стаканчик", "баночка", "тушка", "букет", "сеанс", "занятие",
    "смена", "час", "штука", "пучок", "коррекция", "покрытие",
)  # fmt: skip
_UNIT_PRICE = re.compile(
    rf"(?<![\d.,:])\d{{2,5}} ?(?:за )?(?:{'|'.join(_PIECES)})(?![а-я])"
    rf"|(?<![\d.,:])\d{{3,5}} ?(?:(?:за|в|/) ?)?(?:{'|'.join(_WORK)}|30 ?мин)(?![а-я])"
    rf"|(?<![а-я])за \d{{2,5}} (?:{'|'.join(_PARTED)})(?![а-я])"
    rf"|(?<![а-я])(?:по|от) \d{{2,5}} ?(?:за )?(?:{'|'.join(_WEIGHED)})(?![а-я])"
    r"|(?<![\d.,:])\d{3,4} ?(?:за ?)?(?:кг|кило)(?= *(?:[.,:!?;)(]|$))"
    rf"|(?<![\d.,:])\d{{1,2}} ?т(?:ыс)?\.? ?(?:/|за |в )?(?:{'|'.join(_TIMES)})"
    rf"|(?<![а-я])(?:{'|'.join(_BEFORE_PRICES)}) (?:[-—–:] ?|по |от )?\d{{2,4}}(?!\d)"
)
"""Prices without a word of money: «90 литр» (of ten litres it would be «литров»), «по 70 шт»,
«ведро 250», «3 т час»."""
_OF_UNIT_PRICES = frozenset(
    (*_PIECES, *_WORK, *_PARTED, *_WEIGHED, *_BEFORE_PRICES, "мин", "т", "тыс")
)
"""One of them is a word of every such price that is not written as one word («70шт»)."""

_ROUND = re.compile(r"[1-9]\d{1,2}0")
_APART = re.compile(r"[,;!)\n—–-]\s*")
_EACH = frozenset({"по", "за", "от"})
_MOST_PRICES = 8
"""So many numbers of a passage are looked at: a limit to what a post of them can cost."""
_WORKED = frozenset({"services", "business"})
_MEASURED = ("ширин", "высот", "длин", "рост", "глубин", "толщин", "начал", "размер", "кабинет")
_ONE: frozenset[Part] = frozenset({"noun", "nominative"})
_COUNTED: frozenset[Part] = frozenset({"genitive", "oblique", "verb", "name", "animate"})

_DICTATED = re.compile(r"(?:плюс семь|восемь) девят")
"""How telephone numbers are written in words, which are no sums."""
_MOST_NUMERALS = 12
"""Words that such a number has behind its first one, at most."""
_start = attrgetter("start")


def price_of(passage: Passage) -> int:
    """How much the sums in it weigh: more beside goods, as long as nothing else is said of them,
    and where prices are told («от 500 руб»)."""
    if not (passage.parts_for_thousands() or _is_priced(passage)):
        return 0
    offered = passage.times["goods"] + passage.times["services"] and passage.is_unopposed()
    return PRICE if offered or tells_from(passage) else PRICE - 1


def _is_priced(passage: Passage) -> bool:
    if not numbers(passage.reading):
        return False
    return bool(_prices(passage)) or _tells_unit_price(passage)


def _prices(passage: Passage) -> Sequence[Span]:
    """The sums in it, but those that are part of a telephone number."""
    sums = passage.sums
    dictated = passage.reading.once(_dictated) if sums else ()
    if not dictated:
        return sums
    return [span for span in sums if not any(span[0] in number for number in dictated)]


def _dictated(reading: Reading) -> Sequence[range]:
    """The words (indices) of telephone numbers that are written in words."""
    return [
        range(first := bisect_left(reading.words, found.start(), key=_start), _end(reading, first))
        for found in _DICTATED.finditer(reading.lower)
    ]


def _end(reading: Reading, at: int) -> int:
    """The first word that is no more of the number that begins with the one at this place, or with
    «плюс» there."""
    forms = reading.in_order[at + 1 : at + 1 + _MOST_NUMERALS]
    rest = takewhile(lambda form: form in NUMERALS or form.isdecimal(), forms)
    return at + 1 + sum(1 for _ in rest)


def prices_wares(passage: Passage) -> bool:
    """Whether a sum stands close to a ware, in the same sentence: «портреты по фото, 600»."""
    words = passage.reading.words
    return any(
        -_CLOSE <= span[0] - hit.last <= _CLOSE
        and words[span[0]].sentence == words[hit.last].sentence
        for span in passage.sums
        for hit in passage.wares
    )


def tells_from(passage: Passage) -> bool:
    """Whether it is told where prices begin: «роллы от 250»."""
    words = passage.reading.words
    return any(first and words[first - 1].form == "от" for first, _ in passage.sums)


def shares_out(passage: Passage) -> bool:
    """Whether it is told what each is to pay: «по пять тысяч с ребёнка»."""
    words = passage.reading.in_order
    return any(
        first and words[first - 1] == "по" and words[last + 1 : last + 2] == ["с"]
        for first, last in passage.sums
    )


def tells_price(passage: Passage) -> bool:
    """Whether it is told what a piece or an hour costs («час 2000», «пучок 40»), or for how much
    one parts with something («за две тысячи заберите»)."""
    sums = passage.sums
    if any(_parts(passage.reading.words, span) for span in sums):
        return True
    return _tells_unit_price(passage) or any(
        hit.tag == "price"
        and (0 < first - hit.last <= _AT_ONCE or 0 < hit.first - last <= _AT_ONCE)
        for hit in passage.offers
        for first, last in sums
    )


def _tells_unit_price(passage: Passage) -> bool:
    if _prices_one(passage):
        return True
    if not passage.reading.answers(_of_unit_prices()):
        return False
    return _UNIT_PRICE.search(passage.text_around()) is not None


def _prices_one(passage: Passage) -> bool:
    """Whether behind a number stands a single piece of work, of which it counts none: «аквагрим,
    150 личико», «по 900 стрижка», not «150 личиков» nor «школа 150 начало»."""
    if _WORKED.isdisjoint(passage.times):
        return False
    near = passage.numbers()[:_MOST_PRICES]
    return any(_is_of_one(passage.reading, place) for place in near)


def _is_of_one(reading: Reading, place: int) -> bool:
    """Whether a number stands apart, or behind «по», and behind it what it counts none of."""
    words = reading.words
    if not 0 < place < len(words) - 1 or not _ROUND.fullmatch(words[place].form):
        return False
    before, behind = words[place - 1], words[place + 1]
    if before.form not in _EACH and not _APART.fullmatch(
        reading.text, before.end, words[place].start
    ):
        return False
    if not reading.adjoins(place) or behind.form.startswith(_MEASURED):
        return False
    parts = parts_of(behind.form)
    return parts >= _ONE and parts.isdisjoint(_COUNTED)


@cache
def _of_unit_prices() -> Question[bool]:
    """Words without which there is no price of a unit."""

    def answer(form: str, _: Lexemes) -> bool | None:
        pieces = form.split("-") if "-" in form else (form,)
        told = not _OF_UNIT_PRICES.isdisjoint(pieces)
        return True if told or (form[0].isdecimal() and not form.isdecimal()) else None

    return Question(answer)


def _parts(words: Sequence[Word], span: Span) -> bool:
    first, last = span
    if not first or words[first - 1].form not in _FOR:
        return False
    beside = (words[max(0, first - 1 - _BESIDE) : first - 1], words[last + 1 : last + 2 + _BESIDE])
    return any(word.form in _PARTING for word in chain(*beside))
