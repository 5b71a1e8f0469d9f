"""Words of illnesses that nobody has: of devices and games, that somebody may have, does not have
or is only likened to."""

import re
from collections.abc import Sequence
from itertools import pairwise

from policies.names.deed_words import are_things_that_do, is_no_being, is_thing_that_does
from policies.text.grammar import parts_of
from policies.text.morphology import is_noun
from policies.text.reading import Reading, Word
from policies.text.vocabulary import Hit, every_form
from policies.words import words_of

WHILE = frozenset({"ночь", "день", "вечер", "утро", "неделя", "сутки", "месяц", "час"})
"""Nouns that only say when: no things that do something."""
_IF = frozenset(words_of("health_marks")["if"])
_FAR = 15
"""Words before an illness among which an «если» is looked for."""
_AROUND = 60
_BEFORE_IN_GENERAL = 45
_IN_GENERAL = re.compile(
    r"(?:(?:костюм|маск|рисун|фигурк|поделк|аппликац|макет|наклейк|картинк)\w{0,3}|рол[ьи])"
    r"(?: \w{1,20})? $|(?<![а-я])бо(?:ит|ят|ял)\w{2,4}(?: \w{1,20})? $|"
    r"(?:карантин|прививк|вакцин|привит|профилактик|справк|памятк|лекци|бесед|консультаци|семинар|доклад|стать|плакат|ролик|брошюр"
    r"|книг|книж|мульт|сказк|передач|рассказ|средств|рецепт)\w{0,6}"
    r" (?:по|от|против|из-за|на|об?|про)(?: \w{1,20})?\s$|(?:^|[.!?:] )от $"
)
"""What stands before an illness that nobody has."""
_NOT_ILL = re.compile("|".join(words_of("health_marks")["not ill"]))
_NO_PAIN = re.compile("больно(?:-то)? (?:" + "|".join(words_of("health_marks")["no pain"]) + ")")
_NO_PAIN_BEHIND = re.compile("|".join(words_of("health_marks")["no pain before"]))
_WHO = frozenset({"кто", "кого", "кому"})
_OF_THE_BODY = frozenset({"тела", "вечера", "утра", "ночи", "дня", "недели", "часа", "градусов"})
_IN = frozenset({"в", "во", "на", "о", "об", "при"})
_OTHER_WORDS = frozenset(words_of("health_marks")["other words"])
_DENIED = frozenset({"не", "ни", "нет", "без"})
"""Before an illness: «Миша не болеет», «без температуры»."""
_BEGIN = frozenset(
    {"начал", "начала", "начинает", "стал", "стала", "продолжает", "продолжил", "продолжила"}
    | {"принялся", "принялась", "перестал", "перестала", "перестает", "давай", "успел"}
    | {"успела", "умудрился", "умудрилась", "ухитрился", "ухитрилась", "опять", "снова"}
)
"""Before an infinitive that tells what somebody does already."""
_PLANNED = frozenset(
    {"оперировать", "прооперировать", "госпитализировать", "лечиться", "долечиваться", "долечить"}
    | {"=дрищет"}  # of the present, and only looks like a future
)
"""What tells of an illness that is there, whenever it will be done."""
_LIKE = frozenset({"как", "словно", "будто"})
_CLAUSE = re.compile("[,;:—–]| - ")


def is_no_illness(reading: Reading, hit: Hit) -> bool:
    """Whether the word is about a toy, a part, a football club, or a pain in the neck."""
    if _is_another_word(reading, hit) or _is_a_things(reading, hit):
        return True
    start, end = reading.words[hit.first].start, reading.words[hit.last].end
    if _IN_GENERAL.search(reading.lower[max(0, start - _BEFORE_IN_GENERAL) : start]):
        return True
    if _is_quoted(reading.lower, start, end) or _NONE_BEHIND.match(reading.lower, end):
        return True
    if reading.words[hit.first].form == "больно" and (
        _NO_PAIN.match(reading.lower, start)
        or _NO_PAIN_BEHIND.search(reading.lower[max(0, start - _BEFORE_IN_GENERAL) : start])
    ):
        return True
    begin, over = _sentence_of(reading, hit)
    return (
        _NOT_ILL.search(reading.lower, max(begin, start - _AROUND), min(over, end + _AROUND))
        is not None
    )


