"""What tells of a named child by the situation in which it is told, whatever the words: somebody
has seen it («вижу, Миша стоит…»), has heard it at home («сын говорит, Миша…»), compares («не то что
Миша»), or looks for who it was («Начал Миша»).

Nothing is told where the sentence only arranges something: of things, dates, papers, feasts.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import islice

from policies.names.actor import Actor, Role
from policies.names.comparing import compared
from policies.names.declension import Case
from policies.names.deed_words import agree, is_done
from policies.names.roster import Sort
from policies.names.subjects import may_be_talked_of
from policies.names.witnessed import did, is_asked, is_calm, says
from policies.people import Children
from policies.text.morphology import readings_of
from policies.text.reading import Reading
from policies.text.vocabulary import Hit
from policies.words import words_of

_FAR_BEFORE = 4
_MOST = 8
"""So many children and families of a post are looked at."""


def situation(
    reading: Reading, cast: Sequence[Actor], hits: Sequence[Hit], known: Sequence[Actor]
) -> tuple[int, int] | None:
    """From which word to which one of the `known` children is told of; None where it is not. Of
    entries that were found (`hits`) it has been judged before whether they tell of it."""
    judged = {place for hit in hits for place in range(hit.first, hit.last + 1)}
    families = [actor for actor in cast if actor.role is Role.FAMILY and actor.roster]
    for actor in (*known, *families[:_MOST]):
        if actor.role is Role.FAMILY:
            told = _family(reading, cast, actor)
        else:
            told = compared(reading, actor)
            if told is not None:
                return min(actor.first, told), max(actor.last, told)
            told = _told(reading, cast, actor, judged)
        if told is not None and not _is_arranged(reading, actor, told):
            return min(actor.first, told), max(actor.last, told)
    return None


def _told(
    reading: Reading, cast: Sequence[Actor], child: Actor, judged: AbstractSet[int]
) -> int | None:
    place = _goes(reading, child) if child.cases & Case.GENITIVE else None
    if place is not None or not child.cases & Case.NOMINATIVE:
        return place
    for each in (_is_called_out, says):
        place = each(reading, cast, child)
        if place is not None:
            return place
    if _is_alone_of_all(reading, child):
        return child.first - 1
    return did(reading, cast, child, judged)


def _is_alone_of_all(reading: Reading, child: Actor) -> bool:
    """«Все спят, один Миша…», «бедная Соня»: what stands before the name tells it."""
    words = reading.words
    before = words[child.first - 1].form if child.first else ""
    if before in _POOR:
        return True
    sentence = words[child.first].sentence
    return before in _ALONE and any(
        word.form in _ALL_OTHERS and word.sentence == sentence for word in words
    )


_POOR = frozenset({"бедный", "бедная", "несчастный", "несчастная", "бедняга", "бедняжка"})
_ALONE = frozenset({"один", "одна", "только", "лишь"})
_ALL_OTHERS = frozenset({"все", "остальные", "другие", "прочие", "никто"})


def listed(reading: Reading, cast: Sequence[Actor], children: Children) -> list[Actor]:
    """The children that surely are of the roster, the first of them."""
    several = (
        actor
        for actor in cast
        if actor.role is Role.CHILD
        and actor.roster
        and not actor.vocative
        and _is_listed(reading, actor, children)
        and may_be_talked_of(reading, actor)
    )
    return [*islice(several, _MOST)]


def _is_listed(reading: Reading, actor: Actor, children: Children) -> bool:
    """Not «Марина Волкова», where only a Kirill is called so."""
    called = (children.called(word.form) for word in reading.words[actor.first : actor.last + 1])
    return all(named is None or named.sort & Sort.ROSTER for named in called)


def _is_arranged(reading: Reading, actor: Actor, told: int) -> bool:
    """Whether the sentences of somebody and of what is told hold a thing, a date, a request."""
    words = reading.words
    sentences = {words[actor.last].sentence, words[told].sentence}
    return any(
        word.sentence in sentences
        and (
            word.form in words_of("situations")["to arrange"]
            or word.form.startswith(words_of("situations")["at home"])
            or (word.form[:1].isdigit() and not _is_age(reading, place))
        )
        for place, word in enumerate(words)
    )


def _is_age(reading: Reading, place: int) -> bool:
    """«В 5 лет», «2 раза»."""
    behind = reading.words[place + 1 : place + 2]
    return any(word.form in _COUNTED for word in behind)


_COUNTED = frozenset({"лет", "года", "год", "раз", "раза", "круга", "кругов", "человек"})


def _goes(reading: Reading, child: Actor) -> int | None:
    """«У Миши с буквами пока никак», «с карандашом у Миши беда»."""
    words = reading.words
    if not child.first or words[child.first - 1].form != "у":
        return None
    sentence = words[child.first].sentence
    first, last = max(0, child.first - _FAR_BEFORE), child.last + 2 * _FAR_BEFORE
    near = [
        place for place in range(first, min(len(words), last)) if words[place].sentence == sentence
    ]
    with_what = any(
        words[place].form in ("с", "со") and place + 1 in near and is_what(words[place + 1].form)
        for place in near
    )
    if not with_what:
        return None
    return next(
        (place for place in near if words[place].form in words_of("situations")["how it goes"]),
        None,
    )


@lru_cache(maxsize=4_096)
def is_what(form: str) -> bool:
    """Whether a form is a noun for a thing in the instrumental."""
    return any({"NOUN", "inan", "ablt"} <= each.tag.grammemes for each in readings_of(form))


def _is_called_out(reading: Reading, cast: Sequence[Actor], child: Actor) -> int | None:
    """«Опять Глеб, опять укус», «Зайцев. Опять.», «Зайцев опять», «Кто начал? Егор начал»."""
    words = reading.words
    if not _GREETING.isdisjoint(reading.forms):
        return None
    sentence = words[child.first].sentence
    own = [place for place in range(len(words)) if words[place].sentence == sentence]
    others = [place for place in own if not child.first <= place <= child.last]
    alone = not others
    if alone:
        behind = words[child.last + 1 : child.last + 3]
        if behind and behind[0].form in _AGAIN and behind[0].sentence == sentence + 1:
            return child.last + 1
        return None
    before = [place for place in others if place < child.first]
    if before and all(words[place].form in _AGAIN | _THAT for place in before):
        at_end = child.last + 1 == len(words) or not reading.adjoins(child.last)
        if at_end and any(words[place].form in _AGAIN for place in before):
            return before[0]
    if not before and all(words[place].form in _AGAIN | _THAT for place in others):
        again = [place for place in others if words[place].form in _ONCE_MORE]
        if again:
            return again[-1]
    deeds = [place for place in others if words[place].form not in _THAT]
    if len(deeds) == 1 and is_done(words[deeds[0]].form):
        form = words[deeds[0]].form
        asked = any(word.form == "кто" and 0 < sentence - word.sentence <= 1 for word in words)
        if agree(words[child.first].form, form) and (
            form in _BEGAN or (asked and not is_calm(form))
        ):
            return deeds[0]
    return None


_GREETING = frozenset({"здравствуйте", "добрый", "доброе", "привет", "мама", "папа"})
_AGAIN = frozenset({"опять", "снова", "вечно", "всегда"})
_ONCE_MORE = frozenset({"опять", "снова"})
_THAT = frozenset(
    {"ну", "и", "вот", "да", "это", "этот", "эта", "ваш", "ваша", "наш", "наша", "же"}
    | {"не", "как", "конечно", "сам", "сама", "первый", "первая", "только", "а"}
)
_BEGAN = frozenset({"начал", "начала", "виноват", "виновата", "научил", "научила", "зачинщик"})


def _family(reading: Reading, cast: Sequence[Actor], family: Actor) -> int | None:
    """«У Миши мама снова замужем»: said of a child by its family, no offer, nothing asked."""
    words = reading.words
    if family.plural:
        return None
    if not family.first or words[family.first - 1].form != "у" or is_asked(reading, family):
        return None
    sentence = words[family.last].sentence
    behind = [
        place for place in range(family.last + 1, len(words)) if words[place].sentence == sentence
    ]
    if not behind or any(is_offered(words[place].form) for place in behind):
        return None
    return behind[0]


@lru_cache(maxsize=4_096)
def is_offered(form: str) -> bool:
    """Whether a form tells of what somebody will do, or of what he works."""
    for each in readings_of(form)[:1]:
        if "futr" in each.tag or {"1per"} & each.tag.grammemes or each.normal_form in _OFFERS:
            return True
    return False


_OFFERS = frozenset({"мочь", "работать", "уметь", "готовый", "шить", "печь", "чинить", "продавать"})
