"""What a named child does, did, or is, told by kinds of words rather than by lists of them."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from policies.names.actor import Actor, Role
from policies.names.clauses import clause_behind, marks_between
from policies.names.declension import Case
from policies.names.deed_words import (
    agree,
    denied_forms,
    gender,
    is_deed,
    is_doing,
    is_other_infinitive,
    is_somebody,
    is_thing,
    is_thing_that_does,
    part_of_speech,
    signs_of_conduct,
)
from policies.names.ownership import antecedent
from policies.text.reading import Reading
from policies.words import words_of

_FAR_INFINITIVE, _FAR_SIGN = 4, 6
_UNNAMED = frozenset({Role.SOME_CHILD, Role.POINTED})
_MAY = frozenset({"пусть", "пускай"})
_CHILDREN = frozenset({Role.CHILD, Role.RELATIVE, Role.POINTED, Role.SOME_CHILD})


def may_tell(reading: Reading, first: int) -> bool:
    """Whether any word behind one (an index into `Reading.words`) could be what `deed` looks for:
    most posts with names have none, and who is in them need not be asked."""
    forms = reading.in_order
    signs = _signs()
    for place in range(first + 1, len(forms)):
        form = forms[place]
        if is_deed(form, True) or (form in signs and _may_be_told(forms, place)):
            return True
    return False


def _may_be_told(forms: Sequence[str], place: int) -> bool:
    """Whether the words that a sign needs stand beside it."""
    marks = words_of("neutral_deeds")
    form = forms[place]
    behind = forms[place + 1 : place + 1 + _FAR_INFINITIVE]
    if form == "как" or form in marks["quality"] or form in marks["oneself"]:
        return any(map(is_doing, forms[max(0, place - 2) : place + 3]))
    if forms[place - 1] == "не" and (form in marks["not able"] or form in denied_forms()):
        return True
    return any(map(is_other_infinitive, behind)) or any(map(is_somebody, behind[:2]))


@cache
def _signs() -> frozenset[str]:
    marks = words_of("neutral_deeds")
    tags = ("not able", "beginning", "quality", "oneself", "intensifier", "among", "ours")
    several = (form for tag in (*tags, "difficult", "due") for form in marks[tag])
    return denied_forms() | {"как", *several}


def deed(reading: Reading, cast: Sequence[Actor], is_ill: bool) -> tuple[int, int] | None:
    """From which word to which it is told, where no list has the verb: in the child's own clause,
    and beside a sign that it is its conduct (to whom it is done, how often, at which lesson).

    That is of children of the roster, and of names that are rather children's than adults'; of
    others where it is done to children. Where the post is about an illness (`is_ill`), verbs that
    are in no list tell of that.
    """
    for index, actor in enumerate(cast):
        child = actor
        if actor.role is Role.PRONOUN:
            child = antecedent(reading, cast[:index], actor) or actor
        elif actor.role in _UNNAMED and not actor.plural:
            child = named_before(reading, cast, index) or actor
        if child.role is not Role.CHILD or actor.vocative:
            continue
        if actor.first and reading.words[actor.first - 1].form in _MAY:
            continue  # «пусть Варя у окна не стоит»
        if not (actor.cases & Case.NOMINATIVE or is_topic(reading, actor)):
            done = _finds_difficult(reading, actor)
            if done is not None:
                return actor.first, done
            continue
        if not _may_be_talked_of(reading, child) and not (
            child.sure and has_victim(reading, cast, index)
        ):
            continue
        together = not is_alone(reading, cast, child)
        for place in clause_behind(reading, cast, index):
            if _is_told(reading, cast, index, child, place, together, is_ill):
                return child.first, place
    return None


def _finds_difficult(reading: Reading, actor: Actor) -> int | None:
    """«Глебу трудно сосредоточиться», «вашему Глебу пора научиться»: the word for how it is."""
    words = reading.words
    if not actor.cases & Case.DATIVE or not (actor.roster or (actor.young and actor.sure)):
        return None
    marks = words_of("neutral_deeds")
    yours = any(
        words[place].form in marks["yours"]
        for place in (actor.first - 1, actor.last + 1)
        if 0 <= place < len(words)
    )
    for place in range(
        actor.last + 1, min(actor.last + 4 if yours else actor.last + 3, len(words) - 1)
    ):
        form = words[place].form
        if form in marks["difficult"] or (yours and form in marks["due"]):
            step = 2 if words[place + 1].form in ("бы", "уже") else 1
            told = place + step
            if told < len(words) and is_other_infinitive(words[told].form):
                return told
    return None


def named_before(reading: Reading, cast: Sequence[Actor], index: int) -> Actor | None:
    """The child that «ребёнок» is, where it has been named: in the same sentence, or in a few words
    that are the one before it («По поводу Новикова. Мальчик…»)."""
    words = reading.words
    sentence = words[cast[index].first].sentence
    for actor in reversed(cast[:index]):
        if actor.role is not Role.CHILD or actor.vocative:
            continue
        if words[actor.last].sentence == sentence:
            return actor
        is_announced = actor.last < _SHORT_TOPIC and words[actor.last + 1].sentence == sentence
        return actor if is_announced and _before(reading, actor) in _ABOUT else None
    return None


_SHORT_TOPIC = 4
_ABOUT = frozenset({"поводу", "насчет", "про", "об", "о", "касательно", "сторону"})


def _may_be_talked_of(reading: Reading, child: Actor) -> bool:
    """Whether a name is a child's for itself: others may be adults, «роза» a rose."""
    capital = reading.text[reading.words[child.first].start].isupper()
    if child.young and (child.sure or capital):
        return True
    return (child.roster and (child.sure or capital)) or is_of_a_group(reading, child)


