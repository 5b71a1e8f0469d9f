"""``teremok archive`` as an administrator uses it, and as its page in docs/ says."""

import json
import re
import shlex
import zipfile
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.house import House
from bot.house_settings import Ports
from rooms.storage.database import Store
from tests.support.archive import FilledArchive, png

DOCS = (Path(__file__).parents[2] / "docs" / "archive.md").read_text(encoding="utf-8")

Command = Callable[..., Result]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("TEREMOK_LANGUAGE", "ru")
    monkeypatch.chdir(tmp_path)
    made = House.create(tmp_path / "data", "teremok.test", Ports())
    monkeypatch.setenv("TEREMOK_DATA", str(made.folder))
    return made


@pytest.fixture
async def filled(house: House) -> AsyncIterator[FilledArchive]:
    store = await Store.open(house.database_url)
    made = FilledArchive(store, house.media_folder)
    await made.open()
    await made.say("anna", "Анна Сергеевна", "Доброе утро")
    await made.post_file("anna", "Анна Сергеевна", png(), "утренник.png")
    yield made
    await store.close()


@pytest.fixture
def teremok(house: House) -> Command:
    def run(*words: str) -> Result:
        # A command runs a loop of its own, so it needs a thread of its own beside the test's.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(CliRunner().invoke, main, words).result()

    return run


async def test_the_list_has_a_line_an_event(filled: FilledArchive, teremok: Command) -> None:
    lines = teremok("archive", "list").output.splitlines()
    assert lines[0] == "2026-11-20 08:31  ladybirds  текст  Анна Сергеевна: Доброе утро"
    assert re.fullmatch(
        r"2026-11-20 08:32  ladybirds  фото  Анна Сергеевна:  \[утренник.png \d+ байт \w{12}\]",
        lines[1],
    )


async def test_json_is_a_list_of_everything(filled: FilledArchive, teremok: Command) -> None:
    found = json.loads(teremok("archive", "list", "--json").output)
    assert [row["kind"] for row in found] == ["text", "photo"]
    media = json.loads(teremok("archive", "list", "--json", "--kind", "media").output)
    assert [row["media"]["filename"] for row in media] == ["утренник.png"]
    assert json.loads(teremok("archive", "list", "--json", "--since", "2027-01-01").output) == []


async def test_times_are_the_institutions(filled: FilledArchive, teremok: Command) -> None:
    def count(*words: str) -> int:
        return len(json.loads(teremok("archive", "list", "--json", *words).output))

    assert count("--since", "2026-11-20T08:32") == 1
    assert count("--until", "2026-11-20T08:32") == 1
    assert count("--since", "2026-11-20", "--until", "2026-11-20") == 2
    assert count("--until", "2026-11-19") == 0


async def test_nothing_that_a_terminal_obeys_is_printed(
    filled: FilledArchive, teremok: Command
) -> None:
    await filled.say("x", "\x1b[31mX", "\x1b]0;title\x07\r\u202e a\nb")
    line = teremok("archive", "list").output.splitlines()[-1]
    assert "[31mX: ]0;title a b" in line
    assert line.isprintable()


async def test_an_empty_archive_says_so(teremok: Command) -> None:
    assert teremok("archive", "list").output == "Ничего такого в архиве нет.\n"
    assert json.loads(teremok("archive", "list", "--json").output) == []


@pytest.mark.parametrize(
    "words", [("list", "--room", "bees"), ("export", "--room", "bees", "--out", "x.zip")]
)
async def test_an_unknown_room_is_answered_with_those_that_exist(
    filled: FilledArchive, teremok: Command, words: tuple[str, ...]
) -> None:
    answer = teremok("archive", *words)
    assert answer.exit_code == 2
    assert answer.output == "teremok: Комнаты «bees» нет; есть комнаты: ladybirds.\n"
    assert not Path("x.zip").exists()


async def test_what_is_no_time_or_place_ends_with_one_clear_sentence(
    filled: FilledArchive, teremok: Command
) -> None:
    answer = teremok("archive", "list", "--since", "вчера")
    assert (answer.exit_code, "это не время" in answer.output) == (2, True)
    answer = teremok("archive", "export", "--room", "ladybirds", "--out", "no/where.zip")
    assert (answer.exit_code, answer.output.count("\n")) == (2, 1)
    assert "не удаётся записать" in answer.output


async def test_an_export_never_replaces_a_file_unasked(
    filled: FilledArchive, teremok: Command
) -> None:
    words = ("archive", "export", "--room", "ladybirds", "--out", "ladybirds.zip")
    assert teremok(*words).output == "ladybirds.zip записан: 2 сообщения, 1 файл.\n"
    before = Path("ladybirds.zip").read_bytes()
    refused = teremok(*words)
    assert (refused.exit_code, refused.output.count("\n")) == (2, 1)
    assert "--force" in refused.output
    assert Path("ladybirds.zip").read_bytes() == before
    assert teremok(*words, "--force").exit_code == 0


async def test_the_page_in_docs_is_right(filled: FilledArchive, teremok: Command) -> None:
    commands = re.findall(r"^\$ teremok (.+)$", DOCS, re.MULTILINE)
    assert len(commands) >= 6
    for command in commands:
        assert teremok(*shlex.split(command)).exit_code == 0, command
    documented = json.loads(re.findall(r"```json\n(.*?)```", DOCS, re.DOTALL)[0])
    row = json.loads(teremok("archive", "list", "--kind", "media", "--json").output)[0]
    for varies in ("sha256", "size"):
        assert type(documented["media"].pop(varies)) is type(row["media"].pop(varies))
    assert row == documented
    with zipfile.ZipFile("ladybirds.zip") as exported:
        names = exported.namelist()
    assert {"index.html", "messages.jsonl"} < set(names)


@pytest.mark.parametrize("words", [(), ("list",), ("export",)])
def test_help_has_an_example(teremok: Command, words: tuple[str, ...]) -> None:
    answer = teremok("archive", *words, "--help")
    assert answer.exit_code == 0
    assert not words or "teremok archive" in answer.output
