"""The gate behind a real Synapse: what is refused never appears, and the hour decides."""

import time
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest
from aiohttp import web

from bot.gate import Gate
from policies.regulation import Regulation
from rooms.clock import SystemClock
from rooms.directory import Directory
from rooms.judgement import Judge
from rooms.storage import decisions, queue, rooms
from rooms.storage.database import Store
from rooms.storage.rooms import KnownRoom
from tests.support.homeserver import RunningHomeserver, User
from tests.support.hours import not_today
from tests.support.houses import COMMUNITY

ALWAYS = {"from": "00:00", "to": "24:00"}


def hours(allowed: dict[str, Any]) -> Regulation:
    clause = {"id": "3.2", "text": "Ночью тихо.", "rule": "hours", "with": allowed}
    return Regulation.model_validate({"clauses": [clause | {"action": "refuse"}]})


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningHomeserver]:
    running = RunningHomeserver(tmp_path_factory.mktemp("gated"))
    try:
        await running.start()
        yield running
    finally:
        running.kill()


@pytest.fixture(scope="module")
async def anna(house: RunningHomeserver) -> User:
    return await house.register("anna")


@pytest.fixture
async def room(house: RunningHomeserver, anna: User, store: Store) -> str:
    path = "/_matrix/client/v3/createRoom"
    status, made = await house.request(anna.access_token, "POST", path, {})
    assert status == 200, made
    room_id = str(made["room_id"])
    async with store.transaction() as connection:
        await rooms.put_room(connection, KnownRoom("ladybirds", room_id, "group", "Коровки"))
    return room_id


@pytest.fixture
async def judge(house: RunningHomeserver, store: Store, room: str) -> AsyncIterator[Judge]:
    judge = Judge(Regulation(), "Europe/Moscow")
    directory = Directory(house.server_name, COMMUNITY)
    await directory.refresh(store)
    application = web.Application()

    def wake(lanes: Iterable[str]) -> None:
        """Nobody delivers here."""

    clock = SystemClock()
    gate = Gate(directory, judge, store, wake, house.gate_token, lambda: None, clock)
    gate.add_routes(application)
    application.router.add_put("/_matrix/app/v1/transactions/{id}", _taken)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", house.internal_port).start()
    yield judge
    await runner.cleanup()


async def _taken(request: web.Request) -> web.Response:
    return web.json_response({})


async def test_a_post_outside_the_hours_never_appears_and_goes_through_when_it_may(
    house: RunningHomeserver, anna: User, room: str, judge: Judge, store: Store
) -> None:
    async def write(text: str, content: dict[str, Any] | None = None) -> tuple[int, Any]:
        path = f"/_matrix/client/v3/rooms/{room}/send/m.room.message/{time.monotonic_ns()}"
        body = {"msgtype": "m.text", "body": text, **(content or {})}
        return await house.request(anna.access_token, "PUT", path, body)

    async def seen() -> list[str]:
        path = f"/_matrix/client/v3/rooms/{room}/messages"
        _, timeline = await house.request(anna.access_token, "GET", path, dir="b")
        return [
            event["content"]["body"] for event in timeline["chunk"] if "body" in event["content"]
        ]

    status, sent = await write("Утром")
    assert status == 200
    judge.replace(hours(not_today()), "Europe/Moscow")
    status, error = await write("Ночью")
    assert (status, error["errcode"]) == (403, "M_FORBIDDEN")
    assert "Пункт 3.2 правил: «Ночью тихо.»" in error["error"]
    edit = {
        "m.new_content": {"msgtype": "m.text", "body": "Правка ночью"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": sent["event_id"]},
    }
    assert (await write("* Правка ночью", edit))[0] == 403
    assert await seen() == ["Утром"]
    async with store.reading() as connection:
        kept = await decisions.listed(connection)
        told = await queue.head(connection, f"tell:{anna.user_id}", 10)
    assert [(each.text, each.clause) for each in kept] == [
        ("Ночью", "3.2"),
        ("Правка ночью", "3.2"),
    ]
    assert [task.payload["post_id"] for task in told] == [each.post_id for each in kept]

    judge.replace(hours(ALWAYS), "Europe/Moscow")
    assert (await write("Ночью"))[0] == 200
    assert await seen() == ["Ночью", "Утром"]