def is_of_a_group(reading: Reading, child: Actor) -> bool:
    """«Марина из второй группы», «ваша Марина»."""
    words = reading.words
    behind = [word.form for word in words[child.last + 1 : child.last + 5]]
    if behind[1:2] == ["из"] and reading.text[words[child.last + 1].start].isupper():
        behind = behind[1:]  # a surname that nobody knows
    marks = words_of("neutral_deeds")
    if behind[:1] == ["из"] and any(form in marks["group"] for form in behind):
        return True
    return child.first > 0 and words[child.first - 1].form in marks["ours"]


def is_alone(reading: Reading, cast: Sequence[Actor], person: Actor) -> bool:
    """Whether no other child is named in the sentence."""
    sentence = reading.words[person.first].sentence
    return not any(
        actor is not person
        and actor.role is Role.CHILD
        and actor.first != person.first
        and reading.words[actor.first].sentence == sentence
        for actor in cast
    )


def is_predicate(reading: Reading, first: int, last: int, person: Actor) -> bool:
    """Whether an adjective is said of a person, not of the thing behind it («тихий час»)."""
    words = reading.words
    if first and (words[first - 1].form in _INTO or _is_opened(reading, first)):
        return False  # «переведён в «Звёздочки»»
    if last + 1 < len(words) and words[last + 1].form in _GROWN:
        return False  # «умная женщина»
    if first == last and words[first].form.endswith("о"):  # «тихо просит», but «просто золото»
        return part_of_speech(words[first].form) == "NOUN"
    before = words[first - 1].form if first else ""
    if (
        before
        and person.last != first - 1
        and is_thing(before)
        and gender(before) == gender(words[last].form)
    ):
        return False  # «форма спортивная»
    if last + 1 >= len(words) or words[last + 1].sentence != words[last].sentence:
        return True
    if last != first or part_of_speech(words[first].form) != "ADJF":
        return True
    between = reading.text[words[last].end : words[last + 1].start]
    following = words[last + 1].form
    return (
        bool(between.strip())
        or following in words_of("neutral_deeds")["somebody"]
        or part_of_speech(following) != "NOUN"
        or is_somebody(following)
    )


