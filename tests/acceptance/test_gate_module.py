"""The module inside a real Synapse: whom it asks about, and what happens with the answer."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from tests.support.homeserver import RunningHomeserver, User

REFUSAL = {
    "errcode": "M_FORBIDDEN",
    "error": "Пункт 3.2: пишите с 8:00 до 20:00",
    "ru.teremok.clause": "3.2",
}


class ListeningGate:
    """What the gate was asked, and what it answers."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.tokens: list[str | None] = []
        self.answer: tuple[int, str] = (200, "{}")

    async def handle(self, request: web.Request) -> web.Response:
        status, body = self.answer
        self.asked.append((await request.json())["event"])
        self.tokens.append(request.headers.get("Authorization"))
        return web.Response(status=status, text=body, content_type="application/json")

    def bodies(self) -> list[str]:
        return [event["content"]["body"] for event in self.asked if event["type"] == MESSAGE]


MESSAGE = "m.room.message"


@asynccontextmanager
async def listening(homeserver: RunningHomeserver) -> AsyncIterator[ListeningGate]:
    gate = ListeningGate()
    application = web.Application()
    application.router.add_post("/gate/check_event_for_spam", gate.handle)
    application.router.add_put("/_matrix/app/v1/transactions/{id}", _taken)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", homeserver.internal_port).start()
    try:
        yield gate
    finally:
        await runner.cleanup()


async def _taken(request: web.Request) -> web.Response:
    return web.json_response({})


@pytest.fixture(scope="module")
async def house(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[RunningHomeserver]:
    running = RunningHomeserver(tmp_path_factory.mktemp("gated"))
    try:
        await running.start()
        yield running
    finally:
        running.kill()


@pytest.fixture(scope="module")
async def anna(house: RunningHomeserver) -> User:
    return await house.register("anna")


@pytest.fixture(scope="module")
async def room(house: RunningHomeserver, anna: User) -> str:
    invited = {"invite": [f"@teremok_sandbox_masha:{house.server_name}"]}
    status, made = await house.request(
        anna.access_token, "POST", "/_matrix/client/v3/createRoom", invited
    )
    assert status == 200, made
    return str(made["room_id"])


async def say(
    house: RunningHomeserver, token: str, room: str, text: str, **query: str
) -> tuple[int, Any]:
    path = f"/_matrix/client/v3/rooms/{room}/send/{MESSAGE}/{abs(hash(text))}"
    return await house.request(token, "PUT", path, {"msgtype": "m.text", "body": text}, **query)


async def test_a_persons_post_is_asked_about(
    house: RunningHomeserver, anna: User, room: str
) -> None:
    async with listening(house) as gate:
        status, _ = await say(house, anna.access_token, room, "Доброе утро")
    assert status == 200
    assert gate.bodies() == ["Доброе утро"]
    assert gate.asked[-1]["sender"] == anna.user_id
    assert gate.asked[-1]["room_id"] == room
    assert gate.asked[-1]["event_id"].startswith("$")
    assert set(gate.tokens) == {f"Bearer {house.gate_token}"}


async def test_a_refused_post_gives_its_author_our_words_and_never_appears(
    house: RunningHomeserver, anna: User, room: str
) -> None:
    async with listening(house) as gate:
        gate.answer = (403, web.json_response(REFUSAL).text or "")
        status, body = await say(house, anna.access_token, room, "Ночная новость")
    assert (status, body) == (403, REFUSAL)
    _, timeline = await house.request(
        anna.access_token, "GET", f"/_matrix/client/v3/rooms/{room}/messages", dir="b"
    )
    assert "Ночная новость" not in [event["content"].get("body") for event in timeline["chunk"]]


async def test_ghosts_and_the_bot_pass_unasked(
    house: RunningHomeserver, anna: User, room: str
) -> None:
    ghost = f"@teremok_sandbox_masha:{house.server_name}"
    bot = await house.register("teremok", admin=True)
    async with listening(house) as gate:
        gate.answer = (403, web.json_response(REFUSAL).text or "")
        made, _ = await house.request(
            house.as_token,
            "POST",
            "/_matrix/client/v3/register",
            {"type": "m.login.application_service", "username": "teremok_sandbox_masha"},
        )
        joined, _ = await house.request(
            house.as_token, "POST", f"/_matrix/client/v3/rooms/{room}/join", user_id=ghost
        )
        said, _ = await say(house, house.as_token, room, "Привет от Маши", user_id=ghost)
        status, own = await house.request(
            bot.access_token, "POST", "/_matrix/client/v3/createRoom", {}
        )
        told, _ = await say(house, bot.access_token, own["room_id"], "Я бот")
    assert (made, joined, said, status, told) == (200, 200, 200, 200, 200)
    assert gate.asked == []


async def test_people_can_write_while_the_gate_is_down(
    house: RunningHomeserver, anna: User, room: str
) -> None:
    status, _ = await say(house, anna.access_token, room, "Ворота закрыты")
    assert status == 200


@pytest.mark.parametrize(
    "answer",
    [
        (500, "traceback"),
        (503, '{"errcode": "M_UNKNOWN"}'),
        (401, '{"errcode": "M_UNKNOWN_TOKEN"}'),
        (403, "<html>no JSON</html>"),
        (403, '["a list"]'),
        (200, "no JSON"),
    ],
)
async def test_an_answer_that_is_no_refusal_lets_the_post_pass(
    house: RunningHomeserver, anna: User, room: str, answer: tuple[int, str]
) -> None:
    async with listening(house) as gate:
        gate.answer = answer
        status, _ = await say(house, anna.access_token, room, f"Пост при ответе {answer}")
    assert status == 200


async def test_a_gate_that_hangs_does_not_hold_the_post_for_long(
    house: RunningHomeserver, anna: User, room: str
) -> None:
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        deaf.bind(("127.0.0.1", house.internal_port))
        deaf.listen()
        status, _ = await say(house, anna.access_token, room, "Никто не отвечает")
    assert status == 200


async def test_what_people_write_is_in_no_log(
    house: RunningHomeserver, anna: User, room: str
) -> None:
    secret = "Секрет воспитателя"
    await say(house, anna.access_token, room, secret)
    log = house.log()
    assert "teremok_gate" in log
    assert secret not in log
    assert ascii(secret).strip("'") not in log
    assert anna.user_id not in log
    assert anna.access_token not in log
    assert "Traceback" not in log
