"""`teremok up`, as a person runs it."""

import asyncio
import json
import os
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.house import House
from bot.house_settings import Ports
from tests.support.house import RunningHouse
from tests.support.waiting import eventually, until

SECONDS = 180


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningHouse]:
    running = RunningHouse(tmp_path_factory.mktemp("up") / "data")
    try:
        await running.up()
        yield running
    finally:
        await running.down()


async def log_in(house: RunningHouse, name: str, password: str) -> tuple[int, Any]:
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": name},
        "password": password,
    }
    return await house.matrix(None, "POST", "/_matrix/client/v3/login", body)


async def joined_aliases(house: RunningHouse, token: str) -> set[str]:
    _, rooms = await house.matrix(token, "GET", "/_matrix/client/v3/joined_rooms")
    aliases = set()
    for room in rooms["joined_rooms"]:
        path = f"/_matrix/client/v3/rooms/{room}/state/m.room.canonical_alias"
        status, content = await house.matrix(token, "GET", path)
        if status == 200:
            aliases.add(content["alias"].split(":")[0])
    return aliases


def shown_password(output: str) -> str:
    found = re.search(r"(?:пароль|password): +(\S+)", output)
    assert found is not None, output
    return found[1]


async def greeting(house: RunningHouse) -> str:
    """What was printed, to its end; every part works a moment before it is told."""
    await eventually(lambda: "Ctrl-C" in house.output(), "the end of what is printed")
    return house.output()


async def test_the_printed_password_lets_the_first_administrator_into_every_room(
    house: RunningHouse,
) -> None:
    status, answer = await log_in(house, "admin", shown_password(await greeting(house)))
    assert status == 200, answer
    assert await joined_aliases(house, answer["access_token"]) == {
        *("#sad24", "#sad24-staff", "#sad24-announcements", "#sad24-lounge", "#sad24-library"),
        "#sad24-duty",
        *("#sad24-ladybirds", "#sad24-hedgehogs", "#sad24-swallows"),
    }


async def test_the_printed_link_opens_the_console(house: RunningHouse) -> None:
    link = re.search(r"http://\S+/login\?token=\S+", await greeting(house))
    assert link is not None
    async with house.session.get(link[0]) as page:
        assert page.status == 200


async def test_the_health_names_every_part(house: RunningHouse) -> None:
    await house.until_well()
    async with house.session.get(f"{house.console_url}/healthz") as answer:
        parts = await answer.json()
    assert set(parts) == {"homeserver", "bot", "bridges", "gate", "database"}


async def test_element_is_told_to_leave_encryption_off(house: RunningHouse) -> None:
    status, told = await house.matrix(None, "GET", "/.well-known/matrix/client")
    assert status == 200
    assert told["io.element.e2ee"] == {"default": False, "force_disable": True}
    assert told["m.homeserver"]["base_url"].rstrip("/") == house.homeserver_url


async def test_nobody_can_register_or_look_from_outside(house: RunningHouse) -> None:
    status, _ = await house.matrix(None, "POST", "/_matrix/client/v3/register", {})
    assert status == 403
    for path in ("/_matrix/federation/v1/version", "/_matrix/key/v2/server"):
        status, _ = await house.matrix(None, "GET", path)
        assert status == 404


async def test_a_part_that_was_killed_comes_back(house: RunningHouse) -> None:
    for part in ("sandbox", "daemon", "homeserver"):
        before = house.child(part).pid
        house.kill(part)

        async def is_another(part: str = part, before: int = before) -> bool:
            return _pid(house, part) not in (None, before)

        await until(is_another, f"another {part}", SECONDS, 0.05)
        await house.until_well()
        assert house.child(part).pid != before


async def test_a_second_start_beside_the_first_is_refused(house: RunningHouse) -> None:
    refused = house.start_beside()
    assert (refused.returncode, refused.stdout) == (2, "")
    assert_one_line(refused.stderr, "уже запущен", "already running")


