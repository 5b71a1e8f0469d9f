"""A named child's family in a post: who of it is talked of, and who only signs."""

from collections.abc import Sequence

from policies.names.actor import Actor, Role
from policies.names.declension import Case
from policies.names.deed_words import is_coming, is_no_being
from policies.names.ownership import owner
from policies.text.reading import Reading
from policies.text.verbs import Number
from policies.text.vocabulary import Hit
from policies.words import words_of

_OUTSIDERS = frozenset({Role.STAFF, Role.ADULT, Role.SELF, Role.ANIMAL})


def signs(reading: Reading, actor: Actor) -> bool:
    """«Это бабушка Тимы, …», «…, мама Лёвы» under a post: who writes it."""
    if actor.role is not Role.FAMILY:
        return False
    words, text = reading.words, reading.text
    before = text[words[actor.first - 1].end : words[actor.first].start] if actor.first else ""
    behind = text[words[actor.last].end :].lstrip()[:1]
    if actor.last + 1 == len(words) and before.strip():
        return True
    written = words[actor.first - 1].form if actor.first else ""
    return written in _WRITING and behind in tuple(",.:!—–-") and not before.strip()


def is_own_elsewhere(reading: Reading, actor: Actor) -> bool:
    """«Мой Вадик», who is of no roster: the writer's own child, elsewhere."""
    before = reading.words[actor.first - 1].form if actor.first else ""
    return actor.role is Role.CHILD and not actor.roster and before in ("мой", "моя")


_WRITING = frozenset({"это", "я", "пишет", "беспокоит"})


def talked_of_family(
    reading: Reading, cast: Sequence[Actor], hit: Hit, number: Number
) -> Actor | None:
    """Family is talked of where a relation stands by the child's name in the sentence."""
    if hit.entry in _SITS and _sits_somewhere(reading, hit):
        return None
    if hit.entry in _LEAVES and not _leaves_for_good(reading, hit):
        return None
    if _is_how(reading, hit) or _comes_without(reading, hit):
        return None
    if hit.entry in _DRINKS and _is_no_drunkard(reading, hit):
        return None
    if _is_arranged(reading, hit):
        return None
    sentence = reading.words[hit.first].sentence
    near = [actor for actor in cast if reading.words[actor.first].sentence == sentence]
    if any(_sends(reading, actor, hit) for actor in near):
        return None
    person = owner(reading, cast, hit.first, hit.last, number)
    family = next((actor for actor in near if actor.role is Role.FAMILY), None)
    child = next((actor for actor in near if actor.role is Role.CHILD and not actor.vocative), None)
    if hit.tag == "home":
        return family or child
    if person is not None and (
        person.role in _OUTSIDERS or reading.words[person.first].form in _ANYBODY
    ):
        return None
    if family is not None:
        return family
    kin = any(actor.role is Role.RELATIVE for actor in near) or _are_parents(reading, near)
    if kin and child is not None and child.cases & ~Case.NOMINATIVE:
        return child
    if kin and child is None:
        return _child_told_of(reading, cast, near, sentence)
    return None


def _sends(reading: Reading, actor: Actor, hit: Hit) -> bool:
    """«Наде конверт от бабушки оставили»: it is done to a thing."""
    words, before = reading.words, actor.first - 1
    return (
        actor.role is Role.RELATIVE
        and before > 0
        and hit.first in (actor.first, actor.last + 1)
        and words[before].form == "от"
        and is_no_being(words[before - 1].form)
    )


def _are_parents(reading: Reading, near: Sequence[Actor]) -> bool:
    return any(_are_parents_of(reading, actor) for actor in near)


def _are_parents_of(reading: Reading, actor: Actor) -> bool:
    """«Родители его», «её родители»."""
    words = reading.words
    if words[actor.first].form != "родители":
        return False
    beside = (actor.first - 1, actor.last + 1)
    return any(words[at].form in ("его", "ее") for at in beside if 0 <= at < len(words))


