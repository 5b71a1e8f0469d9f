"""A doubtful row is told with its cell and the reason; the good rows beside it are read."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from rooms.roster.model import ReadRoster
from rooms.roster.reading import read_roster
from tests.support.roster_groups import GROUPS, TODAY
from tests.support.spreadsheets import Rows, workbook

HEAD = ["Группа", "ФИО ребёнка", "Дата рождения", "Мама", "Телефон мамы", "Папа", "Телефон папы"]
GOOD = ["Ёжики", "Ким Софья", "01.02.2021", "Ким Ирина", "8 916 123-45-67", "Ким Олег", None]
LIST = "Список"


def row(**changes: Any) -> list[Any]:
    """A good row of somebody else, with some of its cells (by letter) written otherwise."""
    cells = ["Ёжики", "Котов Пётр", "05.03.2020", "Котова Анна", "+7 926 765-43-21", None, None]
    for letter, value in changes.items():
        cells[ord(letter) - ord("A")] = value
    return cells


def with_sheet(rows: Rows) -> Callable[[Path], Path]:
    return lambda folder: workbook(folder / "list.xlsx", {LIST: rows})


NO_DATE = "Здесь ожидается дата, например 05.03.2020."
NO_PHONE = "Такого номера телефона не бывает: ожидаются все его цифры, например +7 916 123-45-67."
KNOWN = "Есть: Божьи коровки (ladybirds), Ёжики (hedgehogs)."
NEW_HEAD = [*HEAD, "Не сообщать", "Кем приходится", "Язык"]

MISTAKES: dict[str, tuple[Rows, str, str]] = {
    "no such day": (
        [HEAD, GOOD, row(C="31.02.2020")],
        "C3",
        "Такого дня не бывает: здесь ожидается дата, например 05.03.2020.",
    ),
    "a day to come": (
        [HEAD, GOOD, row(C=date(2027, 1, 1))],
        "C3",
        "Этот день ещё не наступил, а здесь ожидается дата рождения ребёнка.",
    ),
    "an adult": (
        [HEAD, row(C="05.03.1988"), GOOD],
        "C2",
        "С такой датой рождения ребёнку было бы лет: 38. Проверьте год.",
    ),
    "no date": ([HEAD, GOOD, row(C="весной")], "C3", NO_DATE),
    "an age for a date": ([HEAD, GOOD, row(C=5)], "C3", NO_DATE),
    "a phone too short": ([HEAD, GOOD, row(E="8 916 123-45-6")], "E3", NO_PHONE),
    "a phone without its code": ([HEAD, row(G="2-34-56"), GOOD], "G2", NO_PHONE),
    "one of two phones wrong": ([HEAD, GOOD, row(E="89161234567, 8926765")], "E3", NO_PHONE),
    "a rounded phone": (
        [HEAD, GOOD, row(E="8,92676E+10")],
        "E3",
        "Программа округлила этот номер: сделайте столбец текстовым и впишите телефон заново.",
    ),
    "an unknown group": (
        [HEAD, GOOD, row(A="Белочки")],
        "A3",
        "Не знаю группы «Белочки», есть: Божьи коровки (ladybirds), Ёжики (hedgehogs).",
    ),
    "a misspelt group": (
        [HEAD, GOOD, row(A="Божи коровки")],
        "A3",
        f"Не знаю группы «Божи коровки»; может быть, «Божьи коровки»? {KNOWN}",
    ),
    "no group": ([HEAD, GOOD, row(A=None)], "A3", "Не указана группа ребёнка."),
    "no surname": (
        [HEAD, GOOD, row(B="Пётр")],
        "B3",
        "Здесь ожидаются фамилия и имя ребёнка.",
    ),
    "initials": (
        [HEAD, GOOD, row(B="Котов П.С.")],
        "B3",
        "Здесь ожидается полное имя ребёнка, без инициалов.",
    ),
    "a number for a name": ([HEAD, row(B=12345), GOOD], "B2", "Здесь ожидается имя: только буквы."),
    "a guardian without a child": (
        [HEAD, row(B=None, C=None), GOOD],
        "A2",
        "Не указано имя ребёнка.",
    ),
    "a remark for a father": (
        [HEAD, GOOD, row(F="лишён родительских прав")],
        "F3",
        "Здесь примечание, а ожидается имя.",
    ),
    "another birth date further down": (
        [HEAD, row(), GOOD, row(C="06.03.2020")],
        "C4",
        "В строке 2 («Список») у этого ребёнка другая дата рождения.",
    ),
    "another group further down": (
        [HEAD, row(), GOOD, row(A="ladybirds")],
        "A4",
        "В строке 2 («Список») этот ребёнок в другой группе.",
    ),
    "another mother further down": (
        [HEAD, row(), GOOD, row(D="Котова Ольга")],
        "D4",
        "В строке 2 («Список») мамой или папой этого ребёнка назван другой человек.",
    ),
    "another phone further down": (
        [HEAD, row(), GOOD, row(E="+7 926 765-43-22")],
        "E4",
        "В строке 2 («Список») у этого же человека другой номер телефона.",
    ),
    "two columns of one meaning": (
        [[*HEAD, "Дата рожд."], GOOD],
        "H1",
        "Этот столбец значит то же, что и столбец C: оставьте один из них или скажите в"
        " заголовках, о ком каждый.",
    ),
    "an error": ([HEAD, GOOD, row(E="#N/A")], "E3", "В этой ячейке ошибка вместо значения."),
    "a formula nobody computed": (
        [HEAD, GOOD, row(B='="Котов "&"Пётр"')],
        "B3",
        "Здесь формула, которую никто не вычислил: откройте файл в программе для таблиц,"
        " сохраните его там и загрузите снова.",
    ),
    "a block that names nobody": (
        [[*HEAD, "Не сообщать"], GOOD, [*row(F="Котов Иван"), "да"]],
        "H3",
        "Непонятно, кому не сообщать о ребёнке: напишите «да» в строке или столбце этого человека"
        " либо кто это, например «отец».",
    ),
    "a block in words nobody knows": (
        [[*HEAD, "Не сообщать"], GOOD, [*row(), "только с разрешения матери"]],
        "H3",
        "Непонятно, кому не сообщать о ребёнке: напишите «да» в строке или столбце этого человека"
        " либо кто это, например «отец».",
    ),
    "an unknown relation": (
        [
            ["Группа", "ФИО", "Представитель", "Кем приходится", "Телефон"],
            ["Ёжики", "Котов Пётр", "Котова Анна", "мвма", "89161234567"],
            ["Ёжики", "Ким Софья", "Ким Ирина", "мама", "89161234568"],
        ],
        "D2",
        "Неизвестное слово о родстве; напишите: мама, папа, бабушка, дедушка, опекун.",
    ),
    "an unknown language": (
        [[*HEAD, "Язык"], GOOD, [*row(), "птичий"]],
        "H3",
        "Неизвестный язык; напишите, например, русский или ru.",
    ),
    "a phone of nobody in particular": (
        [
            ["Группа", "ФИО", "Мама", "Папа", "Телефон"],
            ["Ёжики", "Котов Пётр", "Котова Анна", "Котов Иван", "89161234567"],
            ["Ёжики", "Ким Софья", "Ким Ирина", None, "89161234568"],
        ],
        "E2",
        "Непонятно, чей это телефон: напишите рядом с номером «мама» или «папа» либо сделайте"
        " столбец для каждого.",
    ),
}


def said(read: ReadRoster) -> list[tuple[str | None, str | None, int | None, str]]:
    return [(p.sheet, p.cell, p.line, p.what.words("ru")) for p in read.problems]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_right_complaint_stands_at_the_right_cell(mistake: str, tmp_path: Path) -> None:
    rows, cell, complaint = MISTAKES[mistake]
    read = read_roster(with_sheet(rows)(tmp_path), GROUPS, today=TODAY)
    assert said(read) == [(LIST, cell, None, complaint)]


@pytest.mark.parametrize("mistake", [name for name in MISTAKES if "columns" not in name])
def test_the_good_row_beside_it_is_read(mistake: str, tmp_path: Path) -> None:
    read = read_roster(with_sheet(MISTAKES[mistake][0])(tmp_path), GROUPS, today=TODAY)
    assert [(child.surname, child.name) for child in read.children] == [("Ким", "Софья")]


@pytest.mark.parametrize("mistake", [name for name in MISTAKES if "computed" not in name])
def test_in_a_text_file_it_stands_at_its_line(mistake: str, tmp_path: Path) -> None:
    rows, cell, _ = MISTAKES[mistake]
    path = tmp_path / "list.csv"
    written = ["" if value is None else value for row in rows for value in [*row, "\n"]]
    text = ";".join(
        f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value) for value in written
    )
    path.write_text(text.replace(";\n;", "\n").removesuffix(";\n"), "cp1251")
    read = read_roster(path, GROUPS, today=TODAY)
    assert [(p.sheet, p.cell, p.line) for p in read.problems] == [(None, None, int(cell[1:]))]


def test_a_sheet_of_an_unknown_group_is_told_once(tmp_path: Path) -> None:
    head = ["ФИО ребёнка", "Мама"]
    sheets: dict[str, Rows] = {
        "Белочки": [head, ["Котов Пётр", "Котова Анна"], ["Котов Фёдор", "Котова Анна"]],
        "Ёжики": [head, ["Ким Софья", "Ким Ирина"]],
    }
    read = read_roster(workbook(tmp_path / "list.xlsx", sheets), GROUPS, today=TODAY)
    known = "есть: Божьи коровки (ladybirds), Ёжики (hedgehogs)"
    assert said(read) == [("Белочки", None, None, f"Не знаю группы «Белочки», {known}.")]
    assert [child.name for child in read.children] == ["Софья"]


def test_a_line_with_an_unknown_group_keeps_its_children_out(tmp_path: Path) -> None:
    rows: Rows = [
        ["ФИО ребёнка", "Мама"],
        ["Группа «Белочки»"],
        ["Котов Пётр", "Котова Анна"],
        ["Группа «Ёжики»"],
        ["Ким Софья", "Ким Ирина"],
    ]
    read = read_roster(with_sheet(rows)(tmp_path), GROUPS, today=TODAY)
    known = "есть: Божьи коровки (ladybirds), Ёжики (hedgehogs)"
    assert said(read) == [(LIST, "A2", None, f"Не знаю группы «Белочки», {known}.")]
    assert [child.name for child in read.children] == ["Софья"]


def test_a_sheet_without_titles_is_told(tmp_path: Path) -> None:
    rows: Rows = [["Котов Пётр", "05.03.2020"], ["Ким Софья", "06.03.2020"]]
    read = read_roster(with_sheet(rows)(tmp_path), GROUPS, today=TODAY)
    complaint = (
        "Не найдены заголовки столбцов: над детьми ожидается строка вроде «ФИО ребёнка»,"
        " «Дата рождения», «Мама», «Телефон мамы»."
    )
    assert said(read) == [(LIST, None, None, complaint)]


def test_children_of_no_group_are_told_once(tmp_path: Path) -> None:
    rows: Rows = [["ФИО ребёнка", "Мама"], ["Котов Пётр", "Котова"], ["Ким Софья", "Ким"]]
    path = workbook(tmp_path / "list.xlsx", {"Лист1": rows})
    complaint = (
        "Не сказано, из какой группы эти дети: назовите лист как группу, добавьте столбец"
        " «Группа» или укажите группу через --group."
    )
    assert said(read_roster(path, GROUPS, today=TODAY)) == [("Лист1", None, None, complaint)]


def test_children_of_another_group_than_asked_are_not_taken(tmp_path: Path) -> None:
    path = with_sheet([HEAD, GOOD, row(A="Божьи коровки")])(tmp_path)
    read = read_roster(path, GROUPS, "hedgehogs", TODAY)
    complaint = "Здесь указана группа «Божьи коровки», а ожидается «Ёжики»."
    assert said(read) == [(LIST, "A3", None, complaint)]
    assert [child.name for child in read.children] == ["Софья"]


def test_zero_bytes_spoil_only_their_line(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("ФИО;Группа\nКотов\0Пётр;Ёжики\nКим Софья;Ёжики\n", "utf-8")
    read = read_roster(path, GROUPS, today=TODAY)
    complaint = "В столбце 1 этой строки нулевые байты: файл здесь повреждён."
    assert said(read) == [(None, None, 2, complaint)]
    assert [child.name for child in read.children] == ["Софья"]


def test_a_quotation_mark_that_is_never_closed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('ФИО;Группа\nКим Софья;Ёжики\n"Котов Пётр;Ёжики\nКотов Ян;Ёжики\n', "utf-8")
    read = read_roster(path, GROUPS, today=TODAY)
    complaint = "В этой строке открыта кавычка, которая нигде не закрыта."
    assert said(read) == [(None, None, 3, complaint)]
    assert [child.name for child in read.children] == ["Софья"]


def test_a_child_with_one_doubtful_row_is_left_out_whole(tmp_path: Path) -> None:
    rows: Rows = [
        ["Группа", "ФИО ребёнка", "Представитель", "Кем приходится", "Телефон"],
        ["Ёжики", "Котов Пётр", "Котова Анна", "мама", "8 916 123-45-67"],
        [None, None, "Котов Иван", "папа", "12345"],
        ["Ёжики", "Ким Софья", "Ким Ирина", "мама", "8 916 123-45-68"],
    ]
    read = read_roster(with_sheet(rows)(tmp_path), GROUPS, today=TODAY)
    assert said(read) == [(LIST, "E3", None, NO_PHONE)]
    assert [child.name for child in read.children] == ["Софья"]


def test_a_merged_cell_is_blamed_at_its_first_one(tmp_path: Path) -> None:
    rows: Rows = [
        ["Группа", "ФИО ребёнка", "Мама"],
        ["Белочки", "Котов Пётр", "Котова Анна"],
        [None, "Котов Фёдор", "Котова Анна"],
    ]

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A3")

    path = workbook(tmp_path / "list.xlsx", {LIST: rows}, merge)
    read = read_roster(path, GROUPS, today=TODAY)
    assert [problem.cell for problem in read.problems] == ["A2"]
