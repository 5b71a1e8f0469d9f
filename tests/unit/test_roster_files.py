"""What is no spreadsheet is refused in one sentence; what is an odd one is read all the same."""

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from rooms.roster.reading import RosterFileProblem, read_roster
from tests.support.office import libreoffice
from tests.support.requirements import lacking
from tests.support.roster_groups import GROUPS, TODAY
from tests.support.roster_shapes import FIXTURES, PROTECTED, make_protected
from tests.support.spreadsheets import Rows, workbook

ROWS: Rows = [["ФИО ребёнка", "Группа", "д.р."], ["Ким Софья", "Ёжики", date(2021, 2, 1)]]
DAMAGED = (
    "Файл повреждён или сохранён необычным образом: откройте его в программе для таблиц и"
    " сохраните ещё раз."
)
PASSWORD = "Файл защищён паролем: сохраните его без пароля и загрузите снова."
TOO_MANY = (
    "В файле слишком много ячеек. Скопируйте только строки с детьми в новый файл и возьмите его."
)
PICTURE = "Это картинка, звук или видео, а ожидается таблица."
DOCUMENT = "Это текстовый документ, а ожидается таблица."
NOT_A_TABLE = "Это не таблица. Читаются файлы, сохранённые как XLSX, ODS, XLS, CSV или TSV."


def refusal(path: Path) -> str:
    with pytest.raises(RosterFileProblem) as refused:
        read_roster(path, GROUPS, today=TODAY)
    return refused.value.problem.words("ru")


def names(path: Path) -> list[str]:
    read = read_roster(path, GROUPS, today=TODAY)
    assert [problem.what.words("ru") for problem in read.problems] == []
    return [child.name for child in read.children]


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def archive(parts: dict[str, bytes]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as container:
        for name, part in parts.items():
            container.writestr(name, part)
    return content.getvalue()


def changed(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """The container again, with something else in one of its parts."""
    with zipfile.ZipFile(path) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    path.write_bytes(archive(parts))
    return path


@pytest.fixture
def xlsx(tmp_path: Path) -> Path:
    return workbook(tmp_path / "list.xlsx", {"Лист1": ROWS})


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "cp866", "koi8-r"]
NO_SPREADSHEETS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "Файл пуст."),
    "empty lines": (b" \r\n\r\n", "Файл пуст."),
    "empty cells": (b";;;\r\n;;;\r\n", "В файле ничего не написано."),
    "JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(500), PICTURE),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(500), PICTURE),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "Это документ PDF, а ожидается таблица."),
    "DOCX": (archive({"word/document.xml": b"<a/>"}), DOCUMENT),
    "ODT": (archive({"mimetype": b"application/vnd.oasis.opendocument.text"}), DOCUMENT),
    "PPTX": (archive({"ppt/a.xml": b"<a/>"}), "Это презентация, а ожидается таблица."),
    "ZIP": (
        archive({"photo.txt": b"a"}),
        "Это архив с файлами. Распакуйте его и возьмите таблицу из него.",
    ),
    "XLSB": (
        archive({"xl/workbook.bin": b"a"}),
        "Это XLSB: откройте файл в Excel и сохраните как XLSX.",
    ),
    "HTML": (
        b"<html><table><tr><td>1</td></tr></table></html>",
        "Это веб-страница, как бы ни назывался файл: откройте её в программе для таблиц и"
        " сохраните как XLSX.",
    ),
    "XML": (
        b'<?xml version="1.0"?><Workbook/>',
        "Это XML: откройте файл в программе для таблиц и сохраните как XLSX.",
    ),
    "noise": (bytes(range(256)) * 20, NOT_A_TABLE),
    "half a character": (
        b"\xff\xfe\x24\x04\x18\x04\x00",
        "Текст обрывается или повреждён в строке 1: сохраните файл ещё раз.",
    ),
    "a broken ZIP": (b"PK\x03\x04 and then nothing", DAMAGED),
    "a broken XLSX": (archive({"xl/workbook.xml": b"<a/>"}), DAMAGED),
    "a broken ODS": (
        archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        DAMAGED,
    ),
    "a broken XLS": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), DAMAGED),
}