def _sentence_of(reading: Reading, hit: Hit) -> tuple[int, int]:
    """Where the sentence of a hit begins, and where the next one does; behind a question, or a slip
    («перелом... ой, переноска»), where the one after does: a doll in another sentence says nothing
    of who is ill in this."""
    words = reading.words
    first, over = hit.first, _end_of_sentence(reading, hit.last)
    while (
        hit.first - first < _AROUND and first and words[first - 1].sentence == words[first].sentence
    ):
        first -= 1
    if over < len(words) and _GOES_ON.search(reading.lower, words[over - 1].end, words[over].start):
        over = _end_of_sentence(reading, over)
    return words[first].start, words[over].start if over < len(words) else len(reading.lower)


_GOES_ON = re.compile(r"\?|\.\.|…")


def _end_of_sentence(reading: Reading, place: int) -> int:
    """The first word of the next sentence."""
    words = reading.words
    behind = range(place + 1, min(len(words), place + _AROUND))
    return next(
        (each for each in behind if words[each].sentence != words[place].sentence), behind.stop
    )


def _is_quoted(lower: str, start: int, end: int) -> bool:
    """«Показывает «свою болячку»»: a word or two that are called so."""
    opened = _OPENED.search(lower, max(0, start - _QUOTED), start)
    return opened is not None and _CLOSED.match(lower, end, end + _QUOTED) is not None


_NONE_BEHIND = re.compile(
    r" (?:у \w+ |тут |там )?(?:\w+ )?нету?(?![а-я])"
    r"|,? а (?:это|оказалось|на деле) (?:просто|всего|лишь|мы|он|она|они)(?![а-я])"
)
"""«Аллергий у нас нет», «как будто ветрянка, а это мы забор красили»."""
_QUOTED = 20
_OPENED = re.compile(r"[«„“](?!это |у |он |она |нет )(?:\w+ )?(?:\w+ )?$")
_CLOSED = re.compile(r"(?: \w+)?(?: \w+)?[»”]")


def is_supposed(reading: Reading, hit: Hit) -> bool:
    """Whether the illness is one that somebody may have, does not have, or is only likened to."""
    words = reading.words
    if hit.first and words[hit.first - 1].form in _DENIED:
        return True
    if _is_to_come(reading, hit) or _is_likened(reading, hit):
        return True
    sentence = words[hit.first].sentence
    for place in range(hit.first - 1, max(-1, hit.first - _FAR), -1):
        if words[place].sentence != sentence:
            return False
        if words[place].form in _IF and not _is_known(reading, place):
            return not (words[place].form in _WHO and _ends_between(reading, place, hit.first))
    return False


def _is_known(reading: Reading, place: int) -> bool:
    """«Если кто не знает, Анна Сергеевна с пневмонией»: nothing is supposed but who has not heard
    of it."""
    behind = [word.form for word in reading.words[place + 1 : place + _FAR_KNOWN]]
    return any(
        (one == "не" and two in _KNOWING) or one in _ASKED for one, two in pairwise((*behind, ""))
    )


_FAR_KNOWN = 6
_KNOWING = frozenset(
    {"знает", "знаете", "знал", "знала", "знали", "в", "слышал", "слышала", "слышали", "видел"}
    | {"видела", "видели", "читал", "читала", "читали", "понял", "помнит", "помните"}
)
_ASKED = frozenset({"интересно", "спрашивал", "спрашивала", "спрашивали", "забыл", "пропустил"})