def _child_told_of(
    reading: Reading, cast: Sequence[Actor], near: Sequence[Actor], sentence: int
) -> Actor | None:
    """«Чего Варя такая стала? Они разошлись, папа ушёл»: the only child of the post, which has been
    named shortly before; «мой папа» is somebody else's."""
    words = reading.words
    relatives = [actor for actor in near if actor.role is Role.RELATIVE]
    relatives += [actor for actor in near if _are_parents_of(reading, actor)]
    if any(actor.first and words[actor.first - 1].form in _OURS for actor in relatives):
        return None
    theirs = _are_parents(reading, near)
    if not theirs and any(actor.role in (Role.SELF, Role.ADULT, Role.STAFF) for actor in near):
        return None
    children = [actor for actor in cast if actor.role is Role.CHILD]
    if len(children) != 1 or children[0].vocative:
        return None
    child = children[0]
    told = words[child.last].sentence
    is_child = child.roster or (child.sure and child.young)
    return child if is_child and sentence - _FAR_BEFORE <= told < sentence else None


def _is_how(reading: Reading, hit: Hit) -> bool:
    """«Если не трудно»: of what is done, not of who is difficult."""
    form = reading.words[hit.first].form
    return hit.first == hit.last and form in words_of("neutral_deeds")["difficult"]


def _comes_without(reading: Reading, hit: Hit) -> bool:
    """«Приедет без отца»: it tells who comes; «растёт без отца»."""
    if reading.words[hit.first].form != "без" or not hit.first:
        return False
    before = reading.words[max(0, hit.first - 2) : hit.first]
    return any(is_coming(word.form) for word in before)


def _is_no_drunkard(reading: Reading, hit: Hit) -> bool:
    """«Пьют таблетки», «чай пила»."""
    around = reading.words[max(0, hit.first - 2) : hit.last + 4]
    return any(word.form.startswith(words_of("neutral_deeds")["drunk"]) for word in around)


def _is_arranged(reading: Reading, hit: Hit) -> bool:
    """«У Миши отчим заберёт», «папа не ночует дома, он в командировке»: it tells who comes."""
    known = words_of("neutral_deeds")
    if hit.entry not in known["arranged"]:
        return False
    near = reading.words[max(0, hit.first - _FAR_ARRANGED) : hit.last + _FAR_ARRANGED]
    sentence = reading.words[hit.last].sentence
    signs = known["arranging"]
    return any(word.sentence == sentence and word.form.startswith(signs) for word in near)


_DRINKS = frozenset({"пить", "дома ... пьют"})
_FAR_ARRANGED = 8
_FAR_BEFORE = 2
_OURS = frozenset({"мой", "моя", "наш", "наша", "моего", "моей", "нашего", "нашей", "чей", "чья"})


_ANYBODY = frozenset({"кто", "кто-то", "кто-нибудь", "никто", "все", "дети", "ребята", "вы", "ты"})
_SITS = frozenset({"=сидит", "=сидел", "=сидела", "=сел", "=села"})
_LEAVES = frozenset({"=ушел", "=ушла", "=съехал", "=съехала"})
_FOR_GOOD = frozenset({"к", "от", "из", "насовсем", "навсегда", "совсем", "давно", "говорят"})
_WHOM_SHE_LEFT = frozenset({"них", "него", "нее", "мужа", "жены"})
_WHERE = frozenset({"в", "во", "на", "у", "за", "около", "возле", "рядом", "с", "со", "там", "тут"})


_INSIDE = frozenset({"в", "во", "на"})


def _sits_somewhere(reading: Reading, hit: Hit) -> bool:
    """«Папа Миши сидит в машине» waits; one who just sits is in prison."""
    behind = reading.words[hit.last + 1 : hit.last + 3]
    before = reading.words[max(0, hit.first - 2) : max(0, hit.first - 1)]
    return any(word.form in _WHERE for word in behind) or any(
        word.form in _INSIDE for word in before
    )


def _leaves_for_good(reading: Reading, hit: Hit) -> bool:
    """«Папа ушёл», «мама ушла к другому», «сноха от них съехала и…»; not «папа ушёл за тортом»."""
    words = reading.words
    before = [word.form for word in words[max(0, hit.first - _FAR_BEFORE) : hit.first]]
    if before[:1] == ["от"] and before[1:] and before[1] in _WHOM_SHE_LEFT:
        return True
    behind = words[hit.last + 1 : hit.last + 2]
    between = reading.text[words[hit.last].end : behind[0].start] if behind else "."
    return not between.isspace() or behind[0].form in _FOR_GOOD
