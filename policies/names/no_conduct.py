"""Verbs of child_talk.txt that tell of no conduct: what is asked for, sent, or only hurts."""

from policies.names.actor import Actor
from policies.names.declension import Case
from policies.names.deed_words import is_handled, is_neutral_infinitive, part_of_speech
from policies.names.describing import is_spoken_to
from policies.text.reading import Reading
from policies.text.vocabulary import Hit
from policies.words import words_of


def is_to_be_told(reading: Reading, person: Actor, hit: Hit) -> bool:
    """«Скажите Тиме, чтобы куртку застегнул»: it is asked for, nobody says that he does."""
    words = reading.words
    if person.cases & Case.NOMINATIVE or person.last >= hit.first:
        return False
    return any(word.form in _SO_THAT for word in words[person.last + 1 : person.last + 3])


def is_asked_for(reading: Reading, hit: Hit) -> bool:
    """«Лиля просила кинуть приглашение», «Варя обещала всех раскрасить»: nobody has done it."""
    if not hit.first or part_of_speech(reading.words[hit.first].form) != "INFN":
        return False
    asked = words_of("neutral_deeds")["asked for"]
    return any(word.form in asked for word in reading.words[max(0, hit.first - 2) : hit.first])


def is_sent(reading: Reading, hit: Hit) -> bool:
    """«Соня кинула ссылку в чат», «бросил сумку в шкафчик», «делится с вами ссылкой»."""
    if not hit.entry.startswith(_THROWING):
        return False
    behind = reading.words[hit.first + 1 : hit.first + _FAR_SENT]
    return any(word.form.startswith(words_of("neutral_deeds")["sent"]) for word in behind)


_THROWING = (
    "кинуть", "кидать", "бросить", "бросать", "закид", "забрас", "скинуть", "делиться",
    "поделиться",
)  # fmt: skip
_FAR_SENT = 4


def is_no_conduct(reading: Reading, hit: Hit) -> bool:
    """«Жалуется на горло», «отказался от места», «боится опоздать», «достал санки»."""
    behind = [word.form for word in reading.words[hit.last + 1 : hit.last + 4]]
    if hit.entry.startswith(("жал", "пожал")):
        return not set(words_of("neutral_deeds")["aching"]).isdisjoint(behind)
    if hit.entry in ("отказаться", "отказываться"):
        return behind[:1] == ["от"]
    if hit.entry in ("из-за", "по-русски", "по русски"):  # «из-за Миши не переживайте»
        return any(is_spoken_to(form) for form in behind)
    if "в школу" in hit.entry:  # «завтра рано в школу», «рано в школу вставать»
        is_early = any(form == "не" or part_of_speech(form) == "INFN" for form in behind[:1])
        return is_early or not _EARLY.isdisjoint(reading.forms)
    if "достал" in hit.entry:  # «достал уже санки», but «достал уже всю группу»
        return _ALL.isdisjoint(behind) and (behind[:1] == ["до"] or any(map(is_handled, behind)))
    return hit.entry == "бояться" and any(map(is_neutral_infinitive, behind))


_ALL = frozenset({"весь", "всю", "группу", "народ"})
_EARLY = frozenset({"завтра", "сегодня", "утром", "вчера", "понедельник", "вставать", "встаем"})
_SO_THAT = frozenset({"чтобы", "чтоб", "шоб", "шобы", "штоб", "пусть", "пускай", "пущай"})
