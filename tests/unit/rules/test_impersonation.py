"""Who imitates a member of the staff by name, and who is only called alike."""

import json
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from policies.context import Context
from policies.people import Staff
from policies.post import Author
from policies.rules.impersonation import RULE, Impersonation
from policies.text.reading import Reading
from policies.verdict import Evidence
from tests.support.posts import post

NAMES = json.loads(Path("tests/fixtures/names/staff_and_forged.json").read_text("utf-8"))
STAFF = Staff(
    (
        "Валентина Буцкая",
        "Анна Сергеевна",
        "Тихомирова Светлана Юрьевна",
        "Логопед Марина",
        "Заведующая Ольга Петровна Кузнецова",
        "Инна Валерьевна (Божьи коровки)",
        "Буцкая В. И.",
        "Alice Smith",
        "Ирина Корнеева",
    )
)


def found(
    name: str,
    staff: Staff = STAFF,
    roles: frozenset[str] = frozenset({"parent"}),
    parameters: Impersonation | None = None,
) -> Evidence | None:
    author = Author("sandbox/somebody", name, roles)
    context = Context(ZoneInfo("Europe/Moscow"), staff=staff)
    detect = RULE.detector(parameters or Impersonation())
    return detect(Reading(replace(post(), author=author)), context)


@pytest.mark.parametrize(
    ("name", "staff"),
    [
        # the same name
        ("Валентина Буцкая", "Валентина Буцкая"),
        ("валентина буцкая", "Валентина Буцкая"),
        ("Буцкая Валентина", "Валентина Буцкая"),
        ("Буцкая, Валентина", "Валентина Буцкая"),
        ("Валентина Ивановна Буцкая", "Валентина Буцкая"),
        ("Светлана Юрьевна", "Тихомирова Светлана Юрьевна"),
        ("Светлана Тихомирова", "Тихомирова Светлана Юрьевна"),
        ("А. Сергеевна", "Анна Сергеевна"),
        ("Тихомирова С. Ю.", "Тихомирова Светлана Юрьевна"),
        ("Буцкая В.И.", "Буцкая В. И."),
        # letters that look alike
        ("Bалентина Бyцкая", "Валентина Буцкая"),
        ("Валент1на Буцк@я", "Валентина Буцкая"),
        ("Αнна Сергеeвна", "Анна Сергеевна"),
        ("𝐀нна Сергеевна", "Анна Сергеевна"),
        ("AHHA Сергеевна", "Анна Сергеевна"),
        ("А́нна Серге́евна", "Анна Сергеевна"),
        ("Анна\u200b Серг\u00adеевна", "Анна Сергеевна"),
        ("\u202eанвеегреС аннА", "Анна Сергеевна"),
        ("Валентина Ьуцкая", "Валентина Буцкая"),
        # in Latin letters
        ("Anna Sergeevna", "Анна Сергеевна"),
        ("Anna Sergeyevna", "Анна Сергеевна"),
        ("Valentina Butskaya", "Валентина Буцкая"),
        ("Buckaja Valentina", "Валентина Буцкая"),
        ("Svetlana Iurievna Tihomirova", "Тихомирова Светлана Юрьевна"),
        # spaces
        ("АннаСергеевна", "Анна Сергеевна"),
        ("аннасергеевна", "Анна Сергеевна"),
        ("annasergeevna", "Анна Сергеевна"),
        ("А н н а С е р г е е в н а", "Анна Сергеевна"),
        ("А.н.н.а С.е.р.г.е.е.в.н.а", "Анна Сергеевна"),
        ("Ан на Сергеевна", "Анна Сергеевна"),
        ("анна_сергеевна", "Анна Сергеевна"),
        # mistakes
        ("Валентина Буцкоя", "Валентина Буцкая"),
        ("Валентина Буцккая", "Валентина Буцкая"),
        ("Валентина Буцкя", "Валентина Буцкая"),
        ("Вилентина Буцкая", "Валентина Буцкая"),
        ("Анна Сергевна", "Анна Сергеевна"),
        ("Анна Сиргеевна", "Анна Сергеевна"),
        ("Светлана Тихамирова", "Тихомирова Светлана Юрьевна"),
        # more beside the name
        ("Анна Сергеевна воспитатель", "Анна Сергеевна"),
        ("Анна Сергеевна (педагог-психолог)", "Анна Сергеевна"),
        ("Анна Сергеевна ДС24", "Анна Сергеевна"),
        ("Анна Сергеевна, группа «Солнышко»", "Анна Сергеевна"),
        ("Анна Сергеевна 2", "Анна Сергеевна"),
        ("Анна Сергеевна ✅", "Анна Сергеевна"),
        ("Анна Сергеевна новый номер", "Анна Сергеевна"),
        ("Заведующая Кузнецова", "Заведующая Ольга Петровна Кузнецова"),
        ("Воспитатель Валентина", "Валентина Буцкая"),
        ("Vospitatel Anna", "Анна Сергеевна"),
        ("Воспитатиль Анна Сергеевна", "Анна Сергеевна"),
        # who goes by a first name and a profession
        ("Марина логопед", "Логопед Марина"),
        ("Logoped Marina", "Логопед Марина"),
        ("Валерьевна Инна (Божьи коровки)", "Инна Валерьевна (Божьи коровки)"),
        ("Alice Smyth", "Alice Smith"),
    ],
)
def test_a_name_that_looks_like_a_staff_members(name: str, staff: str) -> None:
    assert found(name) == {"name": name, "staff": staff}


