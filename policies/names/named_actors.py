"""Who is meant where somebody is named: a child, its family, an adult."""

from policies.names.actor import Actor, Role
from policies.names.declension import Case
from policies.names.describing import cases_of, forms_of
from policies.names.mentions import Mention
from policies.names.roster import Sort
from policies.names.vocatives import is_vocative
from policies.text.reading import Reading

_PREPOSITIONS = frozenset(
    {"у", "от", "для", "про", "с", "со", "за", "к", "ко", "без", "из", "об", "о", "до", "из-за"}
    | {"перед", "над", "под", "при", "через", "вместо", "кроме", "после", "против", "между"}
)
_VOWELS = tuple("аеиоуыюя")
"""«Полиночке, говорят, …»: nobody is called so; «Маш» is."""
_WHOLE = Sort.GIVEN | Sort.SURNAME
_EITHER = _WHOLE | Sort.FAMILY


def of_mention(reading: Reading, mention: Mention) -> Actor:
    """Who it is whose name stands there, with the word of kinship beside it."""
    words = reading.words
    first, last, sort, cases, adult, sure = mention
    if first and words[first - 1].form in _PREPOSITIONS and reading.adjoins(first - 1):
        cases = cases & ~Case.NOMINATIVE or cases  # «у Носова»
    relation = first > 0 and words[first - 1].form in forms_of("kin") and reading.adjoins(first - 1)
    called = bool(cases & Case.NOMINATIVE) or not words[first].form.endswith(_VOWELS)
    vocative = called and is_vocative(reading, first, last)
    roster = bool(sort & Sort.ROSTER)
    young = bool(sort & Sort.YOUNG) or (sort & _WHOLE == Sort.SURNAME and sure)
    related = relation and cases & Case.GENITIVE and not cases & Case.NOMINATIVE
    if first and sort & Sort.FAMILY and words[first - 1].form in forms_of("own child"):
        whose = cases_of(words[first - 1].form)  # «дочь Смирновых»
        return Actor(first - 1, last, Role.CHILD, whose, sure=sure, roster=roster, young=True)
    if adult or (not related and _is_grown(reading, mention)):
        return Actor(first, last, Role.ADULT, cases, sure=sure, vocative=vocative)
    if not roster and _is_elsewhere(reading, first):
        return Actor(first, last, Role.ADULT, cases, sure=sure, vocative=vocative)
    is_called = relation and not roster and words[first - 1].form in forms_of("titles")
    if is_called and cases & cases_of(words[first - 1].form) & ~Case.NOMINATIVE:
        return Actor(first, last, Role.ADULT, cases, sure=sure, vocative=vocative)
    if relation and words[first - 1].sentence == words[first].sentence:
        if cases & Case.GENITIVE or sort & _EITHER == Sort.FAMILY:
            return Actor(first - 1, last, Role.FAMILY, ~Case(0), False, sure, False, roster, young)
        return Actor(first, last, Role.ADULT, cases, sure=sure, vocative=vocative)
    follows = words[last + 1].form if last + 1 < len(words) else ""
    if follows in forms_of("siblings") and not (roster or young):
        return Actor(first, last + 1, Role.ADULT, ~Case(0), sure=sure)  # «Светина сестра»
    if follows in forms_of("kin") and (sort & Sort.POSSESSIVE or cases & Case.GENITIVE):
        return Actor(first, last + 1, Role.FAMILY, ~Case(0), roster=roster, young=young)
    if sort & Sort.POSSESSIVE and not sort & (Sort.GIVEN | Sort.SURNAME):
        return Actor(first, last, Role.WHOSE, cases, sure=sure)
    if sort & Sort.FAMILY and not sort & (Sort.GIVEN | Sort.SURNAME):
        return Actor(first, last, Role.FAMILY, ~Case(0), plural=True, sure=sure)
    by_surname = sort & _WHOLE == Sort.SURNAME
    return Actor(first, last, Role.CHILD, cases, False, sure, vocative, roster, young, by_surname)


def _is_elsewhere(reading: Reading, first: int) -> bool:
    """«Племянник мой Савелий»: a child of the writer's kin, who is in no group here."""
    words = reading.words
    before = first - 1
    if before > 0 and words[before].form in forms_of("pointing"):
        before -= 1
    is_joined = before >= 0 and all(map(reading.adjoins, range(before, first)))
    return is_joined and words[before].form in forms_of("elsewhere")


def _is_grown(reading: Reading, mention: Mention) -> bool:
    """«Ольга», «Лена из комитета»: a parent or somebody of the staff, though without patronymic."""
    words, last = reading.words, mention.last
    before = words[mention.first - 1].form if mention.first else ""
    if before in forms_of("offices") or before in forms_of("staff") or before in forms_of("doctor"):
        return True
    behind = [word.form for word in words[last + 1 : last + 4]]
    if behind[:1] == ["из"]:
        if not forms_of("bodies").isdisjoint(behind):
            return True
        if not forms_of("from").isdisjoint(behind):
            return False
    if mention.sort & Sort.ROSTER:
        return False
    if behind and behind[0] in forms_of("offices") and reading.adjoins(last):
        return True  # «Павел юрист»
    return words[mention.first].form in forms_of("grown") and before not in forms_of("of a child")