async def test_a_new_educator_can_log_in_and_is_where_the_file_says(house: RunningHouse) -> None:
    added = house.command("user", "add", "anna")
    assert added.returncode == 0, added.stderr
    status, answer = await log_in(house, "anna", shown_password(added.stdout))
    assert status == 200, answer
    aliases = await joined_aliases(house, answer["access_token"])
    common = {f"#sad24-{key}" for key in ("staff", "announcements", "lounge", "library")}
    assert aliases == {"#sad24", *common, "#sad24-ladybirds"}


async def test_a_given_password_is_not_printed_and_lets_in(house: RunningHouse) -> None:
    password = "долгий пароль 24"
    added = house.command("user", "add", "olga", "--password-stdin", stdin=password + "\n")
    assert added.returncode == 0, added.stderr
    assert password not in added.stdout + added.stderr
    status, _ = await log_in(house, "olga", password)
    assert status == 200


async def test_a_colleague_outside_the_file_gets_the_rooms_of_their_role(
    house: RunningHouse,
) -> None:
    added = house.command("user", "add", "inna", "--name", "Инна", "--role", "head")
    assert added.returncode == 0, added.stderr
    _, answer = await log_in(house, "inna", shown_password(added.stdout))
    assert len(await joined_aliases(house, answer["access_token"])) == 9
    listed = json.loads(house.command("user", "list", "--json").stdout)
    (inna,) = [one for one in listed if one["id"] == "inna"]
    assert (inna["name"], inna["role"], inna["has_account"]) == ("Инна", "head", True)


async def test_who_was_removed_can_log_in_no_more_until_added_again(house: RunningHouse) -> None:
    house.command("user", "add", "vera", "--password-stdin", stdin="a long password\n")
    assert house.command("user", "remove", "vera").returncode == 0
    status, _ = await log_in(house, "vera", "a long password")
    assert status == 403
    assert "vera" not in house.command("user", "list").stdout
    assert house.command("user", "remove", "vera2").returncode == 2
    house.command("user", "add", "vera", "--password-stdin", stdin="another password\n")
    status, _ = await log_in(house, "vera", "another password")
    assert status == 200


async def test_the_last_administrator_is_removed_on_purpose_only(house: RunningHouse) -> None:
    refused = house.command("user", "remove", "@admin:sad24.test")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert_one_line(refused.stderr, "последний администратор", "the last administrator")
    refused = house.command("user", "add", "admin", "--role", "educator")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert_one_line(refused.stderr, "последний администратор", "the last administrator")
    given = ("--role", "admin", "--password-stdin")
    house.command("user", "add", "second", *given, stdin="a long password\n")
    assert house.command("user", "remove", "second").returncode == 0
    house.command("user", "add", "third", *given, stdin="a long password\n")
    assert house.command("user", "remove", "third", "--yes").returncode == 0


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (("add", "teremok"), None),
        (("add", "teremok_sandbox_masha"), None),
        (("add", "Имя"), None),
        (("add", "@anna:elsewhere.org"), None),
        (("add", "anna", "--name", "a\nb"), None),
        (("add", "anna", "--role", "king"), None),
        (("add", "anna", "--role", "head"), None),
        (("add", "anna", "--password-stdin"), "short\n"),
        (("add", "anna", "--password-stdin"), "x" * 3000),
        (("remove", "teremok"), None),
    ],
)
async def test_an_account_that_cannot_be_is_refused(
    house: RunningHouse, words: tuple[str, ...], stdin: str | None
) -> None:
    def teremok(*arguments: str, stdin: str | None = None) -> Result:
        command = ["user", *arguments, "--data", str(house.folder)]
        return CliRunner().invoke(main, command, input=stdin)

    before = (await asyncio.to_thread(teremok, "list", "--json")).stdout
    refused = await asyncio.to_thread(teremok, *words, stdin=stdin)
    assert refused.exit_code == 2
    assert isinstance(refused.exception, SystemExit)
    assert (await asyncio.to_thread(teremok, "list", "--json")).stdout == before


async def test_no_password_and_no_token_is_in_any_log(house: RunningHouse) -> None:
    secrets = [path.read_text().strip() for path in (house.folder / "secrets").iterdir()]
    secrets.append(shown_password(await greeting(house)))
    for path in (*house.folder.glob("logs/*"), *house.folder.glob("homeserver/logs/*")):
        text = path.read_text(errors="replace")
        assert not [secret for secret in secrets if secret in text], path