def _is_opened(reading: Reading, place: int) -> bool:
    return reading.text[reading.words[place].start - 1] in '«„“"'


_INTO = frozenset({"в", "во", "из", "на", "для", "к", "о", "про"})
_GROWN = frozenset(
    {"женщина", "мужчина", "тетка", "дядька", "дама", "специалист", "педагог", "воспитатель"}
    | {"мама", "папа", "бабушка", "руководитель", "организатор", "мужик", "тетенька", "мамочка"}
)


def is_topic(reading: Reading, actor: Actor) -> bool:
    """«Про Егора: залез под стол», «хочу похвалить Тиму, уступил качели», «спасибо Кирюше, что
    заступился»."""
    words = reading.words
    if reading.text[words[actor.last].end :].startswith(":"):
        return True
    before = _before(reading, actor)
    if before in _SPEAKING_OF:
        return True
    behind = {word.form for word in words[actor.last + 1 : actor.last + 4]}
    return before in _THANKING and not behind.isdisjoint(_FOR_WHAT)


_THANKING = frozenset({"спасибо", "спс", "благодарна", "благодарен", "благодарны", "благодарю"})
_FOR_WHAT = frozenset({"что", "то"})
_SPEAKING_OF = frozenset(
    {"похвалить", "хвалю", "похвалю", "отметить", "отмечу", "отмечаю", "выделить", "поругать"}
)


def has_victim(reading: Reading, cast: Sequence[Actor], index: int) -> bool:
    """«Облил девочку», «отрезал Варе бант»; not «ночует у тёти», «приехал с братом», nor whom the
    next sentence is about."""
    words = reading.words
    sentence = words[cast[index].last].sentence
    return any(
        words[each.first].sentence == sentence
        and each.role in _CHILDREN
        and not each.cases & Case.NOMINATIVE
        and (each.role is not Role.CHILD or each.roster or each.young)
        and (each.role is not Role.RELATIVE or _before(reading, each) not in _WITH)
        for each in cast[index + 1 :]
    )


def _before(reading: Reading, actor: Actor) -> str:
    return reading.words[actor.first - 1].form if actor.first else ""


_WITH = frozenset({"у", "с", "со", "к", "ко", "от", "без", "для", "до", "из", "при"})


def _is_told(
    reading: Reading,
    cast: Sequence[Actor],
    index: int,
    child: Actor,
    place: int,
    together: bool,
    is_ill: bool,
) -> bool:
    actor = cast[index]
    negated = reading.words[place - 1].form == "не"
    form = reading.words[place].form
    if does_another(reading, actor, place):
        return False
    if hurts_itself(reading, form) and not has_victim(reading, cast, index):
        return False
    if is_deed(form, together) and not is_ill:
        return _is_conduct(reading, cast, index, child, place)
    if _tries(reading, actor, place, negated):
        return True
    marks = words_of("neutral_deeds")
    if negated and form in denied_forms():
        return not _says_nothing_of_it(reading, place)
    if is_ill:
        return False
    if form in marks["quality"] or form in marks["oneself"] or _is_simile(reading, place):
        around = reading.words[max(0, place - 2) : place + 3]
        return any(is_doing(word.form) for word in around)
    return _is_called(reading, actor.last, place)


def _is_conduct(
    reading: Reading, cast: Sequence[Actor], index: int, child: Actor, place: int
) -> bool:
    """Whether a verb that nobody has listed tells of the child's conduct: «опять пролежал в луже»,
    «моей дочке волосы отрезала»; not «ночует у тёти», «в субботу поднялась 38,7»."""
    words = reading.words
    verb = words[place]
    if not agree(words[child.first].form, verb.form):
        return False
    for before, behind in pairwise(words[place : place + 3]):
        # «залез по пояс», «прячет чужую обувь»
        is_object = before.form in _OF_OTHERS or part_of_speech(before.form) == "PREP"
        if behind.form.isdigit() or (not is_object and is_thing_that_does(behind.form, verb.form)):
            return False  # «поднялся жар»
    if has_victim(reading, cast, index):
        return True
    signs = signs_of_conduct(child.by_surname)
    near = range(max(0, child.first - _FAR_SIGN), min(len(words), place + _FAR_SIGN))
    return any(
        words[at].form in signs
        and words[at].sentence == verb.sentence
        and not marks_between(reading, min(at, place), max(at, place))
        for at in near
    ) or is_of_a_group(reading, child)


