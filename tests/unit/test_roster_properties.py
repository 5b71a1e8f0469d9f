"""What holds for every list, whatever is in it."""

import csv
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.roster.model import ReadRoster
from rooms.roster.reading import RosterFileProblem, read_roster
from tests.support.roster_groups import GROUPS, TODAY

COLUMNS = {
    "ФИО ребёнка": "Котов Пётр Ильич",
    "Дата рождения": "5.3.20",
    "Группа": "ёжики",
    "Мама": "Котова Анна Юрьевна",
    "Телефон мамы": "8 916 123-45-67",
    "Мама: не сообщать": "нет",
    "Отец (ФИО)": "Котов Илья Петрович",
    "Тел. отца": "89161234568",
    "Папа: не сообщать": "да",
    "Язык отца": "татарский",
    "Согласие на фото": "да",
    "Бабушка": "Орлова Нина Павловна",
    "Адрес": "ул. Ленина, 5",
}
WORDS = st.one_of(
    st.sampled_from(
        [*COLUMNS, *COLUMNS.values(), "", "", "Фамилия", "Имя", "Телефон", "Родители", "Итого: 5",
         "Кем приходится", "Не сообщать", "папе", "мама", "-//-", "Группа «Ёжики»", "1", "2", "3"]
    ),
    st.text(max_size=30),
)  # fmt: skip


def read(rows: list[list[str]], delimiter: str = ";") -> ReadRoster:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
        return read_roster(path, GROUPS, today=TODAY)


@given(st.permutations(list(COLUMNS)), st.sampled_from(";,\t|"))
@settings(deadline=None)
def test_the_order_of_the_columns_does_not_matter(titles: list[str], delimiter: str) -> None:
    usual = read([list(COLUMNS), list(COLUMNS.values())])
    assert len(usual.children[0].guardians) == 3
    assert read([titles, [COLUMNS[title] for title in titles]], delimiter) == usual


@given(st.lists(st.sampled_from(range(4)), min_size=1, max_size=12))
@settings(deadline=None)
def test_rows_that_say_the_same_are_one(order: list[int]) -> None:
    rows = [
        ["Ёжики", f"{surname} Пётр", "05.03.2020", f"{surname}а Анна", "89161234567"]
        for surname in ("Котов", "Иванов", "Петров", "Сидоров")
    ]
    head = ["Группа", "ФИО", "Дата рождения", "Мама", "Телефон мамы"]
    found = read([head, *(rows[index] for index in order)])
    assert found.problems == ()
    assert [child.surname for child in found.children] == [
        rows[index][1].split()[0] for index in dict.fromkeys(order)
    ]


@given(st.lists(st.lists(WORDS, min_size=1, max_size=8), min_size=1, max_size=12))
@settings(deadline=None)
def test_any_table_gives_children_problems_or_a_refusal(rows: list[list[str]]) -> None:
    try:
        found = read(rows)
    except RosterFileProblem:
        return
    known = {group.key for group in GROUPS}
    for child in found.children:
        assert child.surname
        assert child.name
        assert child.group in known
    for problem in found.problems:
        assert problem.what.words("ru")
