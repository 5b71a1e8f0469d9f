"""Home addresses: a house with a flat, or a house where somebody is said to live.

A street and a house alone may be a theatre's or a clinic's; they are an address of a person only
beside words such as «живём», «ко мне», «домофон».
"""

import re
from collections.abc import Iterator

from policies.personal.found import Found

_LETTER = r"[а-яa-z]"
_STREET = (
    r"(?:ул(?:\.|ица|ице|ицы|ицу)?|просп(?:\.|ект\w?)|пр-?(?:т|кт|д)|пр\.|пер(?:\.|еулок|еулке)|б-?р"
    r"|бульвар\w?|бул\.|ш\.|шоссе|наб(?:\.|ережн\w{2})|пл\.|площад[ьи]|проезд\w?|мкр\w?\.?|микрорайон\w?"
    r"|тупик\w?|алле[яи]|квартал\w?|тракт\w?|дер\.|деревн[яеи]|пос\.|пос[её]л\w{2}|село|с\.|снт|жк)"
)
_HOUSE_NUMBER = (
    r"\d{1,3}\s?[а-гa-g]?(?:\s?[/]\s?\d{1,3})?"
    r"(?:[\s,.]{0,2}(?:корп(?:ус|\.)?|кор\.?|к\.?|стр(?:оение|\.)?|литера?)\s?\d{1,2})?"
)
_ENTRANCE = (
    r"(?:[\s,.;]{0,3}(?:\d{1,2}(?:-?[а-я]{1,2})?\s(?:подъезд|под\.?|этаж|эт\.?)"
    r"|(?:подъезд|под\.?|п\.?|этаж|эт\.?|парадная|домофон|код)\s?\d{1,4}))"
)
_FLAT = (
    r"(?:кв(?:-?ра|арт(?:\.|ир[аыуе])?)?[\s.:№]{0,3}(?!20[0-4]\d)\d{1,4}[а-г]?(?!\d|\s?(?:м(?:\.|²|2|етр)?(?!\w)|кв))"
    rf"|\d{{1,4}}(?:-?(?:я|ая|й|ой))?\sкв(?:артир[аеуы]|\.)?(?!{_LETTER}|\s?м))"
)
_HOUSE_AND_FLAT = re.compile(
    rf"(?<![\d.,:])(?<!{_LETTER}-){_HOUSE_NUMBER}{_ENTRANCE}{{0,3}}[\s,.;\-]{{1,4}}(?<!{_LETTER}){_FLAT}"
)
_FLAT_ALONE = re.compile(rf"(?<!{_LETTER}){_FLAT}")
_NAME = r"[а-яё\d][а-яё\d\-]{1,30}"
_STREET_AND_HOUSE = re.compile(
    rf"(?<!{_LETTER}){_STREET}\s?(?:{_NAME}\s?){{1,3}}[,.\s]{{0,3}}(?:д(?:ом)?[.\s]{{0,2}})?{_HOUSE_NUMBER}(?![\d:.])"
    rf"|(?<!{_LETTER})(?:{_NAME}\s){{1,2}}{_STREET}[,.\s]{{1,3}}(?:д(?:ом)?[.\s]{{0,2}})?{_HOUSE_NUMBER}(?![\d:.])"
    rf"|(?<!{_LETTER})д(?:ом)?[.\s]{{1,2}}{_HOUSE_NUMBER}\s(?:по|на)\s(?:{_STREET}\s?)?{_NAME}"
    rf"|{_NAME}[,\s]{{1,3}}д(?:ом)?[.\s]{{1,2}}{_HOUSE_NUMBER}(?![\d:.])"
)
_PAIR = re.compile(
    rf"(?<!{_LETTER})(?:{_STREET}\s?(?:{_NAME}\s?){{1,3}}|[а-я]{{3,20}}(?:ая|ой|ова|ева|ина|ого|ов|ев|ский|ская))"
    rf"[,.\s]{{1,3}}(?:д(?:ом)?[.\s]{{0,2}})?\d{{1,3}}[а-г]?(?:/\d{{1,2}})?\s?[-–—]\s?\d{{1,3}}(?![\d:.]|\s?(?:руб|р\b|шт|год|лет|час|мин))"
)
_BARE = re.compile(
    r"(?<![^\W\d_])([А-ЯЁ][а-яё]{3,20})[,\s]{1,2}(\d{1,3}[а-г]?(?:/\d{1,2})?)(?![\d:.,]?\d)"
)
_STREET_ENDING = re.compile(r"(?:ая|ой|ую|ова|ева|ина|ого|его|ов|ев|ина|ский|ский|иха|ода|ира)\Z")
_SOMEBODY_LIVES = re.compile(
    r"(?<![а-я])(?:жив(?:у|[её]м|[её]т|ут|[её]те|[её]шь)(?![а-я])|прожива|прописан|прописк|зарегистрирован"
    r"|регистраци|переехал|домофон|подъезд|этаж|самовывоз|(?:мой|наш|его|е[её]|их|ваш|домашний) адрес"
    r"|адрес (?:мой|наш|у (?:меня|нас|не[её]|него|них)|семьи|прописки|проживания)|ко мне|к нам домой"
    r"|у нас дома|у меня дома|мы на|мой дом|наш дом|соседи по|забира(?:ть|йте) (?:у меня|из дома)"
    r"|(?:к нам|у нас) (?:на|в гост|по адресу)|ждем (?:вас )?(?:дома|в гости|у нас)|в гости)"
)
_ADDRESS_OF = re.compile(r"(?<![а-я])адрес\s([А-ЯЁ][а-яё]+)")
_PLACE = re.compile(
    r"поликлиник|больниц|травмпункт|врач|театр|музе[йяею]|цирк|кафе|магазин|мфц|библиотек|(?<![а-я])дк(?![а-я])"
    r"|дворец|дворц|парк|бассейн|офис|студи[яию]|центр|отделени|почт|банк|пункт|пвз|вайлдберриз|озон|wb|ozon"
    r"|остановк|стадион|каток|катке|школ|садик|детск\w{2} сад|(?<![а-я])сад[ауе]?(?![а-я])|аптек|салон|клуб|кинотеатр"
    r"|автобус|маршрут|пробк|авари|отключ|прорвал|перекры|ремонт|избирательн|участок|участк|администраци|опек"
    r"|лаборатори|стоматологи|площадк|общежити|храм|церк|мастерск|ателье|выставк|концерт|экскурси|роно|управлени"
)
_AROUND = 80


