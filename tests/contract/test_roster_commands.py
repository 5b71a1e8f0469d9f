"""``teremok roster`` as an administrator uses it."""

import json
import os
import pty
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.house import House
from bot.house_settings import Ports
from tests.support.house import TEREMOK

COMMUNITY = """\
community: {name: Сад, slug: sad}
rooms: {staff: {name: Сотрудники}}
groups:
  - {key: ladybirds, name: Божьи коровки, chats: [{network: sandbox, id: ladybirds}]}
  - {key: bees, name: Пчёлки}
"""
LIST = """\
Группа;Фамилия;Имя;Отчество;Дата рождения;Мама;Телефон мамы;Папа;Телефон папы
ladybirds;Иванов;Пётр;Ильич;5.3.2020;Иванова Мария Петровна;8 916 123-45-67;Иванов Илья;89031112233
ladybirds;Сидорова;Дарья;;01.07.2019;Сидорова Ольга;+7 925 000-00-01;;
Пчёлки;Яковлев;Мирон;;12.12.2020;;;;
"""
CONSENTS = ("Согласие на фото", "да", "-", "")
SMALLER = "\n".join(LIST.splitlines()[:2]) + "\n"
DOUBTFUL = LIST.replace("8 916 123-45-67", "8 916 123")
EVERYTHING = ("Иванов", "Пётр", "Мария", "9161234567", "2020-03-05")

Run = Callable[..., Result]
Write = Callable[[str], str]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("TEREMOK_LANGUAGE", "ru")
    made = House.create(tmp_path / "data", "example.org", Ports())
    made.community_path.write_text(COMMUNITY, "utf-8")
    return made


@pytest.fixture
def run(house: House) -> Run:
    def command(*words: str, **more: Any) -> Result:
        # A command runs a loop of its own, so it needs a thread of its own beside the test's.
        whole = ["roster", *words, "--data", str(house.folder)]
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(CliRunner().invoke, main, whole, **more).result()

    return command


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def file(text: str) -> str:
        path = tmp_path / "list.csv"
        path.write_bytes(text.encode("utf-8"))
        return str(path)

    return file


@pytest.fixture
def imported(run: Run, write: Write) -> Run:
    done = run("import", write(LIST))
    assert done.exit_code == 0, done.output
    return run


def exported(run: Run) -> Any:
    return json.loads(run("export", "--json").stdout)


def guardian_id(run: Run, name: str) -> str:
    children = json.loads(run("list", "--json", "--show").stdout)
    [found] = {g["id"] for child in children for g in child["guardians"] if g["name"] == name}
    return str(found)


def test_a_dry_run_shows_what_would_come_and_writes_nothing(run: Run, write: Write) -> None:
    told = run("import", write(LIST), "--dry-run")
    assert told.exit_code == 0
    assert told.stdout.count("новый") == 3
    assert "Дети: новые — 3." in told.stdout
    assert exported(run) == {"children": [], "problems": []}


def test_the_dry_run_for_programs_is_the_roster_that_the_file_holds(run: Run, write: Write) -> None:
    roster = json.loads(run("import", write(LIST), "--dry-run", "--json").stdout)
    assert roster["problems"] == []
    assert [child["name"] for child in roster["children"]] == ["Мирон", "Пётр", "Дарья"]
    assert roster["children"][1] == {
        "surname": "Иванов",
        "name": "Пётр",
        "patronymic": "Ильич",
        "birth_date": "2020-03-05",
        "group": "ladybirds",
        "guardians": [
            {
                "name": "Иванова Мария Петровна",
                "relation": "mother",
                "phones": ["+79161234567"],
                "language": None,
                "blocked": False,
            },
            {
                "name": "Иванов Илья",
                "relation": "father",
                "phones": ["+79031112233"],
                "language": None,
                "blocked": False,
            },
        ],
    }


def test_what_is_exported_is_what_the_dry_run_showed(imported: Run, write: Write) -> None:
    shown = json.loads(imported("import", write(LIST), "--dry-run", "--json").stdout)
    assert exported(imported) == shown


def test_the_exported_spreadsheet_can_be_imported_again(
    imported: Run, write: Write, tmp_path: Path
) -> None:
    spreadsheet = imported("export", "--csv").stdout_bytes
    path = tmp_path / "again.csv"
    path.write_bytes(spreadsheet)
    again = imported("import", str(path))
    assert (again.exit_code, again.stdout) == (0, "Список уже такой, как в файле.\n")
    before = exported(imported)
    imported("import", write(LIST.replace("Пётр", "Павел")))
    imported("import", str(path))
    assert exported(imported) == before