def files_of_ones_own(folder: Path) -> tuple[str, ...]:
    """Words for `up`: three rooms, and a regulation that forbids nothing."""
    community, regulation = folder / "ours.yaml", folder / "rules.yaml"
    community.write_text(
        "community: {name: Наш сад, slug: nash}\n"
        "rooms: {staff: {name: Сотрудники}}\n"
        "groups: [{key: bees, name: Пчёлки}]\n"
    )
    regulation.write_text("clauses: []\n")
    return "--community", str(community), "--regulation", str(regulation)


async def test_files_of_ones_own_are_taken_and_after_ctrl_c_the_next_start_finds_everything(
    tmp_path: Path,
) -> None:
    house = RunningHouse(tmp_path / "data")
    try:
        await house.up(*files_of_ones_own(tmp_path))
        _, admin = await log_in(house, "admin", shown_password(await greeting(house)))
        rooms = await joined_aliases(house, admin["access_token"])
        assert rooms == {"#nash", "#nash-staff", "#nash-bees"}
        kept = _lasting_files(house.folder)
        ended = await _ended(house, signal.SIGINT)
        assert ended == 0
        log = house.folder.parent / f"{house.folder.name}.log"
        log.write_text("")
        await house.up()
        assert "token=" in await greeting(house)
        assert not re.search(r"(?:пароль|password): ", house.output())
        again = await joined_aliases(house, admin["access_token"])
        assert again == rooms
        assert _lasting_files(house.folder) == kept
        assert await _ended(house, signal.SIGTERM) == 0
    finally:
        await house.down()


async def test_nothing_outlives_a_start_that_was_killed(tmp_path: Path) -> None:
    house = RunningHouse(tmp_path / "data")
    try:
        await house.up(*files_of_ones_own(tmp_path))
        assert house.process is not None
        children = psutil.Process(house.process.pid).children(recursive=True)
        os.kill(house.process.pid, signal.SIGKILL)
        house.process.wait(SECONDS)
        _, alive = psutil.wait_procs(children, timeout=SECONDS)
        assert alive == []
        await house.up()
    finally:
        await house.down()


async def test_a_part_that_cannot_start_ends_the_start_with_its_last_words(tmp_path: Path) -> None:
    house = RunningHouse(tmp_path / "data")
    ports = Ports(homeserver=house.ports[0], console=house.ports[1], sandbox=house.ports[2])
    House.create(house.folder, house.server_name, ports)
    (house.folder / "homeserver" / "homeserver.db").write_text("this is no database")
    try:
        failed = await asyncio.to_thread(house.start_beside)
    finally:
        await house.down()
    assert failed.returncode == 2
    assert_one_line(failed.stderr, "не запускается", "does not start")
    assert "Traceback" not in failed.stdout + failed.stderr
    assert House.open(house.folder).run is None


def assert_one_line(said: str, *any_of: str) -> None:
    assert said.startswith("teremok: ")
    assert len(said.splitlines()) == 1
    assert any(words in said for words in any_of), said


def _pid(house: RunningHouse, part: str) -> int | None:
    try:
        return house.child(part).pid
    except LookupError:
        return None


async def _ended(house: RunningHouse, how: signal.Signals) -> int:
    """The exit code after that signal; nothing may run then."""
    assert house.process is not None
    children = psutil.Process(house.process.pid).children(recursive=True)
    house.process.send_signal(how)
    code = await asyncio.to_thread(house.process.wait, SECONDS)
    _, alive = psutil.wait_procs(children, timeout=SECONDS)
    assert alive == []
    return code


def _lasting_files(folder: Path) -> dict[str, bytes]:
    """What people wrote and what must never change: settings, secrets, keys."""
    paths = [
        *(folder / name for name in ("teremok.yaml", "community.yaml", "regulation.yaml")),
        *(folder / "secrets").iterdir(),
        folder / "homeserver" / "signing.key",
    ]
    assert House.open(folder).secrets.bot_token
    return {path.name: path.read_bytes() for path in paths}
