"""The names of a roster in all their forms, of any size."""

import pytest

from policies.names.declension import Case, declined, declined_surname, family, possessives
from policies.names.given_names import diminutives, given_names
from policies.names.roster import Sort
from policies.people import Children
from policies.text.reading import Reading
from tests.support.posts import post

ROSTER = Children(
    ("Соколов Михаил", "Иванова Мария Петровна", "Лев Павлов", "Ким Эмилия", "Ахметов Мухаммадали",
     "Шевченко Саша", "Белая Роза", "Островский Ян")
)  # fmt: skip


@pytest.mark.parametrize(
    "form",
    [
        "михаил",
        "михаила",
        "миша",
        "мише",
        "мишей",
        "мишка",
        "мишку",
        "мишаня",
        "мишутка",
        "мишенька",
        "соколов",
        "соколову",
        "маша",
        "машей",
        "машенька",
        "ивановой",
        "льва",
        "левушка",
        "павловым",
        "эмилией",
        "мухаммадали",
        "шевченко",
        "белой",
        "яну",
        "островским",
    ],
)
def test_children_of_the_roster(form: str) -> None:
    named = ROSTER.called(form)
    assert named is not None
    assert named.sort & Sort.ROSTER


@pytest.mark.parametrize("form", ["артем", "даше", "ксюху", "глебом", "тимофея", "варенька"])
def test_other_names_are_names(form: str) -> None:
    named = ROSTER.called(form)
    assert named is not None
    assert not named.sort & Sort.ROSTER


@pytest.mark.parametrize("form", ["куртка", "собрание", "завтра", "петровна", "мама", "ивановых"])
def test_other_words_are_none(form: str) -> None:
    named = ROSTER.called(form)
    assert named is None or not named.sort & (Sort.GIVEN | Sort.SURNAME)


def test_whether_a_name_may_be_there() -> None:
    places = [place for place, _ in ROSTER.named(Reading(post("у Соколова-младшего, Павлика")))]
    assert places == [1, 2]
    assert not ROSTER.named(Reading(post("завтра собрание")))


def test_марина_is_not_of_the_roster_for_мария() -> None:
    named = ROSTER.called("марина")
    assert named is not None
    assert not named.sort & Sort.ROSTER


@pytest.mark.parametrize(
    ("name", "feminine", "forms"),
    [
        ("миша", False, "миша миши мише мишу мишей мише"),
        ("соня", True, "соня сони соне соню соней соне"),
        ("мария", True, "мария марии марии марию марией марии"),
        ("лев", False, "лев льва льву льва львом льве"),
        ("игорь", False, "игорь игоря игорю игоря игорем игоре"),
        ("любовь", True, "любовь любови любови любовь любовью любови"),
        ("дмитрий", False, "дмитрий дмитрия дмитрию дмитрия дмитрием дмитрии"),
        ("глеб", False, "глеб глеба глебу глеба глебом глебе"),
        ("айлин", True, "айлин айлин айлин айлин айлин айлин"),
        ("санёк", False, "санёк санька саньку санька саньком саньке"),
    ],
)
def test_cases(name: str, feminine: bool, forms: str) -> None:
    wanted = dict(zip(Case, forms.split(), strict=True))
    by_case: dict[Case, set[str]] = {}
    for form, case in declined(name, feminine):
        by_case.setdefault(case, set()).add(form)
    assert all(form in by_case[case] for case, form in wanted.items())


@pytest.mark.parametrize(
    ("surname", "feminine", "form"),
    [
        ("соколов", False, "соколовым"),
        ("козлова", True, "козловой"),
        ("островский", False, "островского"),
        ("островская", True, "островскую"),
        ("ким", False, "кимом"),
        ("ким", True, "ким"),
        ("шевченко", None, "шевченко"),
        ("белых", None, "белых"),
    ],
)
def test_surnames(surname: str, feminine: bool | None, form: str) -> None:
    assert form in {form for form, _ in declined_surname(surname, feminine)}


def test_families_and_what_is_theirs() -> None:
    assert "соколовых" in family("соколова")
    assert "островские" in family("островский")
    assert "мишиной" in possessives("миша")
    assert "мариин" in possessives("мария")
    assert possessives("глеб") == ()


def test_diminutives() -> None:
    assert {"мишка", "мишенька"} <= set(diminutives("миша"))
    assert {"сонька", "сонечка"} <= set(diminutives("соня"))
    assert {"глебушка", "глебчик"} <= set(diminutives("глеб"))


def test_1500_names_are_compiled_in_a_few_seconds() -> None:
    """With as many surnames as there are children."""
    given = [name.full for name in given_names()]
    syllables = ("бар", "сок", "мед", "вас", "кор", "лис", "пет", "гор", "зуб", "тар", "мак", "рог")
    surnames = [one + two + three for one in syllables for two in syllables for three in syllables]
    names = [f"{surnames[place]}ов {given[place % len(given)]}" for place in range(1500)]
    children = Children(names)
    assert children.called(f"{surnames[7]}ову") is not None
