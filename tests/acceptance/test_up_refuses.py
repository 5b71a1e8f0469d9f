"""What `teremok up` cannot do is told in one line, with exit code 2, and nothing is touched."""

import asyncio
import os
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.house import DATA_VERSION, House, HouseLock, Run
from bot.house_settings import Ports
from rooms.storage.database import Store
from tests.support.ports import free_ports

Touched = dict[str, tuple[int, int, bytes | str]]


@pytest.fixture
def ports() -> Ports:
    homeserver, console, sandbox = free_ports(3)
    return Ports(homeserver=homeserver, console=console, sandbox=sandbox)


@pytest.fixture
def house(tmp_path: Path, ports: Ports) -> House:
    return House.create(tmp_path / "data", "sad24.test", ports)


@pytest.fixture(autouse=True)
def russian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEREMOK_LANGUAGE", "ru")


def up(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["up", "--data", str(folder), *words])


def state(folder: Path) -> Touched:
    """Everything in a folder, with the times at which it was changed."""
    found: Touched = {}
    for path in (folder, *sorted(folder.rglob("*"))):
        about = path.lstat()
        what: bytes | str = str(path.readlink()) if path.is_symlink() else ""
        if path.is_file() and not path.is_symlink():
            what = path.read_bytes()
        found[str(path.relative_to(folder))] = (about.st_mtime_ns, about.st_mode, what)
    return found