@pytest.mark.parametrize(("answer", "comes"), [("n", 0), ("y", 3)])
def test_on_a_terminal_one_is_asked_first(
    house: House, run: Run, write: Write, answer: str, comes: int
) -> None:
    keyboard, terminal = pty.openpty()
    os.write(keyboard, f"{answer}\n".encode())
    words = [*TEREMOK, "roster", "import", write(LIST), "--data", str(house.folder)]
    done = subprocess.run(words, stdin=terminal, capture_output=True, text=True, timeout=120)
    os.close(terminal)
    os.close(keyboard)
    assert done.returncode == (0 if comes else 1), done.stderr
    assert "Записать?" in done.stderr
    assert len(exported(run)["children"]) == comes


def test_what_others_may_see_tells_nobody_apart(imported: Run, write: Write) -> None:
    for words in (
        ("list",),
        ("list", "--json"),
        ("reach",),
        ("reach", "--json"),
        ("diff", write(SMALLER)),
        ("diff", write(SMALLER), "--json"),
        ("import", write(LIST.replace("5.3.2020", "6.3.2020")), "--dry-run"),
    ):
        output = imported(*words).output
        assert "И…" in output or "С…" in output, words
        assert not [secret for secret in EVERYTHING if secret in output], words


def test_with_show_everything_is_seen(imported: Run) -> None:
    shown = imported("list", "--show").stdout
    assert all(secret in shown for secret in EVERYTHING)


def test_doubtful_rows_are_told_and_nothing_is_written(run: Run, write: Write) -> None:
    told = run("import", write(DOUBTFUL))
    assert told.exit_code == 1
    assert "строка 2" in told.stdout
    assert told.stderr == (
        "Ничего не записано. Исправьте непонятные строки или пропустите их: --skip-bad-rows\n"
    )
    assert exported(run)["children"] == []


def test_a_dry_run_tells_doubtful_rows_to_programs(run: Run, write: Write) -> None:
    told = run("import", write(DOUBTFUL), "--dry-run", "--json")
    assert told.exit_code == 1
    [problem] = json.loads(told.stdout)["problems"]
    assert problem["line"] == 2
    assert problem["what"]


def test_without_the_doubtful_rows_the_others_come_and_nobody_goes(
    imported: Run, write: Write
) -> None:
    before = exported(imported)["children"]
    done = imported("import", write(DOUBTFUL.replace("Сидорова Ольга", "")), "--skip-bad-rows")
    assert done.exit_code == 0, done.output
    assert "выбывших не отмечаем" in done.stderr
    assert len(exported(imported)["children"]) == len(before)


def test_who_is_absent_has_left_only_in_the_groups_of_the_file(imported: Run, write: Write) -> None:
    told = json.loads(imported("import", write(SMALLER), "--json", "--show").stdout)
    assert told["counts"] == {"new": 0, "changed": 0, "moved": 0, "left": 1, "returned": 0}
    assert told["changes"][0]["child"]["name"] == "Дарья"
    assert told["written"]
    assert [child["name"] for child in exported(imported)["children"]] == ["Мирон", "Пётр"]


def test_what_changes_is_told_without_telling_who(imported: Run, write: Write) -> None:
    changed = (
        LIST.replace("8 916 123-45-67", "8 916 123-45-68")
        .replace("Иванов Илья;89031112233", ";")
        .replace("01.07.2019", "02.07.2019")
        .replace("Пчёлки;Яковлев;Мирон", "ladybirds;Яковлев;Мирон")
    )
    told = imported("diff", write(changed)).stdout
    assert "мама: телефон; папа: больше нет" in told
    assert "дата рождения" in told
    assert "bees → ladybirds" in told
    changes = json.loads(imported("diff", write(changed), "--json").stdout)["changes"]
    assert {one["kind"] for one in changes} == {"changed", "moved"}
    assert {"relation": "mother", "different": ["phones"]} in changes[0]["guardians"]


def test_the_consent_to_photos_is_told_everywhere(imported: Run, write: Write) -> None:
    lines = [f"{line};{cell}" for line, cell in zip(LIST.splitlines(), CONSENTS, strict=True)]
    told = imported("diff", write("\n".join(lines))).stdout
    assert told.count("согласие на фото") == 2
    assert imported("import", write("\n".join(lines))).exit_code == 0
    known = {child["name"]: child.get("photo_consent") for child in exported(imported)["children"]}
    assert known == {"Пётр": True, "Дарья": False, "Мирон": None}
    listed = imported("list").stdout
    assert "Фото" in listed
    assert [listed.count(f" {word} ") for word in ("да", "нет")] == [1, 1]
    assert imported("diff", write(LIST)).stdout == "Список уже такой, как в файле.\n"