@pytest.mark.parametrize("kind", NO_SPREADSHEETS)
def test_what_is_no_spreadsheet_is_refused(kind: str, tmp_path: Path) -> None:
    content, complaint = NO_SPREADSHEETS[kind]
    assert refusal(written(tmp_path / "list.xlsx", content)) == complaint


@pytest.mark.parametrize("name", PROTECTED)
def test_a_password_is_told(name: str) -> None:
    assert refusal(FIXTURES / name) == PASSWORD


@pytest.mark.parametrize("name", PROTECTED)
def test_a_password_set_in_the_libreoffice_of_this_machine_is_told(
    name: str, tmp_path: Path
) -> None:
    if libreoffice() is None:
        lacking("this machine has no LibreOffice (make test-deps)")
    make_protected(name, tmp_path / name)
    assert refusal(tmp_path / name) == PASSWORD


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    assert refusal(path) == "В файле 50 МБ, а в списке может быть не больше 10 МБ."


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "Это не файл."


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    assert refusal(path) == f"Файла {path} нет."


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/any.xml"])
def test_a_bomb_does_not_unpack(part: str, xlsx: Path) -> None:
    with zipfile.ZipFile(xlsx, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr(f"{part}/more.xml", bytes(80 * 1024 * 1024))
    assert xlsx.stat().st_size < 200_000
    assert refusal(xlsx).startswith("Файл распаковывается больше чем в 40 МБ.")


def test_entities_do_not_unfold(xlsx: Path) -> None:
    entities = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]><worksheet '
    assert refusal(changed(xlsx, "xl/worksheets/sheet1.xml", b"<worksheet ", entities)) == DAMAGED


def test_a_formula_of_cells_without_end_is_refused(xlsx: Path) -> None:
    cells = b"<sheetData>" + b"<row>" + b"<c/>" * 400_000 + b"</row>"
    path = changed(xlsx, "xl/worksheets/sheet1.xml", b"<sheetData>", cells)
    assert refusal(path) == TOO_MANY


def test_a_merged_cell_as_large_as_the_sheet_is_refused(xlsx: Path) -> None:
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    path = changed(xlsx, "xl/worksheets/sheet1.xml", b"</sheetData>", merged)
    assert refusal(path) == TOO_MANY


