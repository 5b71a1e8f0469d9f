"""Whether a child may be shown in pictures, as kindergartens write it into their lists."""

from dataclasses import replace
from pathlib import Path

import pytest

from rooms.roster.comparing import compare
from rooms.roster.export import child_as_json, roster_as_csv
from rooms.roster.headers import Attribute, meaning_of
from rooms.roster.model import Child, ReadRoster
from rooms.roster.photo_consents import UNCLEAR, photo_consent
from rooms.roster.reading import read_roster
from rooms.storage.roster import StoredChild
from tests.support.roster_groups import GROUPS, TODAY
from tests.support.spreadsheets import workbook

SOPHIA = Child("Ким", "Софья", "", None, "hedgehogs")
ASKED = "Согласие на фото"


@pytest.mark.parametrize(
    "header",
    ["Согласие на фото", "согласие на фото и видео", "Согласие на фотосъёмку", "СОГЛАСИЕ НА ФОТО",
     "Согласие на фото- и видеосъёмку", "Согласие на фотосьемку", "Разрешение на фото", "Фото",
     "Съёмка", "Публикация фото", "Фото (да/нет)", "Фото/видео", "Фотографирование", "Фотосъёмка",
     "Согласие родителей на размещение фотографий на сайте", "Можно фото", "Снимать можно",
     "Согласие на публикацию изображения ребёнка", "Разрешение на съёмку детей", "Photo consent",
     "Consent to photos", "Photos", "Photo permission", "Photos allowed", "Photo/video consent",
     "Согласие на использование фото в соцсетях", "Фото разрешено?"],
)  # fmt: skip
def test_a_column_about_pictures(header: str) -> None:
    meaning = meaning_of(header)
    assert meaning is not None
    assert set(meaning.attributes) == {Attribute.PHOTO_CONSENT}


@pytest.mark.parametrize(
    "header",
    ["Фото ребёнка", "Согласие", "Согласие на обработку персональных данных", "Фотограф",
     "Сдали на фотографа", "Деньги на фото", "Фотоальбом", "Согласие на прививки", "Публикация",
     "Запрет на фото", "Не фотографировать", "Запрет на съёмку", "Отказ от фото", "No photos"],
)  # fmt: skip
def test_other_columns_are_not_about_consent(header: str) -> None:
    assert meaning_of(header) is None


def test_a_custody_block_is_found_beside_pictures() -> None:
    meaning = meaning_of("Запрет на общение и фото")
    assert meaning is not None
    assert set(meaning.attributes) == {Attribute.BLOCKED}


@pytest.mark.parametrize(
    "text",
    ["да", "Да.", "+", "1", "yes", "Y", "true", "есть", "согласны", "Согласен", "✓", "дано", "даю",
     "не против", "да, согласны", "согласие дано", "Согласие есть", "разрешено", "можно",
     "подписано", "Мама согласна", "не возражаем", "согласие - да"],
)  # fmt: skip
def test_what_means_yes(text: str) -> None:
    assert photo_consent(text) is True


@pytest.mark.parametrize(
    "text",
    ["нет", "Нет!", "-", "—", "–", "0", "no", "N", "false", "не дано", "против", "не согласны",
     "отказ", "запрещено", "нельзя", "нет согласия", "без согласия", "не разрешаем", "не сдали",
     "нет, против", "против съёмки", "not given"],
)  # fmt: skip
def test_what_means_no(text: str) -> None:
    assert photo_consent(text) is False


@pytest.mark.parametrize("text", ["", "  ", "н/д", "."])
def test_nothing_is_unknown(text: str) -> None:
    assert photo_consent(text) is None


@pytest.mark.parametrize(
    "text",
    ["?", "да?", "да, кроме соцсетей", "только на стенд", "спросить маму", "да/нет", "2", "х",
     "нет, не против", "фото", "не", "IMG_1.jpg", "без ограничений"],
)  # fmt: skip
def test_consent_is_never_guessed(text: str) -> None:
    assert photo_consent(text) == UNCLEAR


def read(folder: Path, head: list[str], *rows: list[object]) -> ReadRoster:
    titles = ["Группа", "ФИО ребёнка", "Мама", *head]
    path = workbook(folder / "list.xlsx", {"Список": [titles, *rows]})
    return read_roster(path, GROUPS, today=TODAY)


