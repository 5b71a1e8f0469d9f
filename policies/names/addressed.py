"""Parents who are spoken to: «мама Артёма, он опять…» tells of Артём."""

from collections.abc import Sequence

from policies.names.actor import Actor, Role
from policies.names.declension import Case
from policies.names.deed_words import gender, is_thing
from policies.names.describing import describes, forms_of, is_spoken_to
from policies.text.morphology import is_name
from policies.text.reading import Reading
from policies.words import words_of

YOURS_ALONE = frozenset({"ваш", "ваша"})
_NO_CHILD = frozenset({"не", "это", "чей", "чья", "ли", "или"})
_ADDRESSED = frozenset(words_of("actors")["addressed"])
_TELL = frozenset(
    {"прошу", "просим", "просьба", "скажите", "передайте", "сообщите", "напишите", "скажи"}
    | {"спросить", "спрошу", "спрашиваю", "уважаемые", "дорогие", "обращаюсь", "обращение"}
)
_YOU = frozenset({"вы", "вас", "вам", "ваш", "ваша", "вашего", "у", "ты", "уважаемая"})


def with_children_of_addressed(reading: Reading, found: Sequence[Actor]) -> Sequence[Actor]:
    """«Мама Артёма, он опять…», «Маме Артёма: ваш сын…»: who is spoken to hears of the child."""
    parents = (each for each in enumerate(found) if each[1].role is Role.FAMILY)
    place, parent = next(parents, (-1, None))
    if parent is None:
        return found
    addressed = _is_addressed(reading, parent)
    told_of = None if addressed else _who_cannot_be_the_parent(reading, found, place)
    return [
        _as_child_of(reading, actor, parent)
        if index == told_of or (index > place and _is_your_child(reading, actor, addressed))
        else actor
        for index, actor in enumerate(found)
    ]


def _as_child_of(reading: Reading, actor: Actor, parent: Actor) -> Actor:
    """Also «мама Сони и мама Алисы, ваши девочки…»."""
    before = reading.words[actor.first - 1].form if actor.first else ""
    child = actor._replace(
        role=Role.CHILD, sure=True, roster=parent.roster, vocative=False, young=True
    )
    if before == "ваши":
        return child._replace(cases=Case.NOMINATIVE | Case.ACCUSATIVE, plural=True)
    return child


def _who_cannot_be_the_parent(reading: Reading, found: Sequence[Actor], place: int) -> int | None:
    """«Кто родители Глеба? Он прячет…», «мама Глеба не слышит, а он кричит»: the pronoun that
    comes next, of another gender or number than the parent."""
    words = reading.words
    behind = place + 1
    while behind < len(found) and found[behind].role in _PASSED_OVER:
        behind += 1
    if behind == len(found) or found[behind].role is not Role.PRONOUN:
        return None
    pronoun, parent = found[behind], found[place]
    if words[pronoun.first].sentence - words[parent.last].sentence > 1:
        return None
    she = {"он": "femn", "она": "masc"}.get(words[pronoun.first].form)
    kin = next(
        (
            words[at].form
            for at in (parent.first, parent.last)
            if words[at].form in forms_of("kin") or words[at].form in _SEVERAL
        ),
        None,
    )
    if she is None or kin is None or parent.plural:
        return None
    return behind if kin in _SEVERAL or gender(kin) == she else None


_PASSED_OVER = frozenset({Role.GROUP, Role.SELF, Role.PLACE})
_SEVERAL = frozenset(
    {"родители", "родителей", "родителям", "родителями", "семья", "семью", "семье"}
)


def is_theirs(reading: Reading, place: int, found: Sequence[Actor]) -> bool:
    """«Мама Артёма, ваш отобрал машинку»: no thing of theirs («зонт ваш», «это ваш?»)."""
    parent = next((each for each in found if each.role is Role.FAMILY), None)
    if parent is None or describes(reading, place) or not _is_addressed(reading, parent):
        return False
    before = reading.words[place - 1].form
    return before not in _NO_CHILD and not (is_thing(before) and reading.adjoins(place - 1))


def _is_addressed(reading: Reading, actor: Actor) -> bool:
    words = reading.words
    if actor.plural or _is_told_who(reading, actor):
        return False
    if actor.first and words[actor.first - 1].form in _TELL:
        return True
    if words[actor.first].form not in _ADDRESSED or actor.last + 1 >= len(words):
        return False
    after = reading.text[words[actor.last].end : words[actor.last].end + 1]
    follows = words[actor.last + 1].form
    return after in tuple(",:!") or follows in _YOU or is_spoken_to(follows)


def _is_told_who(reading: Reading, actor: Actor) -> bool:
    """«Всем занимается Евгения, мама Нади, она…»: it is told whose mother she is."""
    words, name, after = reading.words, actor.first - 1, actor.last + 1
    if name < 1 or after == len(words) or words[name - 1].sentence != words[after].sentence:
        return False
    if not (reading.adjoins(name - 1) and is_name(words[name].form)):
        return False
    she = {"она": "femn", "он": "masc"}.get(words[after].form)
    return she is not None and gender(words[actor.first].form) == she


def _is_your_child(reading: Reading, actor: Actor, addressed: bool) -> bool:
    """«Он у вас», «ваш сын», «дочка», «ваш»; not «моего сына»."""
    words = reading.words
    if actor.role is Role.PRONOUN or words[actor.first].form in YOURS_ALONE:
        return addressed
    if actor.plural or words[actor.first].form not in forms_of("own child"):
        return False
    before = words[actor.first - 1].form if actor.first else ""
    return before not in forms_of("ours")
