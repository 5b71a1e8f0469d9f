"""A house's folder: what it begins with, what is kept, what is refused."""

import fcntl
import json
import os
import stat
import threading
from pathlib import Path

import pytest

from bot.house import DATA_VERSION, House, HouseLock, HouseProblem, Run
from bot.house_settings import HouseSettings, Ports, settings_text
from bot.starting.files import put_in_place
from policies.regulation import Regulation
from rooms.community import Community
from rooms.files.yaml_file import FileProblem, load
from rooms.storage.database import Store

PORTS = Ports(homeserver=18008, console=18009, sandbox=18010)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House.create(tmp_path / "дом № 1", "sad24.example.org", PORTS)


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_new_house_has_files_that_its_own_program_understands(house: House) -> None:
    assert load(house.community_path, Community).groups
    assert load(house.regulation_path, Regulation).clauses
    assert house.server_name == "sad24.example.org"
    assert house.settings.ports == PORTS
    assert house.bot_id == "@teremok:sad24.example.org"


def test_nobody_else_can_read_the_secrets(house: House) -> None:
    folder = house.folder / "secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(house.folder.stat().st_mode) == 0o700


def test_every_secret_is_another_one(house: House) -> None:
    values = [path.read_text() for path in (house.folder / "secrets").iterdir()]
    assert len(values) == len(set(values)) >= 7
    assert all(len(value.strip()) >= 17 for value in values)


def test_making_a_house_again_changes_nothing(house: House) -> None:
    before = content(house.folder)
    House.create(house.folder, house.server_name, PORTS)
    assert content(house.folder) == before


def test_files_that_were_there_before_the_house_are_kept(tmp_path: Path) -> None:
    (tmp_path / "community.yaml").write_text("community: {name: Мой сад, slug: moj}")
    House.create(tmp_path, "sad24.example.org", PORTS)
    assert (tmp_path / "community.yaml").read_text() == "community: {name: Мой сад, slug: moj}"


@pytest.mark.parametrize(("language", "word"), [("ru", "пишут"), ("en", "write")])
def test_the_rules_are_in_the_language_of_the_community(
    tmp_path: Path, language: str, word: str
) -> None:
    community = {"community": {"name": "24", "slug": "sad24", "language": language}}
    (tmp_path / "community.yaml").write_text(json.dumps(community))
    house = House.create(tmp_path, "sad24.example.org", PORTS)
    assert word in load(house.regulation_path, Regulation).clauses[0].text


async def test_the_database_is_found_whatever_the_folder_is_called(house: House) -> None:
    store = await Store.open(house.database_url)
    await store.close()
    assert (house.folder / "teremok.db").exists()


def test_a_folder_of_a_newer_version_is_left_alone(house: House) -> None:
    (house.folder / "version").write_text(f"{DATA_VERSION + 1}\n")
    with pytest.raises(HouseProblem, match="newer Teremok"):
        House.open(house.folder)


@pytest.mark.parametrize("damaged", [b"", b"one", "²".encode(), b"-1", b"1" * 5000, b"\xff"])
def test_a_version_that_nobody_understands_is_left_alone(house: House, damaged: bytes) -> None:
    (house.folder / "version").write_bytes(damaged)
    with pytest.raises(HouseProblem, match="does not say which version"):
        House.open(house.folder)


def test_an_empty_folder_is_no_house(tmp_path: Path) -> None:
    with pytest.raises(HouseProblem, match="teremok up --data"):
        House.open(tmp_path)


def test_a_mistake_in_the_settings_is_told_with_its_line(house: House) -> None:
    path = house.folder / "teremok.yaml"
    path.write_text(path.read_text().replace("console: 18009", "console: eighteen"))
    with pytest.raises(FileProblem, match=r"teremok\.yaml:\d+:\d+"):
        House.open(house.folder)


@pytest.mark.parametrize(
    "name", ["", "-a", "a-", "a..b", "сад.рф", "UPPER.org", "a b", "a:8448", "@a", "a" * 300]
)
def test_a_server_cannot_be_called_anything(name: str) -> None:
    with pytest.raises(ValueError, match="server_name"):
        HouseSettings(server_name=name)


@pytest.mark.parametrize("name", ["teremok.local", "sad24", "sad-24.example.org", "10.0.0.1"])
def test_a_server_can_be_called_as_hosts_are(name: str) -> None:
    assert HouseSettings(server_name=name).server_name == name


@pytest.mark.parametrize("reader", ["10.0.0.5", "10.0.0.0/24", "10.0.0.5/24", "fd00::/8"])
def test_who_reads_the_figures_is_named_by_address_or_network(reader: str) -> None:
    assert HouseSettings(server_name="a", metrics_readers=[reader]).metrics_readers == [reader]


@pytest.mark.parametrize("reader", ["sad24.ru", "10.0.0", "10.0.0.0/40", ""])
def test_who_reads_the_figures_is_not_named_otherwise(reader: str) -> None:
    with pytest.raises(ValueError, match="metrics_readers"):
        HouseSettings(server_name="a", metrics_readers=[reader])


def test_the_example_of_readers_leaves_this_machine_among_them(tmp_path: Path) -> None:
    text = settings_text("a", PORTS).replace("# metrics_readers:", "metrics_readers:")
    (tmp_path / "teremok.yaml").write_text(text, encoding="utf-8")
    readers = load(tmp_path / "teremok.yaml", HouseSettings).metrics_readers
    assert readers is not None
    assert "127.0.0.1" in readers
    assert len(readers) > 1


def test_one_folder_has_one_house_running(house: House) -> None:
    lock = HouseLock(house.folder)
    with pytest.raises(HouseProblem, match="already running"):
        HouseLock(house.folder)
    assert HouseLock.is_held(house.folder)
    lock.release()
    assert not HouseLock.is_held(house.folder)
    HouseLock(house.folder).release()


def test_who_looks_whether_a_house_runs_keeps_none_from_starting(house: House) -> None:
    handle = os.open(house.folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_SH)  # `teremok status` in the moment in which it looks
    assert not HouseLock.is_held(house.folder)
    threading.Timer(0.05, os.close, [handle]).start()
    HouseLock(house.folder).release()


def test_other_commands_find_the_ports_of_the_present_run(house: House) -> None:
    house.begin_run(Run(pid=1, internal=5, homeserver=6, console=7, sandbox=8))
    seen = House.open(house.folder)
    assert seen.internal_url == "http://127.0.0.1:5"
    assert seen.console_url == "http://127.0.0.1:7"
    house.end_run()
    assert House.open(house.folder).console_url == "http://127.0.0.1:18009"
    with pytest.raises(HouseProblem, match="not running"):
        _ = House.open(house.folder).internal_url


def test_a_damaged_run_file_is_as_no_run(house: House) -> None:
    (house.folder / "run" / "run.json").write_text('{"pid": 1, "strange": 2}')
    assert House.open(house.folder).run is None


def test_a_given_file_stays_the_one_that_people_edit(house: House, tmp_path: Path) -> None:
    given = tmp_path / "ours.yaml"
    given.write_text("clauses: []")
    kept = put_in_place(given, house.regulation_path)
    assert kept is not None
    assert load(kept, Regulation).clauses
    assert put_in_place(given, house.regulation_path) is None
    given.write_text("clauses: [] # newer")
    assert house.regulation_path.read_text() == "clauses: [] # newer"


def test_a_given_file_that_is_the_houses_own_stays_where_it_is(house: House) -> None:
    assert put_in_place(house.regulation_path, house.regulation_path) is None
    assert not house.regulation_path.is_symlink()
