"""Ghosts are called as a kindergarten calls parents."""

from dataclasses import replace
from datetime import date

import pytest

from rooms.roster.declension import genitive, given_name
from rooms.roster.model import Child, Guardian, Relation
from rooms.roster.naming import titles
from rooms.roster.short_names import short_name
from rooms.storage.contacts import Contact
from rooms.storage.roster import StoredChild

MARIA = Guardian("Иванова Мария Петровна", "mother")
PETYA = Child("Иванов", "Пётр", "Иванович", date(2020, 3, 5), "owls", (MARIA,))
ACCOUNT = Contact("sandbox", "maria", 1, "token", 0)


def shown(*children: Child, language: str = "ru") -> str:
    """What the account of guardian 1 is called, who stands first with each child."""
    stored = [StoredChild(n, child, (1,)) for n, child in enumerate(children, 1)]
    found = titles(stored, [ACCOUNT], language).get(("sandbox", "maria"))
    return found.words(language, "Маша 🌸") if found else "Маша 🌸"


def test_a_mother_is_called_after_her_child() -> None:
    assert shown(PETYA) == "Мария (мама Пети)"


@pytest.mark.parametrize(
    ("relation", "title"),
    [
        ("father", "Мария (папа Пети)"),
        ("grandmother", "Мария (бабушка Пети)"),
        ("grandfather", "Мария (дедушка Пети)"),
        ("guardian", "Мария (опекун Пети)"),
        ("other", "Мария (от Пети)"),
    ],
)
def test_everybody_is_called_what_they_are_to_the_child(relation: Relation, title: str) -> None:
    assert shown(replace(PETYA, guardians=(replace(MARIA, relation=relation),))) == title


def test_english_is_spoken_where_the_institution_speaks_it() -> None:
    assert shown(PETYA, language="en") == "Мария (mother of Петя)"


def test_all_children_are_named() -> None:
    dasha = replace(PETYA, name="Дарья", group="bees")
    misha = replace(PETYA, name="Михаил", group="bees")
    assert shown(PETYA, dasha) == "Мария (мама Пети и Даши)"
    assert shown(PETYA, dasha, misha) == "Мария (мама Пети, Даши и Миши)"


def test_two_children_of_one_name_in_a_group_are_told_apart() -> None:
    other = replace(PETYA, surname="Яковлев", guardians=(replace(MARIA, blocked=True),))
    assert shown(PETYA, other) == "Мария (мама Пети И.)"


def test_a_name_that_has_no_cases_stands_beside_the_relation() -> None:
    assert shown(replace(PETYA, name="Leo")) == "Мария (мама, Leo)"


def test_a_nameless_guardian_keeps_the_name_of_the_messenger() -> None:
    assert shown(replace(PETYA, guardians=(replace(MARIA, name=""),))) == "Маша 🌸 (мама Пети)"


def test_a_blocked_guardian_is_not_called_after_the_child() -> None:
    assert shown(replace(PETYA, guardians=(replace(MARIA, blocked=True),))) == "Маша 🌸"


def test_who_left_names_nobody() -> None:
    gone = StoredChild(1, PETYA, (1,), left_at=7)
    assert titles([gone], [ACCOUNT], "ru") == {}


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("Мария", "Мария"),
        ("Смирнова Мария Ивановна", "Мария"),
        ("Мария Смирнова", "Мария"),
        ("Ли Анна", "Анна"),
        ("Петров Пётр", "Пётр"),
        ("Павел Роман Ильич", "Роман"),
        ("Мамедов Эльхан Гасан оглы", "Эльхан"),
        ("Иванова М. П.", "Иванова М. П."),
        ("Maria Smith", "Maria Smith"),
        ("", ""),
    ],
)
def test_the_first_name_is_found_in_any_order(name: str, given: str) -> None:
    assert given_name(name) == given


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("Петя", "Пети"),
        ("Пётр", "Петра"),
        ("Лев", "Льва"),
        ("Любовь", "Любови"),
        ("Артём", "Артёма"),
        ("Артем", "Артема"),
        ("Саша", "Саши"),
        ("Мухаммад-Али", "Мухаммада-Али"),
        ("Айгуль", "Айгуль"),
        ("Анна Мария", "Анны Марии"),
        ("Leo", None),
        ("", None),
    ],
)
def test_names_are_declined(name: str, of: str | None) -> None:
    assert genitive(name) == of


def test_only_short_forms_that_everybody_uses_are_used() -> None:
    assert [short_name(n) for n in ("Пётр", "Петр", "пётр", "Мирон")] == ["Петя"] * 3 + ["Мирон"]