@pytest.mark.parametrize(
    "name",
    [
        # other people, with a name in common
        "Анна",
        "Анна С.",
        "Сергеевна",
        "О. Сергеевна",
        "Анна Сергеева",
        "Анна Сергеенко",
        "Сергеева Анна",
        "Anna Sergeeva",
        "Анна Викторовна",
        "Инна Сергеевна",
        "Арина Сергеевна",
        "Анна Сергеевна Волкова",
        "Анна Сергеевна В.",
        "Нина Сергеевна",
        "Валентина",
        "Валентина Б.",
        "Валентин Буцкий",
        "Ирина Буцкая",
        "Буцкая",
        "Буцкая И.",
        "Валентина Луцкая",
        "Светлана Тихонова",
        "Ирина Корнева",
        "Светлана Юрченко",
        "Тихомирова Ольга Юрьевна",
        "Ольга Петрова",
        "Марина",
        "Марина Л.",
        "Марина психолог",
        "Ольга Логопед",
        "Алиса Смит",
        # parents, whatever they are called
        "Анна Сергеевна (мама Лёвы)",
        "Мама Анны Сергеевны",
        "Валентина Буцкая, бабушка Вани",
        "Мама Пети",
        "Олина мама",
        # no names at all
        "",
        "🌸",
        "+79161234567",
        "…",
        "Солнышко",
        "Админ группы",
        "Красивые торты на заказ",
    ],
)
def test_a_name_of_ones_own(name: str) -> None:
    assert found(name) is None


@pytest.mark.parametrize("name", ["Администрация детского сада", "Заведующая", "Воспитатель"])
def test_an_office_without_a_name(name: str) -> None:
    assert found(name) == {"name": name}
    assert found(name, parameters=Impersonation(offices=False)) is None


@pytest.mark.parametrize("role", ["educator", "head", "treasurer", "admin"])
def test_staff_are_called_as_they_are(role: str) -> None:
    assert found("Анна Сергеевна", roles=frozenset({role})) is None
    assert found("Анна Сергеевна", roles=frozenset({role, "parent"})) is None


def test_somebody_without_a_role_is_no_staff() -> None:
    assert found("Анна Сергеевна", roles=frozenset()) is not None


def test_without_staff_nobody_is_imitated() -> None:
    assert found("Анна Сергеевна", Staff()) is None


def test_no_false_alarm_on_people_who_are_called_alike() -> None:
    staff = Staff(NAMES["staff"])
    assert len(NAMES["parents"]) >= 300
    assert [name for name in NAMES["parents"] if found(name, staff) is not None] == []


def test_forged_names_are_found() -> None:
    staff = Staff(NAMES["staff"])
    forged = NAMES["forged"]
    missed = [each for each in forged if found(each["name"], staff) is None]
    assert len(forged) >= 200
    assert len(missed) <= 0.05 * len(forged), missed


@pytest.mark.parametrize(
    "name",
    [
        "(" * 20_000,
        "а" * 20_000,
        "а б " * 5_000,
        "nmrlgb1 " * 2_500,
        "Aа" * 10_000,
        "\u0301" * 9999,
    ],
)
def test_a_monstrous_name_is_looked_at_quickly(name: str) -> None:
    staff = Staff(NAMES["staff"])
    found("Анна", staff)  # compiled
    found(name, staff)


def test_a_name_is_looked_at_once() -> None:
    staff = Staff(NAMES["staff"])
    for _ in range(1000):
        found("Мария Петрова", staff)
    assert staff.imitated.cache_info().misses == 1
