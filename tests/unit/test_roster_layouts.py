"""Lists as kindergartens lay them out: titles, several rows of headers, footers, notes."""

from pathlib import Path
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from rooms.roster.model import Child
from rooms.roster.reading import read_roster
from tests.support.roster_groups import GROUPS, TODAY
from tests.support.spreadsheets import Finish, Rows, workbook


def children(folder: Path, rows: Rows, sheet: str = "Лист1", finish: Finish | None = None) -> Any:
    path = workbook(folder / "list.xlsx", {sheet: rows}, finish)
    read = read_roster(path, GROUPS, today=TODAY)
    assert [(p.cell, p.what.words("ru")) for p in read.problems] == []
    return read.children


def guardians(child: Child) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.name, one.relation, one.phones) for one in child.guardians]


def test_an_official_form_is_read(tmp_path: Path) -> None:
    rows: Rows = [
        [None, None, "УТВЕРЖДАЮ"],
        [None, None, "Заведующий МБДОУ № 24 _____ В.П. Буцкая"],
        ["СПИСОЧНЫЙ СОСТАВ"],
        ["группы общеразвивающей направленности «Ёжики» на 01.09.2026 г."],
        [],
        ["№\nп/п", "Фамилия, имя,\nотчество ребенка", "Дата\nрождения", "Домашний адрес",
         "Ф.И.О.\nматери", "Место работы", "Контактный\nтелефон", "Ф.И.О. отца", "Место работы",
         "Контактный телефон", "Группа здоровья"],
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"],
        [1, "Котов Пётр Ильич", "05.03.2020г.", "ул. Ленина, 5", "Котова Анна", "бухгалтер",
         "8916-123-45-67", "Котов И.П.", None, "89161234568", "II"],
        [2, "Ким Софья", "06.04.2020", "ул. Мира, 8", "Ким Анна", "-", "8916-123-45-69", "-", "-"],
        [3], [4],
        ["Воспитатели:", None, "Анна Сергеевна"],
        ["Всего детей: 2, из них мальчиков 1"],
    ]  # fmt: skip
    peter, sofia = children(tmp_path, rows)
    assert (peter.group, guardians(peter)) == (
        "hedgehogs",
        [
            ("Котова Анна", "mother", ("+79161234567",)),
            ("Котов И. П.", "father", ("+79161234568",)),
        ],
    )
    assert guardians(sofia) == [("Ким Анна", "mother", ("+79161234569",))]


def test_three_rows_of_titles_are_one_header(tmp_path: Path) -> None:
    rows: Rows = [
        ["№", "Сведения о ребёнке", None, "Сведения о родителях", None, None, None],
        [None, "ФИО", "Дата рождения", "Мать", None, "Отец", None],
        [None, None, None, "ФИО", "Телефон", "ФИО", "Телефон"],
        [1, "Котов Пётр", "5.3.20", "Котова Анна", "89161234567", "Котов Иван", "89161234568"],
    ]

    def merge(sheet: Worksheet) -> None:
        for cells in ("A1:A3", "B1:C1", "D1:G1", "B2:B3", "C2:C3", "D2:E2", "F2:G2"):
            sheet.merge_cells(cells)

    for finish in (None, merge):
        (peter,) = children(tmp_path, rows, "Ёжики", finish)
        assert guardians(peter) == [
            ("Котова Анна", "mother", ("+79161234567",)),
            ("Котов Иван", "father", ("+79161234568",)),
        ]


def test_a_title_is_no_header_wherever_it_stands(tmp_path: Path) -> None:
    head = ["№", "ФИО", "Мама", "Телефон"]
    row = [1, "Котов Пётр", "Котова Анна", "89161234567"]
    for title in (["Список детей"], [None, None, "Список воспитанников"]):
        (peter,) = children(tmp_path, [title, head, row], "Ёжики")
        assert guardians(peter) == [("Котова Анна", "mother", ("+79161234567",))]


def test_a_list_of_nothing_but_names_is_read(tmp_path: Path) -> None:
    rows: Rows = [["№", "ФИО ребёнка"], [1, "Котов Пётр"], [2, "Ким Софья Яновна"]]
    assert [child.name for child in children(tmp_path, rows, "Ёжики")] == ["Пётр", "Софья"]


