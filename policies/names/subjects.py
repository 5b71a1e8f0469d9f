"""Of which child a sentence tells: by name, as «он», as «мальчик», as the topic of «про Егора:»."""

from collections.abc import Iterator, Sequence

from policies.names.actor import Actor, Role
from policies.names.declension import Case
from policies.names.deed_words import agree, gender, is_done
from policies.names.describing import forms_of
from policies.names.ownership import antecedent
from policies.text.reading import Reading
from policies.words import words_of

UNNAMED = frozenset({Role.SOME_CHILD, Role.POINTED})
_MAY = frozenset({"пусть", "пускай"})


def told_of(reading: Reading, cast: Sequence[Actor]) -> Iterator[tuple[int, Actor, Actor]]:
    """Who stands for a child: the place in the cast, who stands there («он»), and the child."""
    for index, actor in enumerate(cast):
        child = actor
        if actor.role is Role.PRONOUN:
            child = antecedent(reading, cast[:index], actor) or actor
        elif actor.role in UNNAMED and not actor.plural:
            child = named_before(reading, cast, index) or actor
        if child.role is not Role.CHILD or actor.vocative:
            continue
        if actor.first and reading.words[actor.first - 1].form in _MAY:
            continue  # «пусть Варя у окна не стоит»
        yield index, actor, child


def named_before(reading: Reading, cast: Sequence[Actor], index: int) -> Actor | None:
    """The child that «ребёнок» is, where it has been named: in the same sentence, or in a few words
    that are the one before it («По поводу Новикова. Мальчик…»), or alone there («Кто забирал Лёву?
    Мальчик упирался»)."""
    words = reading.words
    sentence = words[cast[index].first].sentence
    for actor in reversed(cast[:index]):
        if actor.role is not Role.CHILD or actor.vocative:
            continue
        if words[actor.last].sentence == sentence:
            return actor
        is_announced = actor.last < _SHORT_TOPIC and words[actor.last + 1].sentence == sentence
        if is_announced and word_before(reading, actor) in _ABOUT:
            return actor
        return actor if _is_only_child(reading, cast, index, actor) else None
    return None


def _is_only_child(reading: Reading, cast: Sequence[Actor], index: int, child: Actor) -> bool:
    """Whether «мальчик», at the beginning of a clause, can be nobody but a child of the roster that
    the sentence before has named: nobody else is named, nor is any child pointed at."""
    words = reading.words
    boy = cast[index]
    form = words[boy.first].form
    if boy.role is not Role.SOME_CHILD or form not in _BOYS_AND_GIRLS or not child.roster:
        return False
    if words[boy.first].sentence - words[child.last].sentence != 1:
        return False
    if reading.adjoins(boy.first - 1) and words[boy.first - 1].form not in _BEFORE_A_BOY:
        return False
    others = {Role.CHILD, Role.RELATIVE, Role.FAMILY, Role.POINTED, Role.ADULT}
    if any(each.role in others and each is not child for each in cast):
        return False
    return agree(words[child.first].form, "был" if gender(form) == "masc" else "была")


_BOYS_AND_GIRLS = frozenset({"мальчик", "мальчишка", "пацан", "девочка", "девчонка", "девчушка"})
_BEFORE_A_BOY = frozenset({"а", "и", "но", "что", "сам", "сама", "потому", "ведь", "же"})


_SHORT_TOPIC = 4
_ABOUT = frozenset({"поводу", "насчет", "про", "об", "о", "касательно", "сторону"})


def may_be_talked_of(reading: Reading, child: Actor) -> bool:
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
        and (actor.role is Role.CHILD or _is_beside(reading, person, actor))
        and actor.first != person.first
        and reading.words[actor.first].sentence == sentence
        for actor in cast
    )


def _is_beside(reading: Reading, person: Actor, other: Actor) -> bool:
    """«Ксюша и мой сын целовались»."""
    words = reading.words
    if other.role is not Role.RELATIVE or words[other.first].form not in forms_of("own child"):
        return False
    return (
        0 < other.first - person.last <= _FAR_BESIDE
        and bool(other.cases & Case.NOMINATIVE)
        and words[person.last + 1].form in ("и", "да")
    )


_FAR_BESIDE = 3


def is_topic(reading: Reading, actor: Actor) -> bool:
    """«Про Егора: залез под стол», «хочу похвалить Тиму, уступил качели», «спасибо Кирюше, что
    заступился», «посмотрите на Лёву, стоит и ревёт»."""
    words = reading.words
    if reading.text[words[actor.last].end :].startswith(":"):
        return True
    before = word_before(reading, actor)
    if before in _SPEAKING_OF:
        return True
    if before == "на" and actor.first > 1 and words[actor.first - 2].form in _LOOK:
        return True
    behind = {word.form for word in words[actor.last + 1 : actor.last + 4]}
    if before not in _THANKING:
        return False
    follows = words[actor.last + 1].form if actor.last + 1 < len(words) else ""
    return not behind.isdisjoint(_FOR_WHAT) or (
        is_done(follows) and agree(words[actor.first].form, follows)
    )


_LOOK = frozenset({"посмотрите", "гляньте", "поглядите", "посмотри", "глянь", "смотрю"})
_THANKING = frozenset({"спасибо", "спс", "благодарна", "благодарен", "благодарны", "благодарю"})
_FOR_WHAT = frozenset({"что", "то"})
_SPEAKING_OF = frozenset(
    {"похвалить", "хвалю", "похвалю", "отметить", "отмечу", "отмечаю", "выделить", "поругать"}
)


def word_before(reading: Reading, actor: Actor) -> str:
    """The word before somebody, empty where there is none."""
    return reading.words[actor.first - 1].form if actor.first else ""