def refused(result: Result, *words: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("teremok: ")
    for part in words:
        assert part in result.stderr


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize("which", ["homeserver", "console", "sandbox"])
def test_a_port_that_is_taken(house: House, taken: int, which: str) -> None:
    before = state(house.folder)
    result = up(house.folder, f"--{which}-port", str(taken))
    refused(result, f"Порт {taken}", f"--{which}-port")
    assert state(house.folder) == before


def test_a_port_that_is_taken_on_the_first_start_leaves_no_folder(
    tmp_path: Path, taken: int
) -> None:
    folder = tmp_path / "new"
    refused(up(folder, "--homeserver-port", str(taken)), f"Порт {taken}")
    assert not folder.exists()


def test_one_port_for_two_parts(house: House) -> None:
    before = state(house.folder)
    port = str(house.settings.ports.homeserver)
    refused(up(house.folder, "--console-port", port), "только один раз")
    assert state(house.folder) == before


@pytest.mark.parametrize(
    ("name", "written", "words"),
    [
        ("community.yaml", "community: {name: Сад, slug: sad}\nrooms: [\n", ["community.yaml:3:1"]),
        ("community.yaml", "comunity: {}\n", ["community.yaml:1:1", "community"]),
        ("regulation.yaml", "clauses:\n  - id: '1'\n    rule: hours\n", ["regulation.yaml:2"]),
        ("regulation.yaml", "", ["regulation.yaml:1:1"]),
        ("teremok.yaml", "server_name: sad24.test\nports: {console: eighteen}\n", ["yaml:2:"]),
        ("teremok.yaml", "server_name: [1]\n", ["teremok.yaml:1:"]),
        ("teremok.yaml", "server_name: Сад\n", ["teremok.yaml:1:14", "sad24.example.org"]),
        ("teremok.yaml", "server_name: a.b\ndatabase: mysql://x\n", ["yaml:2:", "PostgreSQL"]),
    ],
)
def test_a_broken_file_is_told_with_line_and_column(
    house: House, name: str, written: str, words: list[str]
) -> None:
    (house.folder / name).write_text(written)
    before = state(house.folder)
    refused(up(house.folder), *words)
    assert state(house.folder) == before


@pytest.mark.parametrize("option", ["--community", "--regulation"])
def test_a_broken_file_that_was_given_leaves_no_folder(tmp_path: Path, option: str) -> None:
    given = tmp_path / "given.yaml"
    given.write_text("a: [")
    folder = tmp_path / "new"
    refused(up(folder, option, str(given)), "given.yaml:2:1: ")
    refused(up(folder, option, str(tmp_path / "nothing.yaml")), "nothing.yaml")
    refused(up(folder, option, str(tmp_path)))
    assert not folder.exists()


def test_a_folder_of_a_newer_version(house: House) -> None:
    (house.folder / "version").write_text(f"{DATA_VERSION + 1}\n")
    before = state(house.folder)
    refused(up(house.folder), "более новым Теремком")
    assert state(house.folder) == before


async def test_a_database_of_a_newer_version(house: House) -> None:
    store = await Store.open(house.database_url)
    await store.close()
    with sqlite3.connect(house.folder / "teremok.db") as database:
        database.execute("UPDATE teremok_version SET version = 1000")
    database.close()
    before = (house.folder / "teremok.db").read_bytes()
    result = await asyncio.to_thread(up, house.folder)
    refused(result, "более новым Теремком")
    assert (house.folder / "teremok.db").read_bytes() == before


def test_a_database_that_is_out_of_reach(house: House) -> None:
    (port,) = free_ports(1)
    path = house.folder / "teremok.yaml"
    path.write_text(path.read_text() + f"\ndatabase: postgres://a:b@127.0.0.1:{port}/c\n")
    refused(up(house.folder), "База данных не отвечает")


def test_a_second_start_on_the_same_folder(house: House) -> None:
    lock = HouseLock(house.folder)
    before = state(house.folder)
    refused(up(house.folder), "уже запущен")
    assert state(house.folder) == before
    lock.release()


def test_another_name_for_a_house_that_has_one(house: House) -> None:
    before = state(house.folder)
    refused(up(house.folder, "--server-name", "other.org"), "sad24.test")
    assert state(house.folder) == before


def test_a_name_that_no_server_can_have(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    refused(up(folder, "--server-name", "наш сад"), "наш сад")
    assert not folder.exists()


def test_a_place_where_no_folder_can_be(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    refused(up(file), "не папка")
    refused(up(file / "data"), "нельзя создать папку")
    refused(up(Path("/proc/no-such-folder")))
    assert file.read_text() == ""


def test_a_folder_into_which_nothing_can_be_written(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        tmp_path.chmod(0o555)
        refused(up(tmp_path), "нельзя ничего записать")
        refused(up(tmp_path / "data"), "нельзя создать папку")
        tmp_path.chmod(0o755)
        return
    # To root only a file system that cannot be written refuses.
    refused(up(Path("/sys/kernel")), "/sys/kernel")


@pytest.mark.parametrize("port", ["0", "65536", "-1", "x"])
def test_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    result = up(tmp_path / "new", "--console-port", port)
    assert result.exit_code == 2
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "words", [["user", "list"], ["user", "add", "anna"], ["user", "remove", "anna"]]
)
def test_a_command_without_a_house(tmp_path: Path, words: list[str]) -> None:
    result = CliRunner().invoke(main, [*words, "--data", str(tmp_path)])
    refused(result, "дома нет")
    assert list(tmp_path.iterdir()) == []


def test_an_account_in_a_house_that_is_not_running(house: House) -> None:
    result = CliRunner().invoke(main, ["user", "add", "anna", "--data", str(house.folder)])
    refused(result, "не запущен")
    house.begin_run(Run(pid=1, internal=2, homeserver=3, console=4, sandbox=5))  # and was killed
    result = CliRunner().invoke(main, ["user", "add", "anna", "--data", str(house.folder)])
    refused(result, "не запущен")


def test_every_command_has_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (["up"], ["user", "add"], ["user", "list"], ["user", "remove"]):
        shown = CliRunner().invoke(main, [*words, "--help"])
        assert shown.exit_code == 0
        assert f"teremok {' '.join(words)} " in shown.stdout


def test_a_house_that_was_moved_is_the_same_house(house: House, tmp_path: Path) -> None:
    shutil.move(house.folder, tmp_path / "moved")
    moved = House.open(tmp_path / "moved")
    assert moved.secrets.as_token == House.open(tmp_path / "moved").secrets.as_token != ""
    assert moved.community_path.exists()