def test_english_names_have_the_given_name_first(tmp_path: Path) -> None:
    rows: Rows = [
        ["Name", "Group", "Parent", "Phone", "Relationship"],
        ["Peter Cat", "hedgehogs", "Anna Cat", "+44 20 7946 0958", "Mother"],
        ["Dog, Rex", "hedgehogs", "Anna Dog", "+1 212 555 0123", "grandma"],
        ["Котов Пётр", "hedgehogs", "Котова Анна", None, "мама"],
    ]
    read = children(tmp_path, rows)
    assert [child.surname for child in read] == ["Cat", "Dog", "Котов"]
    assert guardians(read[1]) == [("Anna Dog", "grandmother", ("+12125550123",))]


def test_numbers_of_both_parents_in_one_cell_find_their_owners(tmp_path: Path) -> None:
    rows: Rows = [
        ["ФИО", "Группа", "Мама", "Папа", "Контакты родителей"],
        ["Котов Пётр", "ежики", "Котова Анна", "Котов Иван",
         "89161234567 мама, 89161234568 папа"],
        ["Ким Пётр", "ежики", "Ким Анна", None, "89161234569"],
    ]  # fmt: skip
    peter, other = children(tmp_path, rows)
    assert [phones for _, _, phones in guardians(peter)] == [("+79161234567",), ("+79161234568",)]
    assert guardians(other) == [("Ким Анна", "mother", ("+79161234569",))]


def test_a_father_who_is_only_named_as_blocked_is_kept_as_that(tmp_path: Path) -> None:
    rows: Rows = [
        ["ФИО", "Группа", "Мама", "Кому не сообщать"],
        ["Котов Пётр", "ежики", "Котова Анна", "отцу"],
    ]
    (peter,) = children(tmp_path, rows)
    assert [(one.name, one.relation, one.blocked) for one in peter.guardians] == [
        ("Котова Анна", "mother", False),
        ("", "father", True),
    ]


def test_nobody_is_made_of_the_word_no(tmp_path: Path) -> None:
    rows: Rows = [
        ["ФИО", "Группа", "Мама", "Отец"],
        ["Котов Пётр", "ежики", "Котова Анна", "отца нет"],
        ["Котов Фёдор", "ежики", "Котова Анна", "нет"],
        ["Котов Ян", "ежики", "Котова Анна", "—"],
    ]
    for child in children(tmp_path, rows):
        assert guardians(child) == [("Котова Анна", "mother", ())]


def test_rows_prepared_for_later_are_passed_over(tmp_path: Path) -> None:
    rows: Rows = [
        ["№", "Группа", "ФИО", "Мама"],
        [1, "Ёжики", "Котов Пётр", "Котова Анна"],
        [2, "Ёжики", None, None],
        [3, "Божьи коровки", "Ким Яна", "Ким Ия"],
    ]
    assert [child.group for child in children(tmp_path, rows)] == ["hedgehogs", "ladybirds"]


def test_namesakes_stay_two_children(tmp_path: Path) -> None:
    rows: Rows = [
        ["Группа", "ФИО", "Дата рождения"],
        ["Ёжики", "Иванов Иван Петрович", "01.02.2020"],
        ["Ёжики", "Иванов Иван Олегович", "03.04.2021"],
        ["Божьи коровки", "Иванов Иван Петрович", "05.06.2021"],
    ]
    assert len(children(tmp_path, rows)) == 3


def test_two_lists_in_one_sheet_have_their_own_titles(tmp_path: Path) -> None:
    rows: Rows = [
        ["Группа «Ёжики»"],
        ["ФИО", "Мама"],
        ["Котов Пётр", "Котова Анна"],
        [],
        ["Группа «Божьи коровки»"],
        ["Мама", "ФИО"],
        ["Ким Ирина", "Ким Софья"],
    ]
    peter, sofia = children(tmp_path, rows)
    assert (peter.group, sofia.group, sofia.guardians[0].name) == (
        "hedgehogs",
        "ladybirds",
        "Ким Ирина",
    )
