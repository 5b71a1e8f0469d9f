"""Diagnoses and injuries that are somebody's without a name beside them: what a doctor wrote, what
an analysis showed, and «наша рука»."""

import re
from collections.abc import Sequence

from policies.names.actor import Actor, Role
from policies.names.declension import Case
from policies.names.deed_words import part_of_speech
from policies.text.reading import Reading
from policies.text.vocabulary import Hit, every_form
from policies.words import words_of

_FOUND = every_form(words_of("health_marks")["found by a doctor"])
_FAR = 6
"""Words before an illness among which such a verb is looked for."""


def found_by_doctor(reading: Reading, cast: Sequence[Actor], hit: Hit) -> Actor | None:
    """«Были с Алисой у невролога. В итоге написал СДВГ»: the child who was there."""
    words = reading.words
    sentence = words[hit.first].sentence
    before = words[max(0, hit.first - _FAR) : hit.first]
    if hit.tag != "illness" or not any(
        word.form in _FOUND and word.sentence == sentence for word in before
    ):
        return None
    if any(words[actor.first].sentence == sentence and actor.last < hit.first for actor in cast):
        return None
    there = [actor for actor in cast if words[actor.last].sentence == sentence - 1]
    children = [
        actor for actor in there if actor.role is Role.CHILD and (actor.sure or actor.roster)
    ]
    if len(children) != 1 or not any(actor.role is Role.DOCTOR for actor in there):
        return None
    return children[0]


def is_found_in_us(reading: Reading, person: Actor, hit: Hit) -> bool:
    """«Нам вчера поставили астму»; not «нам поставили стенд про грипп», «написали, что грипп»."""
    words = reading.words
    if words[person.first].form not in _TO_US or not person.last < hit.first:
        return False
    place = hit.first - 1
    if part_of_speech(words[place].form) == "ADJF":
        place -= 1
    form = words[place].form
    return (
        person.last < place <= person.last + _CLOSE
        and form in _FOUND
        and not form.startswith("напис")
        and "," not in reading.quote(person.last, hit.first)
    )


def is_our_trouble(reading: Reading, person: Actor, hit: Hit) -> bool:
    """«У нас теперь СДВГ»: what a whole group does not have, of a child who is spoken for."""
    return (
        hit.entry in _CHRONIC
        and reading.words[person.first].form in ("нас", "меня")
        and reading.words[person.first - 1].form == "у"
        and 0 < hit.first - person.last <= _CLOSE
        and not _GROUP.search(reading.lower)
    )


_CHRONIC = frozenset(
    {"сдвг", "зпр", "зпрр", "зрр", "онр", "рас", "алали*", "дизартри*", "аутизм*", "эпилепси*"}
    | {"астма", "астм*", "диабет*", "дцп", "целиаки*", "сколиоз*", "плоскостопи*", "косоглази*"}
    | {"близорукост*", "миопи*", "астигматизм*", "амблиопи*", "тугоухост*", "энурез", "заикани*"}
    | {"порок сердца", "пиелонефрит*", "дисплази*", "вальгус*", "муковисцидоз*", "гастрит*"}
    | {"лактазн*", "дальнозоркост*", "кривоше*", "гемофили*", "фенилкетонури*", "гипотиреоз*"}
)

_TO_US = frozenset({"нам", "мне"})
_CLOSE = 3


def our_own(reading: Reading, hit: Hit) -> Actor | None:
    """Whose it is where «наша рука сломана», «сдали анализ: лямблии»: the author's, or the child's
    for whom the author speaks."""
    words = reading.words
    if hit.tag == "illness":
        if _is_announced(reading, hit):
            return Actor(hit.first, hit.first, Role.RELATIVE, ~Case(0))
        if hit.entry in _SYMPTOMS and hit.first and words[hit.first - 1].form in _OUR:
            in_general = _GROUP.search(reading.lower)
            return None if in_general else Actor(hit.first, hit.first, Role.RELATIVE, ~Case(0))
        start, end = reading.words[hit.first].start, reading.words[hit.last].end
        shown = _SHOWN.search(reading.lower, max(0, start - _FAR_SHOWN), start)
        if shown is None or _NONE.match(reading.lower, end) or _GROUP.search(reading.lower):
            return None
        return Actor(hit.first, hit.first, Role.RELATIVE, ~Case(0))
    for place in range(max(0, hit.first - _CLOSE), hit.last):
        if words[place].form in _OUR and words[place + 1].form in _LIMBS:
            return Actor(place, place + 1, Role.RELATIVE, ~Case(0))
    return None


def _is_announced(reading: Reading, hit: Hit) -> bool:
    """«Скарлатина!!! Подтвердили нам»: a sentence of its own, by who tells that it is theirs."""
    words = reading.words
    sentence, behind = words[hit.first].sentence, hit.last + 1
    if hit.first and words[hit.first - 1].sentence == sentence:
        return False
    if behind < len(words) and words[behind].sentence == sentence:
        return False
    start = words[hit.last].end
    ours = _OURS.search(reading.lower, start, start + _FAR_SHOWN)
    return ours is not None and not _GROUP.search(reading.lower)


_OURS = re.compile(
    r"(?<![а-я])(?:нам (?:\w+ )?(?:подтверд|постав|диагност)|(?:подтвердили|поставили|нашли) "
    r"(?:нам|у нас)(?![а-я])|мы (?:\w+ )?(?:дома|болеем|лечимся|на больничном|в больниц|выпал)"
    r"|нас (?:\w+ )?(?:не будет|не ждите|полож|увез)|не ждите нас|сидим дома|не прид[её]м)"
)
_OUR = frozenset({"наш", "наша", "наше", "нашу", "наши"})
_SYMPTOMS = frozenset(
    {"температура", "температурка", "кашель", "насморк", "сопли", "понос", "рвота", "сыпь", "сыпи"}
    | {"запор", "диаре*", "озноб", "ветрянка", "ангин*", "отит", "бронхит*", "аденоид*", "диатез*"}
)
"""«Наш понос не отпускает»: nobody has these together with all others."""
_LIMBS = every_form(words_of("health")["part"]) - every_form(("голова", "нерв", "кисть", "язык"))
_FAR_SHOWN = 75
_SHOWN = re.compile(
    r"(?<![а-я])(?:сдал[аи]?|сдавали|приш[её]л|пришли|получили|забрали) (?:[а-я]+ )?"
    r"(?:анализ[а-я]*|маз(?:ок|ки)|соскоб[а-я]*|пцр|кровь|кал|посев)(?: показал[аи]?)? ?[—–:,-]+ ?$"
    r"|(?<![а-я])(?:сходили|были|ездили|съездили|попали|вернулись) (?:к|у|от|с|на) [а-я]+[ауе]"
    r"[,.:]?(?: [а-я]+){0,2} (?:поставил[аи]?|выставили|подтвердили|диагностировали|нашли"
    r"|обнаружили|выявили)(?: нам)?(?: диагноз)? ?[:—–-]? ?$"
)
_NONE = re.compile(r" ?[—–:,-]? ?(?:[а-я]+ )?(?:отриц|чист|не |нету?(?![а-я]))")
_GROUP = re.compile(r"групп|саду|садик|класс|школ|если|справк|карантин|прививк|лекци")
