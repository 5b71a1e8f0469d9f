"""The signs of an offer and what weighs against one: words by section, and how much each weighs."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter

from policies.personal.spoken_numbers import NUMERALS
from policies.text.grammar import parts_of
from policies.text.morphology import first_person, is_thing
from policies.text.reading import Reading
from policies.text.vocabulary import Hit, Vocabulary
from policies.words import words_of

WEIGHTS: Mapping[str, int] = {
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
    "consumes": -3, "decides": -3, "offices": -3, "plays": -3, "speaks of": -2, "gift": -4,
    "comes": -3, "home trade": 2, "own shop": 3, "we opened": 4, "new members": 2,
}  # fmt: skip
"""How much a section of words weighs for an offer."""

TWICE = frozenset(
    {"promotion", "call", "earnings", "travel", "english", "condition", "business", "finance"}
    | {"home trade"}
)
"""The sections that weigh twice when two of their words are found; so do goods with services."""

WARES = frozenset({"goods", "services", "business"})
NAMED = WARES | {"size", "stall", "relation", "price", "finance", "travel"}
"""What is named by who speaks of it, too: «повезу к ветеринару», «в ларьке нет хлеба»."""
PRAISES = frozenset({"promotion", "discount", "cheap", "recruits"})
ANSWERED = frozenset({"writes", "call"})
THINGLESS = frozenset({"gives", "discount", "price"})
THIN = frozenset({"promotion", "relation", *ANSWERED})
DONE = frozenset({"trade", "home trade", "deeds"})
SPOKEN_OF = (
    WARES
    | ANSWERED
    | {"size", "stall", "relation", "price", "condition", "promotion", "does", "discount"}
)
"""What anybody speaks of, praises and asks others to do: alone it is hardly an offer."""
PRICED = frozenset({"goods", "services", "price", "size"})
"""What is priced by who has bought it, too."""
MADE = frozenset({"we craft", "deeds", "made"})
SHARED = MADE | {"on sale", "sold", "offers", "our trade", "delivers", "could"}
"""What the group does together or one does for it, too: «печём блины», «приглашаем на праздник»,
«нарисую плакат»."""

ANSWERS = frozenset({"crafts", "trade", "home trade", "our trade", "living", "represents"})
"""What follows the question whether somebody is needed, where that only introduces an offer."""

_NEW = frozenset({"новый", "новая", "новые"})
_HOURS = frozenset({"часов", "часа", "часам", "часах"})
_ROSES = frozenset({"роза", "розы", "розе", "розу", "розой"})
_NAMES = frozenset({"варю"})
_BESIDE_WHAT = frozenset({"у", "под", "над", "возле", "около", "перед"})
_IN_WHAT = _BESIDE_WHAT | {"в", "во", "к", "ко", "при"}
"""Before a thing they say where something else is: «у окна», «на коляске», «к парте»."""
_PLACED = ("ах", "ях", "е")
_NOT_PLACED = "ье"
"""How things end that something is on, and «на платье», for which something may be, too."""
_WONDERS_WHO = frozenset({"кто", "как", "где"})
"""Before a deed they wonder, or let others see: «как пекут хлеб»."""
_VOTES = frozenset({'"я за"', '"мы за"'})
_NOT_VOTED_FOR = frozenset(
    {"нее", "него", "них", "вас", "тебя", "месяц", "час", "день", "неделю", "год", "вечер"}
)
_WITH_WHOM = ("ом", "ем", "ами", "ой")
_first = attrgetter("first")
_TRANSFERS = ("перевож", "перевод")
_MOVED = frozenset({"в", "во", "за", "через", "из", "вам", "тебе", "ему", "ей", "им", "деньги"})
_LANGUAGE = ("ский", "ского")
_INFINITIVE = ("ть", "ти", "ться")
_IN_ORDER_TO = frozenset({"чтоб", "чтобы"})
_IN_THE_COUNTRY = frozenset(
    {"интернет", "дом", "воздух", "клуб", "туалет", "магазин", "стиль", "кот", "связь", "жизнь"}
)
"""What is rustic and no harvest: «интернет деревенский»."""
_WHEN = frozenset(
    {
        "понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье",
        "завтра", "сегодня", "неделю", "утро", "вечер", "выходные",
    }
)  # fmt: skip
"""What duties are exchanged for: «меняю на пятницу дежурство»."""
_TIME = ("минут", "час", "полчас", "секунд")
_CLEANED = ("мыть", "вымы", "помы", "отмы", "проветр", "утепл", "закле", "укра", "закры")
"""What is done to windows of glass, not to free hours."""
_OPENED = ('"открыл', '"запуст')
_WE = frozenset({"мы", "я", "мужем", "сестрой", "подругой", "братом"})
_RECRUITS = ("набира", "добира")
_GROUPS = ("групп", "класс", "курс", "поток", "команд", "секци", "кружок", "заказ", "студи")
"""What is taken in, or taken on: pupils in a group, orders."""
_SEEN = "виде"
_IN_THE_SHOP = '"в магазине"'
_DISCOUNTS = ("скид", "дешевле", "подешевле", "минус")
_BEFORE = 3
_REACH = 4
"""So many words behind show what a word means."""
_HUNDREDS = ("сот", "ста", "тысяч", "тысячи", "тысячу")


def speaks_for(hit: Hit) -> bool:
    """Whether a word is a sign of an offer, and not against one."""
    return WEIGHTS[hit.tag] > 0


def apart(hits: Sequence[Hit]) -> Sequence[Hit]:
    """The longest of hits that share a word, by where they begin: «ищем сотрудников» is found,
    «ищем» in it is not."""
    last = -1
    for hit in hits:  # they come by their place
        if hit.first <= last:
            break
        last = hit.last
    else:
        return hits
    taken: set[int] = set()
    longest = []
    for hit in sorted(hits, key=_rank):
        words = range(hit.first, hit.last + 1)
        if taken.isdisjoint(words):
            taken.update(words)
            longest.append(hit)
    return sorted(longest, key=_first)


def _rank(hit: Hit) -> tuple[int, int]:
    return hit.first - hit.last, -abs(WEIGHTS[hit.tag])


def read_rightly(reading: Reading, hit: Hit) -> Hit:
    """The sign that it is: who hires somebody names no single deed, so «нужна швея ушить платье»
    and «нужна швея, чтобы ушить платье» are needs."""
    if hit.tag == "sold" and hit.entry.startswith(_OPENED):
        before = reading.words[max(0, hit.first - _BEFORE) : hit.first]
        own = any(each.form in _WE for each in before)
        return hit._replace(tag="we opened") if own else hit
    if hit.tag != "hires":
        return hit
    following = reading.words[hit.last + 1 : hit.last + 2]
    at_once = bool(following) and reading.adjoins(hit.last)
    is_deed = at_once and following[0].form.endswith(_INFINITIVE)
    is_deed = is_deed or (bool(following) and following[0].form in _IN_ORDER_TO)
    return hit._replace(tag="needs") if is_deed else hit


def is_something_else(reading: Reading, hit: Hit) -> bool:
    """Whether a word is no sign of an offer where it stands: «Варю», «Дед Мороз», «кто печёт?»,
    «у окна», «вместо каши»."""
    words = reading.words
    word, before = words[hit.first], words[hit.first - 1].form if hit.first else ""
    if before == "у" and hit.first > 1 and words[hit.first - 2].form == "б":  # «б/у»
        return False
    match hit.tag:
        case "decides" if hit.entry in _VOTES:  # «я за месяц похудела»
            following = words[hit.last + 1 : hit.last + 2]
            return bool(following) and following[0].form in _NOT_VOTED_FOR
        case "advice" if word.form == "знаете":  # «Знаете, я раньше тоже …»
            begins = not hit.first or words[hit.first - 1].sentence != word.sentence
            return begins and reading.text.startswith(",", word.end)
        case "call" | "writes":  # «не покупайте»
            return before == "не"
        case "sells" if word.form == "меняю":
            following = words[hit.last + 1 : hit.last + 2]
            return bool(following) and following[0].form in _WHEN
        case "sells":
            return _tells_time(reading, hit)
        case "opening" if hit.entry.startswith('"окна'):
            behind = words[hit.last + 1 : hit.last + 1 + _REACH]
            return any(
                each.sentence == word.sentence and each.form.startswith(_CLEANED) for each in behind
            )
        case "recruits" if hit.first == hit.last and word.form.startswith(_RECRUITS):
            following = words[hit.last + 1 : hit.last + 2]
            return bool(following) and _is_no_group(following[0].form)
        case "kindergarten":  # «скидка для нашего сада»
            return _is_of_discount(reading, hit)
        case "own shop":  # «в наш магазин завезли»
            return before in _IN_WHAT
        case "living" if word.form == "режем":  # «торт режем в субботу»
            return is_thing(before)
        case "told" if word.form.startswith(_SEEN):  # «шуба, моль не видела»
            return before == "не"
        case "told" if hit.entry == _IN_THE_SHOP:  # «2500, в магазине 4000»
            following = words[hit.last + 1 : hit.last + 2]
            return bool(following) and following[0].form[0].isdecimal()
        case "recruits" if word.form == "старт":  # «старт в субботу в 11»
            behind = words[hit.last + 1 : hit.last + 3]
            return bool(behind) and behind[0].form == "в" and behind[-1].form[0].isdecimal()
        case "condition" if word.form in _NEW:  # «новый тренер»
            following = words[hit.last + 1 : hit.last + 2]
            return bool(following) and "animate" in parts_of(following[0].form)
        case "trade" if word.form.startswith(_TRANSFERS):
            return _is_no_translation(reading, hit)
        case "trade" | "home trade":
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
        case "goods" if word.form in _HOURS:
            return True
        case "goods" if word.form in _ROSES and hit.first:  # «мама Розы»
            same = word.sentence == words[hit.first - 1].sentence
            return same and reading.text[word.start].isupper()
        case "goods" | "stall" | "business":
            return before in _IN_WHAT or (hit.tag == "business" and before == "из")
        case "harvest" if hit.first == hit.last and word.form.startswith("деревенск"):
            beside = {before, *(each.form for each in words[hit.last + 1 : hit.last + 2])}
            return not beside.isdisjoint(_IN_THE_COUNTRY)
        case "cheap" if word.form == "вместо":
            following = words[hit.last + 1 : hit.last + 3]
            return not any(
                each.form[0].isdecimal() or each.form.endswith(_HUNDREDS) for each in following
            )
    return False


def _is_no_group(form: str) -> bool:
    """Whether it is a thing that one takes or gains: «набираю воду», «набираю вес»."""
    return is_thing(form) and not any(group in form for group in _GROUPS)


def _is_of_discount(reading: Reading, hit: Hit) -> bool:
    """Whether it is said for whom it is cheaper: «скидка для нашего сада», «садику дешевле»."""
    before = reading.words[max(0, hit.first - _BEFORE) : hit.first]
    sentence = reading.words[hit.first].sentence
    return any(each.sentence == sentence and each.form.startswith(_DISCOUNTS) for each in before)


def _tells_time(reading: Reading, hit: Hit) -> bool:
    """Whether it is minutes for or before which something is given: «отдам за 5 минут до звонка»,
    «уступлю место за десять минут до начала»."""
    forms = reading.in_order[hit.first + 1 : hit.last + 1 + _REACH]
    if "за" not in forms:
        return False
    at = hit.first + 2 + forms.index("за")
    counted = reading.in_order[at : at + 2]
    while counted and (counted[0].isdecimal() or counted[0] in NUMERALS):
        counted = counted[1:]
    return bool(counted) and counted[0].startswith(_TIME)


def _is_no_translation(reading: Reading, hit: Hit) -> bool:
    """«Перевожу в текст», «перевожу вам», «перевожу на карту»; not «перевожу на английский»."""
    behind = [word.form for word in reading.words[hit.last + 1 : hit.last + 3]]
    if behind[:1] == ["на"]:
        return not behind[-1].endswith(_LANGUAGE)
    return not _MOVED.isdisjoint(behind[:1])


@cache
def vocabulary() -> Vocabulary:
    """The words of all sections in `WEIGHTS`."""
    words = words_of("advertising") | words_of("praises") | words_of("crafts")
    listed = words | words_of("wares") | words_of("earnings") | words_of("no_offers")
    entries = {tag: listed[tag] for tag in listed if tag in WEIGHTS}
    entries["lets"] = (*words["lets"], *_lets(words["letting"], words["homes"]))
    entries["hires"] = (*listed["hires"], *_hires(listed["hiring"], listed["jobs"]))
    entries["new members"] = (
        *_looks_for(listed["looking for"], listed["members"], listed["joined"]),
    )
    entries["trade"] = _spoken(words["trades"], "sing")
    entries["trade"] += _spoken(words["trades of one"], "sing")
    entries["home trade"] = _spoken(words["trades at home"], "sing")
    entries["our trade"] = _spoken(words["trades"] + words["trades at home"], "plur")
    entries["asks whom"] = (
        *words["asks whom"],
        *(f"=кому ... ={verb}" for verb in words["deeds"]),
    )
    entries["could"] = tuple(f"=могу ={verb}" for verb in words["deeds"])
    entries["deeds"] = (*_spoken(words["deeds"], "sing"), *_spoken(words["deeds"], "plur"))
    return Vocabulary(entries)


def _spoken(verbs: tuple[str, ...], number: str) -> tuple[str, ...]:
    """Verbs, some with what is done before or behind («колоть =дрова»: «колю берёзовые дрова»,
    «дрова колю»), as people say them of themselves."""
    return tuple(
        entry
        for lemma, _, what in (verb.partition(" ") for verb in verbs)
        for form in first_person(lemma, number)
        for entry in ((f"={form} ... {what}", f"{what} ={form}") if what else (f"={form}",))
    )


def _hires(verbs: tuple[str, ...], jobs: tuple[str, ...]) -> Iterator[str]:
    """«Требуется продавец», «ищем в пекарню кассира»."""
    return (f"{verb} ... {job}" for verb in verbs for job in jobs)


def _looks_for(
    verbs: tuple[str, ...], members: tuple[str, ...], joined: tuple[str, ...]
) -> Iterator[str]:
    """«Ищем двух девочек в младшую команду»."""
    return (f"{verb} ... {who} ... {what}" for verb in verbs for who in members for what in joined)


def _lets(verbs: tuple[str, ...], homes: tuple[str, ...]) -> Iterator[str]:
    """«Сдам квартиру» and «квартиру сдам»."""
    for home in homes:
        for verb in verbs:
            yield f"{verb} ... {home}"
            yield f"{home} ... {verb}"