def test_a_cell_in_the_far_corner_takes_no_memory(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", {"Лист1": [*ROWS, [*[None] * 300, "далеко"]]})
    assert names(path) == ["Софья"]
    path = changed(path, "xl/worksheets/sheet1.xml", b'r="3"', b'r="1048576"')
    path = changed(path, "xl/worksheets/sheet1.xml", b'r="KO3"', b'r="A1048576"')
    assert refusal(path) == TOO_MANY


def test_rows_repeated_without_end_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(FIXTURES / "merged-cells.ods") as container:
        content = container.read("content.xml")
    for repeated in (b"19000", b"1000000"):
        path = tmp_path / "list.ods"
        path.write_bytes((FIXTURES / "merged-cells.ods").read_bytes())
        row = content.index(b"<table:table-row", content.index("Ким Софья".encode()) - 2000)
        start = content[row : row + 16]
        assert start == b"<table:table-row"
        last = content.rindex(b"<table:table-row", 0, content.index("Ким Софья".encode()))
        tag = content[last : content.index(b">", last)]
        changed(path, "content.xml", tag, tag + b' table:number-rows-repeated="%s"' % repeated)
        assert refusal(path) == TOO_MANY


def test_a_text_without_end_is_refused(tmp_path: Path) -> None:
    line = "Ким Софья;Ёжики;;;;;;;;;;;;;;;\n"
    path = tmp_path / "list.csv"
    path.write_text("ФИО;Группа\n" + line * 25_000, "utf-8")
    assert refusal(path) == TOO_MANY


def test_a_cell_that_never_ends_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('ФИО;Группа\nКим Софья;Ёжики\n"Котов' + "\nКотов Пётр;Ёжики" * 20_000, "utf-8")
    assert refusal(path) == (
        "Ячейка, которая начинается в строке 3, слишком длинная: может быть, не закрыта кавычка?"
    )


def test_a_group_that_does_not_exist_is_told_at_once(xlsx: Path) -> None:
    with pytest.raises(RosterFileProblem) as refused:
        read_roster(xlsx, GROUPS, "коровки", TODAY)
    assert refused.value.problem.words("ru") == (
        "Не знаю группы «коровки»; может быть, «Божьи коровки»?"
        " Есть: Божьи коровки (ladybirds), Ёжики (hedgehogs)."
    )


def test_the_strings_of_1c_are_found(tmp_path: Path) -> None:
    with zipfile.ZipFile(FIXTURES / "sheet-a-group.xlsx") as container:
        parts = {name: container.read(name) for name in container.namelist()}
    parts["xl/SharedStrings.xml"] = parts.pop("xl/sharedStrings.xml")
    path = written(tmp_path / "list.xlsx", archive(parts))
    assert names(path) == names(FIXTURES / "sheet-a-group.xlsx")


def test_dates_since_1904_are_the_same_days(xlsx: Path) -> None:
    path = changed(xlsx, "xl/workbook.xml", b"<workbookPr ", b'<workbookPr date1904="1" ')
    (child,) = read_roster(path, GROUPS, today=date(2032, 1, 1)).children
    assert child.birth_date == date(2025, 2, 2)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_text_file_is_read_as_it_is(
    encoding: str, delimiter: str, line_end: str, tmp_path: Path
) -> None:
    rows = [
        ["Список детей, группа «Ёжики»"],
        ["ФИО ребёнка", "Группа", "Мама", "Телефон мамы"],
        ["Ким Софья", "Ёжики", "Ким Ирина", f'"89161234567{line_end}89161234568"'],
        ["Котов Фёдор", "Ёжики", "Котова Анна", "89161234569"],
    ]
    if encoding in ("cp866", "koi8-r"):
        rows[0] = ["Список детей"]
    if delimiter == ",":
        rows[0] = [f'"{rows[0][0]}"']
    text = line_end.join(delimiter.join(row) for row in rows)
    path = written(tmp_path / "list.csv", text.encode(encoding))
    read = read_roster(path, GROUPS, today=TODAY)
    assert read.problems == ()
    assert [child.guardians[0].phones for child in read.children] == [
        ("+79161234567", "+79161234568"),
        ("+79161234569",),
    ]


def test_the_line_of_a_row_below_a_line_break_is_right(tmp_path: Path) -> None:
    text = 'ФИО;Группа;Телефон\nКим Софья;Ёжики;"89161234567\n89161234568"\n\nКотов Ян;Белки;\n'
    path = written(tmp_path / "list.csv", text.encode())
    read = read_roster(path, GROUPS, today=TODAY)
    assert [problem.line for problem in read.problems] == [5]


def test_hidden_sheets_and_those_without_a_list_do_not_matter(tmp_path: Path) -> None:
    def hide(sheet: object) -> None:
        if getattr(sheet, "title", "") == "Справочник":
            sheet.sheet_state = "hidden"  # type: ignore[attr-defined]

    sheets: dict[str, Rows] = {
        "Лист1": ROWS,
        "Лист2": [],
        "Как заполнять": [["Дата рождения пишется так:"], ["05.03.2020"]],
        "Справочник": [["да", "нет"], ["мама", "папа"]],
    }
    assert names(workbook(tmp_path / "list.xlsx", sheets, hide)) == ["Софья"]
