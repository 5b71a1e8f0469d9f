"""Bank cards: by their check digit, or where the words around say that a number is a card's."""

import re
from collections.abc import Iterator
from itertools import islice

from stdnum import luhn

from policies.personal.found import Found, digits_of

_SEPARATOR = r"[\s\-‐-―−./]{0,2}"
_CARD = re.compile(
    rf"(?<![\d•*])[2-6]\d{{3}}(?:{_SEPARATOR}\d{{4}}){{3}}(?:{_SEPARATOR}\d{{2,3}})?(?!\d)"
)
_CARD_IN_DIGITS = re.compile(rf"(?<![\d•*])[2-6](?:{_SEPARATOR}\d){{15}}(?!\d)")
_SYSTEMS = re.compile(r"220[0-4]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|4|5[0-8]|6[02-57]")
"""How numbers begin: Мир, Mastercard, Visa, Maestro, UnionPay."""
_SORTS = (
    r"(?:скидочн|бонусн|дисконтн|накопительн|клубн|подарочн|социальн|транспортн|топливн|медицинск"
    r"|амбулаторн|санаторн|прививочн|библиотечн|читательск|игров)"
)
_SHOPS = (
    r"(?:лояльн|помощник|магазин|прививок|болельщик|школьник|москвич|петербурж|тройк"
    r"|стрелк|подорожник|памят|магнит|п[яе]т[её]роч|перекр[её]ст|лент[ыае](?![а-я])|ашан|дикси|спортмастер"
    r"|летуал|аптек|метро)"
)
_OTHERS = (
    rf"{_SORTS}\w* карт\w*|карт\w* (?:в |из |для |от )?[«\"]?{_SHOPS}\w*|не карт\w*"
    r"|(?:карт|код)\w* (?:для )?(?:питани|проход|ученик|екп(?![а-я]))\w*|ключ-карт\w*"
    r"|заявлени\w* (?:на|о) перевод\w*|перевод\w* (?:реб[её]нка|детей|в друг\w*)"
    r"|(?:номер|код|идентификатор)\w* (?:платеж|операци|транзакци|документ)\w*|id(?![a-z])"
    r"|выручай\W?карт\w*|тройк[аиу](?![а-я])"
    r"|(?:лицев\w+|расч[её]тн\w+) сч[её]т\w*|л/с|р/с|полис\w*|омс(?![а-я])"
    r"|договор(?:а|у|е|ом|ов|ы)?(?![а-я])"
    r"|трек\w*|отслежив\w+|накладн\w+|квитанци\w+|штрих-?код\w*|артикул\w*|imei|уин(?![а-я])"
    r"|номер\w* (?:заказ|билет|посылк|отправлен|заявк|заявлен|обращен|участник|абонемент|сертификат"
    r"|бронир|брон[иь]|чек|рецепт|направлен|талон|пропуск)\w*"
)
_CARDS = (
    r"карт(?:а|у|е|ы|ой|очк\w{1,3}|ам|ах)?(?![а-я])|реквизит\w*|пере(?:вод|вест|вед|в[её]л|числ|кин)"
    r"\w*|(?:с|за)?кид(?:ыва)?(?:й|ть|ем|ю|ка)\w*|(?:с|за)?кинь?(?:те|уть)?(?![а-я])|сбер\w*"
    r"|тинь?ко\w*|тинек\w*|т-?банк\w*|альфа\w*|втб|райф\w*|газпромбанк\w*|мтс банк\w*|озон банк\w*"
    r"|совкомбанк\w*|почта банк\w*|виза|visa|мастеркард\w*|mastercard|банк(?:ом|овск\w+)?(?![а-я])"
)
_NAMING = re.compile(rf"(?<![а-яa-z])(?:(?P<other>{_OTHERS})|(?P<card>{_CARDS}))")
_OTHER_RIGHT_BEFORE = re.compile(
    r"(?<![а-я])(?:(за|на|для|про)\s(?:\w{1,15}\s)?)?"
    r"(?:заказ|билет|посылк|отправлен|код|чек|талон|сертификат|абонемент|заявк|заявлен|обращен|лот"
    r"|брон|пропуск|рецепт|направлен|путевк|сч[её]т|арт|участник)\w{0,4}"
    r"(?:\s(?:на\s|в\s|с\s|из\s)?(?:озон|вб|вайлдбер|wb|ozon|валбер|маркет|ламод|авито)\w*)?"
    r"[\s:;,#№.()–—-]{0,4}(?:(?:номер|ном|№|n)\.?[\s:]{0,2})?$"
)
"""«Заказ на озоне 2200…»; not «на билеты 2202…», which tells what is paid for."""
_STOP = re.compile(r"(?:[!?…]|(?<!\s[а-я])\.)\s")
"""The dot of an initial ends no sentence, nor does the end of a line in a list."""
_FAR_BEFORE, _FAR_BEHIND = 160, 60


def cards(text: str) -> Iterator[Found]:
    """Numbers of bank cards (text in lower case). Who mistypes a digit has told all others: where
    the sentence or the one before calls a number a card's, its check digit does not matter."""
    may_be_named = _WORD.search(text) is not None
    for found in _numbers(text):
        number = digits_of(found[0])
        is_checked = luhn.is_valid(number) or luhn.is_valid(number[:16])
        if is_checked or (may_be_named and _SYSTEMS.match(number)):
            named = _named(text, found.start(), found.end()) if may_be_named else None
            if named == "card" or (is_checked and named is None):
                yield Found("card", found.start(), found.end())


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """What looks like a card's number, the first of them: each is found once."""
    begun = set()
    for found in islice(_CARD.finditer(text), _MOST):
        begun.add(found.start())
        yield found
    for found in islice(_CARD_IN_DIGITS.finditer(text), _MOST):
        if found.start() not in begun:
            yield found


_WORD = re.compile(r"[a-zа-я]{3}")
_MOST = 30


def _named(text: str, start: int, end: int) -> str | None:
    """What the words around call a number: ``card``, ``other``, or nothing; the nearest before it
    rather than one behind."""
    before = text[_begin(text, start) : start]
    if (other := _OTHER_RIGHT_BEFORE.search(before)) and other[1] is None:
        return "other"
    nearest = next(reversed([*_NAMING.finditer(before)]), None)
    if nearest is None:
        stop = _STOP.search(text, end, end + _FAR_BEHIND)
        nearest = _NAMING.search(text, end, stop.end() if stop else end + _FAR_BEHIND)
    return nearest.lastgroup if nearest else None


def _begin(text: str, start: int) -> int:
    """Where the sentence before the one of a number begins."""
    first = max(0, start - _FAR_BEFORE)
    stops = [stop.end() for stop in _STOP.finditer(text, first, start)]
    return stops[-2] if len(stops) > 1 else first