def sophia(*cells: object, mother: object = None) -> list[object]:
    return ["Ёжики", "Ким Софья", mother, *cells]


@pytest.mark.parametrize(
    ("cell", "consent"), [("да", True), (True, True), (1, True), (0, False), (None, None)]
)
def test_the_cell_says_it_of_the_child(tmp_path: Path, cell: object, consent: bool | None) -> None:
    found = read(tmp_path, [ASKED], sophia(cell))
    assert found == ReadRoster((replace(SOPHIA, photo_consent=consent),))
    assert found.children[0].photo_asked


@pytest.mark.parametrize(
    ("cells", "consent"),
    [(("да", "да"), True), (("да", "нет"), False), (("да", None), None), ((None, "нет"), False)],
)
def test_of_several_columns_each_has_to_allow_it(
    tmp_path: Path, cells: tuple[object, ...], consent: bool | None
) -> None:
    found = read(tmp_path, [ASKED, "Согласие на видео"], sophia(*cells))
    assert [child.photo_consent for child in found.children] == [consent]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("first", "second", "consent"),
    [("да", "да", True), ("да", None, True), (None, "нет", False), (None, None, None)],
)
def test_rows_of_one_child_complete_each_other(
    tmp_path: Path, first: object, second: object, consent: bool | None
) -> None:
    rows = sophia(first, mother="Ким Ирина"), sophia(second)
    found = read(tmp_path, [ASKED], *rows)
    assert [child.photo_consent for child in found.children] == [consent]


def test_a_row_that_only_goes_on_completes_it_too(tmp_path: Path) -> None:
    rows = sophia(None), [None, None, "Ким Ирина", "нет"]
    [child] = read(tmp_path, [ASKED], *rows).children
    assert child.photo_consent is False


@pytest.mark.parametrize("named", [True, False])
def test_rows_that_contradict_each_other_are_told(tmp_path: Path, named: bool) -> None:
    further = sophia("нет") if named else [None, None, "Ким Ирина", "нет"]
    found = read(tmp_path, [ASKED], sophia("да", mother="Ким Ирина"), further)
    assert found.children == ()
    [problem] = found.problems
    assert problem.cell == "D3"
    words = "В строке 2 («Список») о съёмке этого ребёнка сказано обратное."
    assert problem.what.words("ru") == words


def test_a_cell_that_is_not_clear_is_told(tmp_path: Path) -> None:
    good = ["Ёжики", "Котов Пётр", None, "да"]
    found = read(tmp_path, [ASKED], sophia("да, кроме соцсетей"), good)
    assert [child.name for child in found.children] == ["Пётр"]
    [problem] = found.problems
    words = "Непонятно, можно ли показывать этого ребёнка на фото: ожидается «да» или «нет»."
    assert (problem.sheet, problem.cell, problem.what.words("ru")) == ("Список", "D2", words)


def test_programs_are_told_what_is_known_only() -> None:
    assert "photo_consent" not in child_as_json(SOPHIA)
    for consent in (True, False):
        known = replace(SOPHIA, photo_consent=consent)
        assert child_as_json(known)["photo_consent"] is consent
        assert child_as_json(known, mask=True)["photo_consent"] is consent


def test_the_exported_spreadsheet_says_the_same(tmp_path: Path) -> None:
    children = tuple(
        replace(SOPHIA, name=name, photo_consent=consent)
        for name, consent in (("Анна", True), ("Вера", False), ("Софья", None))
    )
    path = tmp_path / "again.csv"
    path.write_text(roster_as_csv(children), "utf-8-sig")
    assert read_roster(path, GROUPS, today=TODAY).children == children


def test_what_is_known_changes_only_where_it_was_asked() -> None:
    known = [StoredChild(1, replace(SOPHIA, photo_consent=True), ())]
    assert compare(known, [SOPHIA], {"hedgehogs"}) == ()
    [withdrawn] = compare(known, [replace(SOPHIA, photo_consent=False)], {"hedgehogs"})
    assert (withdrawn.kind, withdrawn.aspects) == ("changed", ("photo consent",))
    [emptied] = compare(known, [replace(SOPHIA, photo_asked=True)], {"hedgehogs"})
    assert emptied.aspects == ("photo consent",)
    [moved] = compare(known, [replace(SOPHIA, group="ladybirds")], {"hedgehogs", "ladybirds"})
    assert (moved.kind, moved.child.photo_consent) == ("moved", True)