def addresses(text: str, lower: str) -> Iterator[Found]:
    """Addresses of homes in a text, given as it was written and in lower case."""
    for found in _HOUSE_AND_FLAT.finditer(lower):
        yield Found("address", found.start(), found.end())
    for found in _PAIR.finditer(lower):
        if not _is_place(lower, found) and (
            re.match(_STREET, found[0]) or _lives(lower, found, text)
        ):
            yield Found("address", found.start(), found.end())
    lives: bool | None = None
    for pattern, source in ((_STREET_AND_HOUSE, lower), (_FLAT_ALONE, lower), (_BARE, text)):
        if lives is False:
            return
        for found in pattern.finditer(source):
            if pattern is _BARE and not _STREET_ENDING.search(found[1].lower()):
                continue
            if _lives(lower, found, text) and (
                pattern is _FLAT_ALONE or not _is_place(lower, found)
            ):
                yield Found("address", found.start(), found.end())


def _lives(lower: str, found: re.Match[str], text: str) -> bool:
    around = slice(max(0, found.start() - _AROUND), found.end() + _AROUND)
    return (
        _SOMEBODY_LIVES.search(lower[around]) is not None
        or _ADDRESS_OF.search(text[around]) is not None
    )


def _is_place(lower: str, found: re.Match[str]) -> bool:
    around = slice(max(0, found.start() - _AROUND), found.end() + _AROUND // 2)
    return _PLACE.search(lower[around]) is not None