_OF_OTHERS = frozenset({"чужую", "мою", "нашу", "вашу"})
"""Before a thing to which something is done, whatever its nominative."""


def _says_nothing_of_it(reading: Reading, place: int) -> bool:
    """«Кирилл ничего не говорил про сменку»: it is the thing that is asked for."""
    words = reading.words
    following = words[place + 1].form if place + 1 < len(words) else ""
    return words[place].form in _HAS_SAID and following in _OF_WHAT


_HAS_SAID = frozenset({"говорил", "говорила", "рассказывал", "рассказывала", "помнит", "знает"})
_OF_WHAT = frozenset({"про", "о", "об", "что", "где", "куда", "когда", "чей", "чья", "чье", "кто"})


def does_another(reading: Reading, actor: Actor, place: int) -> bool:
    """«Миша будет позже, отпуск заканчивается»: a thing in the same clause does it."""
    words = reading.words
    for between in range(place - 1, actor.last, -1):
        if not reading.adjoins(between):
            return False
        noun = words[between].form
        if noun in _TIMES:
            continue
        if is_thing_that_does(noun, words[place].form) or (
            between == place - 1 and is_somebody(noun)
        ):
            return any(
                not reading.adjoins(before)
                or words[before].form in words_of("neutral_deeds")["conjunction"]
                for before in range(actor.last, between)
            )
    return False


_TIMES = frozenset({"раз", "день", "час", "вечер", "год", "месяц", "урок", "сончас", "обед"})
"""«он в прошлый раз убегал»"""


def _is_called(reading: Reading, name: int, place: int) -> bool:
    """«Просто сказка», «такая артистка», «у нас лидер», «наш лидер»."""
    marks = words_of("neutral_deeds")
    words = reading.words
    form = words[place].form
    if form in marks["among"]:
        if words[place - 1].form != "у" or "," in _between(reading, name, place):
            return False
    elif form in marks["ours"]:
        if place != name + 1 or reading.text[words[name].end : words[place].start].strip():
            return False
    elif form not in marks["intensifier"]:
        return False
    return any(is_somebody(word.form) for word in words[place + 1 : place + 3])


def _between(reading: Reading, first: int, last: int) -> str:
    return reading.text[reading.words[first].end : reading.words[last].start]


def _is_simile(reading: Reading, place: int) -> bool:
    """«Ест как птичка»."""
    words = reading.words
    return (
        words[place].form == "как"
        and place + 1 < len(words)
        and is_somebody(words[place + 1].form)
        and is_doing(words[place - 1].form)
    )


def hurts_itself(reading: Reading, form: str) -> bool:
    """«Сломал руку»: that is health."""
    marks = words_of("neutral_deeds")
    return form in marks["injury"] and any(f" {part}" in reading.lower for part in marks["body"])


def _tries(reading: Reading, actor: Actor, place: int, negated: bool) -> bool:
    """«Не может застегнуть», «застегнуть не может», «начал дерзить»."""
    marks = words_of("neutral_deeds")
    words = reading.words
    form = words[place].form
    if form not in (marks["not able"] if negated else marks["beginning"]):
        return False
    tried = words[place + 1 : place + 1 + _FAR_INFINITIVE]
    if negated:
        tried += words[max(actor.last + 1, place - 1 - _FAR_INFINITIVE) : place - 1]
    return any(is_other_infinitive(word.form) for word in tried)