def _is_a_things(reading: Reading, hit: Hit) -> bool:
    """«Хрипит звук», «чихает мотор», «куртка горит», «температура кипения»: it is a thing right
    beside it."""
    words = reading.words
    behind = hit.last + 1
    if hit.entry in _SENSES and _is_of_something(reading, hit):
        return True
    if hit.entry == "температура" and behind < len(words) and reading.adjoins(hit.last):
        parts = parts_of(words[behind].form)
        return (
            {"noun", "genitive"} <= parts
            and not parts & {"animate", "name"}
            and (words[behind].form not in _OF_THE_BODY)
        )
    if hit.tag != "ill" or hit.first != hit.last:
        return False
    if hit.first and reading.adjoins(hit.first - 1) and _does(words, hit.first - 1, hit.first):
        return True
    if behind >= len(words):
        return False
    thing = words[behind].form
    return (
        reading.adjoins(hit.last)
        and thing not in WHILE
        and is_thing_that_does(thing, words[hit.first].form)
    )


_SENSES = frozenset({"глухой", "слепой", "немой"})


def _is_of_something(reading: Reading, hit: Hit) -> bool:
    """«Немое кино», «курица слепая»: of a thing, or of a beast that somebody is called."""
    behind, before = hit.last + 1, hit.first - 1
    words = reading.words
    if behind < len(words) and reading.adjoins(hit.last):
        thing = words[behind].form
        if thing in _BLIND_BEASTS:
            return True
        if is_noun(thing) and thing not in _PARTS_OF_BODY and is_no_being(thing):
            return True
    return before >= 0 and reading.adjoins(before) and words[before].form in _BLIND_BEASTS


_BLIND_BEASTS = every_form(("курица", "крот", "тетеря", "тетерев", "кутенок", "котенок", "щенок"))


def _does(words: Sequence[Word], noun: int, verb: int) -> bool:
    """«Куртка горит огнём», «фары горят»; not «щёки горят», «ночь горела»."""
    thing = words[noun].form
    if thing in WHILE or thing in _PARTS_OF_BODY or not is_noun(thing):
        return False
    return is_thing_that_does(thing, words[verb].form) or are_things_that_do(
        thing, words[verb].form
    )


_PARTS_OF_BODY = every_form((*words_of("health")["part"], "щека", "лицо", "кожа", "тело", "лоб"))


def _is_another_word(reading: Reading, hit: Hit) -> bool:
    """«Кума раков варит», «в нём», «печенье аллергикам»: what is only written as an illness."""
    form = reading.words[hit.first].form
    if form == "нем":
        return hit.first > 0 and reading.words[hit.first - 1].form in _IN
    return form in _OTHER_WORDS


def _is_to_come(reading: Reading, hit: Hit) -> bool:
    """«А то простудится», «болела бы я так», «научил всех чихать»; not «начал чихать»."""
    words = reading.words
    beside = {word.form for word in words[max(0, hit.first - 1) : hit.last + 2]}
    if hit.tag != "illness" and "бы" in beside:
        return True
    if hit.tag != "ill" or hit.first != hit.last or hit.entry in _PLANNED:
        return False
    parts = parts_of(words[hit.first].form)
    before = {word.form for word in words[max(0, hit.first - 2) : hit.last + 2]}
    return "future" in parts or ("infinitive" in parts and before.isdisjoint(_BEGIN))


def _is_likened(reading: Reading, hit: Hit) -> bool:
    """«Прыгает как ошпаренный»."""
    if not hit.first or reading.words[hit.first - 1].form not in _LIKE:
        return False
    return hit.tag == "ill" and "verb" not in parts_of(reading.words[hit.first].form)


def _ends_between(reading: Reading, first: int, last: int) -> bool:
    """«Кто сидел с Егором, у него ветрянка»: the question is over, and somebody has it."""
    words = reading.words
    clauses = _CLAUSE.split(reading.lower[words[first].end : words[last].start])
    return len(clauses) > 1 and clauses[-1].split()[:1] in (["у"], ["он"], ["она"])
