"""`teremok plan` and `teremok apply` as an administrator uses them."""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.house import House, HouseLock, Run
from bot.house_settings import Ports
from tests.support.homeserver import RunningHomeserver
from tests.support.ports import free_ports

Command = Callable[..., "asyncio.Future[Result]"]


@pytest.fixture(scope="session")
async def token(homeserver: RunningHomeserver) -> str:
    bot = await homeserver.register("teremok", admin=True)
    path = f"/_synapse/admin/v1/users/{bot.user_id}/override_ratelimit"
    unlimited = {"messages_per_second": 0, "burst_count": 0}
    await homeserver.request(bot.access_token, "POST", path, unlimited)
    return bot.access_token


@pytest.fixture
def house(
    homeserver: RunningHomeserver, token: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> House:
    monkeypatch.setenv("TEREMOK_LANGUAGE", "ru")
    house = House.create(tmp_path / "data", homeserver.server_name, Ports())
    house.secrets.keep("bot_token", token)
    console, sandbox, internal = free_ports(3)
    return house.begin_run(Run(1, internal, homeserver.port, console, sandbox))


def change(house: House, **replaced: str) -> None:
    text = house.community_path.read_text("utf-8")
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    house.community_path.write_text(text, "utf-8")


@pytest.fixture
def run(house: House) -> Command:
    def command(*words: str) -> asyncio.Future[Result]:
        # A command runs a loop of its own, so it needs a thread of its own beside the test's.
        whole = [*words, "--data", str(house.folder)]
        return asyncio.ensure_future(asyncio.to_thread(CliRunner().invoke, main, whole))

    return command


async def test_plan_says_what_apply_then_does_and_afterwards_nothing_is_left(
    house: House, run: Command
) -> None:
    change(house, sad24="cli-first", anna="anna-cli")
    planned = await run("plan")
    assert planned.exit_code == 0, planned.output
    assert "комната «Божьи коровки»: будет создана" in planned.output.splitlines()
    assert (await run("plan")).output == planned.output
    rows = json.loads((await run("plan", "--json")).output)
    assert [row["words"] for row in rows["plan"]] == planned.output.splitlines()
    assert {"create_room", "make_account", "join_member"} <= {r["kind"] for r in rows["plan"]}
    assert (rows["changes"], rows["requests"]["write"]) == (len(rows["plan"]), 0)
    applied = await run("apply")
    assert applied.exit_code == 0, applied.output
    *told, last = applied.stdout.splitlines()
    assert sorted(told) == sorted(planned.output.splitlines())
    assert last.startswith(f"Сделано: {len(told)} ")
    assert (await run("plan")).output == "Всё так, как сказано в файле.\n"
    again = json.loads((await run("apply", "--json")).output)
    assert (again["changes"], again["failed"]) == (0, [])
    assert again["requests"]["write"] == 0
    assert again["requests"]["read"] > 0


async def test_plan_lists_what_waits_for_leave_and_changes_nothing(
    house: House, run: Command
) -> None:
    change(house, sad24="cli-waits", elena="elena-cli")
    assert (await run("apply")).exit_code == 0
    change(
        house,
        **{
            "  - {id: elena-cli, name: Елена Викторовна, role: educator}\n": "",
            "staff: [elena-cli]": "staff: []",
        },
    )
    await run("apply")  # takes her powers
    for _ in range(2):
        told = (await run("plan")).output
        assert told.startswith("Всё остальное так, как сказано в файле.\n")
        line = "Не делается без --allow-removals: комната «Ласточки»: удалить участника @elena-cli"
        assert line in told
        rows = json.loads((await run("plan", "--json")).output)
        assert {row["kind"] for row in rows["waiting"]} == {"remove_member"}
        assert rows["changes"] == 0


async def test_two_who_apply_at_once_make_no_room_twice(house: House) -> None:
    change(house, sad24="cli-twice", olga="olga-cli")
    words = ["-c", "from bot.cli import main; main()", "apply", "--json", "--data"]
    both = [
        await asyncio.create_subprocess_exec(
            sys.executable, *words, str(house.folder), stdout=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    outputs = await asyncio.gather(*(process.communicate() for process in both))
    results = [json.loads(stdout) for stdout, _ in outputs]
    assert [result["failed"] for result in results] == [[], []]
    assert sorted(result["changes"] > 0 for result in results) == [False, True]


async def test_one_room_that_cannot_be_had_is_told_with_the_reason(
    homeserver: RunningHomeserver, house: House, run: Command
) -> None:
    change(house, sad24="cli-taken", maria="maria-cli")
    stranger = await homeserver.register("stranger-cli")
    status, _ = await homeserver.request(
        stranger.access_token,
        "POST",
        "/_matrix/client/v3/createRoom",
        {"room_alias_name": "cli-taken-hedgehogs"},
    )
    assert status == 200
    applied = await run("apply")
    assert applied.exit_code == 1
    assert (
        f"Не получается: Ёжики — адрес #cli-taken-hedgehogs:{homeserver.server_name}"
        " занят чужой комнатой"
    ) in applied.output
    planned = json.loads((await run("plan", "--json")).output)
    assert planned["plan"] == []
    assert [row["subject"] for row in planned["failed"]] == ["hedgehogs"]


async def test_a_mistake_in_the_file_is_one_line_with_its_place(house: House, run: Command) -> None:
    change(house, **{"[olga]": "[ol]"})
    for command in ("plan", "apply"):
        result = await run(command)
        assert result.exit_code == 2
        assert result.stderr.startswith("teremok: community.yaml:57:13: ")
        assert len(result.stderr.splitlines()) == 1


async def test_a_house_that_is_not_running_is_one_line(house: House, run: Command) -> None:
    house.begin_run(Run(1, *free_ports(4)))
    for command in ("plan", "apply"):
        result = await run(command)
        assert result.exit_code == 2
        assert result.stderr == "teremok: Этот дом не запущен. Запустите его: teremok up\n"
    lock = HouseLock(house.folder)  # a `teremok up` whose homeserver does not answer yet
    result = await run("plan")
    lock.release()
    assert result.exit_code == 2
    assert "сервер не отвечает" in result.stderr