def test_a_list_without_groups_is_of_the_group_that_is_named(run: Run, write: Write) -> None:
    lines = [line.partition(";")[2] for line in SMALLER.splitlines()]
    done = run("import", write("\n".join(lines)), "--group", "bees")
    assert done.exit_code == 0, done.output
    assert [child["group"] for child in exported(run)["children"]] == ["bees"]


def test_a_group_that_nobody_knows_is_named(run: Run, write: Write) -> None:
    told = run("import", write(LIST), "--group", "wasps")
    assert told.exit_code == 2
    assert told.stderr == "teremok: Не знаю группы «wasps», есть: ladybirds, bees.\n"


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_what_is_no_spreadsheet_is_told_in_one_line(
    run: Run, tmp_path: Path, more: tuple[str, ...]
) -> None:
    picture = tmp_path / "photo.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 500)
    told = run("import", str(picture), *more)
    assert told.exit_code == 2
    assert told.stderr.startswith("teremok: photo.csv: ")
    assert told.stderr.count("\n") == 1
    if more:
        [problem] = json.loads(told.stdout)["problems"]
        assert problem["what"] in told.stderr


def test_a_file_that_is_not_there_is_told_in_one_line(run: Run) -> None:
    told = run("import", "/nowhere/list.csv")
    assert told.exit_code == 2
    assert told.stderr.startswith("teremok: ")
    assert told.stderr.count("\n") == 1


def test_reach_counts_who_can_be_reached(imported: Run) -> None:
    imported("link", guardian_id(imported, "Иванов Илья"), "sandbox", "ilya")
    groups = json.loads(imported("reach", "--json", "--show").stdout)["groups"]
    assert [group["group"] for group in groups] == ["ladybirds", "bees"]
    ladybirds, bees = groups
    assert (ladybirds["children"], ladybirds["children_reached"]) == (2, 1)
    assert (ladybirds["guardians"], ladybirds["guardians_reached"]) == (3, 1)
    assert [one["name"] for one in ladybirds["unreached"]] == [
        "Иванова Мария Петровна",
        "Сидорова Ольга",
    ]
    assert [child["name"] for child in bees["without_guardians"]] == ["Мирон"]
    words = imported("reach", "--show").stdout
    assert "1 из 2" in words
    assert "1 из 3" in words
    assert "мессенджер неизвестен" in words


def test_a_guardian_can_be_named_by_phone_or_name(imported: Run) -> None:
    for number, guardian in enumerate(("8 (916) 123-45-67", "Мария Петровна", "иванова мария")):
        done = imported("link", guardian, "sandbox", f"account-{number}", "--json")
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout)["guardian"] == int(
            guardian_id(imported, "Иванова Мария Петровна")
        )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("link", "777", "sandbox", "x"), "Такого представителя в списке нет"),
        (("link", "Олег", "sandbox", "x"), "Такого представителя в списке нет"),
        (("link", "Мария", "telegram", "x"), "Ни у одной группы нет чата в «telegram»"),
        (("link", "Мария", "sandbox", " "), "Это не номер аккаунта"),
        (("unlink", "sandbox", "x"), "и так ничей из списка"),
        (("token", "Мария", "telegram"), "Ни у одной группы нет чата в «telegram»"),
    ],
)
def test_what_cannot_be_linked_is_told_in_one_line(
    imported: Run, words: tuple[str, ...], said: str
) -> None:
    told = imported(*words)
    assert told.exit_code == 2
    assert said in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_name_that_two_have_asks_for_the_id(imported: Run, write: Write) -> None:
    imported("import", write(LIST.replace("Сидорова Ольга", "Сидорова Мария")))
    told = imported("token", "Мария", "sandbox")
    assert told.exit_code == 2
    assert "Напишите номер" in told.stderr


def test_a_token_is_printed_once_and_is_each_time_another(imported: Run) -> None:
    first, second = (imported("token", "Ольга", "sandbox").stdout for _ in range(2))
    assert first.startswith("teremok-")
    assert first != second


def test_one_format_is_asked_for_in_an_export(imported: Run) -> None:
    for formats in ((), ("--json", "--csv")):
        assert imported("export", *formats).exit_code == 2


def test_nothing_a_name_contains_is_obeyed_by_the_terminal(run: Run, write: Write) -> None:
    told = run("import", write(LIST.replace("Дарья", "Да[red]рья")), "--dry-run", "--show")
    assert "\x1b" not in told.output
