"""How the bot asks the homeserver: patient within bounds, and clear about what went wrong."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

import bot.bot_requests
from bot.bot_requests import WAITS
from bot.homeserver import BotHomeserver, reach_homeserver
from rooms.reconcile.homeserver import (
    AccountState,
    HomeserverAway,
    HomeserverRefused,
    RoomId,
    UserId,
)
from tests.support.ports import free_port

Answer = tuple[int, object]
ROOM = RoomId("!room:sad.test")
ANNA = UserId("@anna:sad.test")
BUSY = (429, {"errcode": "M_LIMIT_EXCEEDED", "error": "Too fast", "retry_after_ms": 1})
BROKEN = (500, {"errcode": "M_UNKNOWN", "error": "Internal server error"})
FORBIDDEN = (403, {"errcode": "M_FORBIDDEN", "error": "You may not"})


class Script:
    """Answers each request with the next of its answers, the last one for ever."""

    def __init__(self) -> None:
        self.answers: Sequence[Answer] = [(200, {})]
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer secret"
        assert "secret" not in request.path_qs
        number = min(len(self.asked), len(self.answers) - 1)
        self.asked.append(f"{request.method} {request.path}")
        status, body = self.answers[number]
        if isinstance(body, str):
            return web.Response(status=status, text=body)
        return web.json_response(body, status=status)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
async def homeserver(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[BotHomeserver]:
    monkeypatch.setattr(bot.bot_requests, "PAUSES", (0.0, 0.0))
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", script.answer)
    async with (
        TestServer(app) as server,
        reach_homeserver(
            str(server.make_url("")).rstrip("/"), "@teremok:sad.test", "secret", "sad.test"
        ) as reached,
    ):
        yield reached


async def test_a_request_that_is_asked_to_wait_waits(
    script: Script, homeserver: BotHomeserver
) -> None:
    script.answers = [BUSY, BUSY, (200, {"event_id": "$1"})]
    await homeserver.put_state(ROOM, ("m.room.name", ""), {"name": "Ёжики"})
    assert len(script.asked) == 3
    assert (homeserver.counts.read, homeserver.counts.write) == (0, 3)


async def test_nothing_waits_for_ever(script: Script, homeserver: BotHomeserver) -> None:
    script.answers = [BUSY]
    with pytest.raises(HomeserverAway):
        await homeserver.join(ROOM, ANNA)
    assert len(script.asked) == WAITS + 1


@pytest.mark.parametrize("broken", [BROKEN, (502, "<html>Bad gateway</html>"), (200, "no JSON")])
async def test_what_fails_for_the_moment_is_tried_again_a_few_times(
    script: Script, homeserver: BotHomeserver, broken: Answer
) -> None:
    script.answers = [broken, (200, {"room_id": ROOM})]
    await homeserver.join(ROOM, ANNA)
    script.asked.clear()
    script.answers = [broken]
    with pytest.raises(HomeserverAway):
        await homeserver.join(ROOM, ANNA)
    assert len(script.asked) == 3


async def test_a_refusal_is_told_with_its_code_and_not_repeated(
    script: Script, homeserver: BotHomeserver
) -> None:
    script.answers = [FORBIDDEN]
    for request in (
        homeserver.join(ROOM, ANNA),
        homeserver.put_state(ROOM, ("m.room.name", ""), {"name": "Ёжики"}),
        homeserver.read_state(ROOM),
    ):
        script.asked.clear()
        with pytest.raises(HomeserverRefused) as refused:
            await request
        assert (refused.value.errcode, refused.value.status) == ("M_FORBIDDEN", 403)
        assert len(script.asked) == 1
    assert (homeserver.counts.read, homeserver.counts.write) == (1, 2)


async def test_what_is_not_there_is_no_error(script: Script, homeserver: BotHomeserver) -> None:
    script.answers = [(404, {"errcode": "M_NOT_FOUND", "error": "Not found"})]
    assert await homeserver.find_alias("sad24") is None
    assert await homeserver.room_origin(ROOM) is None
    assert await homeserver.account_state(ANNA) is AccountState.MISSING
    await homeserver.remove_alias("sad24")


async def test_a_closed_account_is_seen(script: Script, homeserver: BotHomeserver) -> None:
    script.answers = [(200, {"name": ANNA, "deactivated": True})]
    assert await homeserver.account_state(ANNA) is AccountState.CLOSED


@pytest.mark.parametrize("strange", [[1, 2], "x", None, {"room": 1}])
async def test_an_answer_without_sense_is_not_believed(
    script: Script, homeserver: BotHomeserver, strange: object
) -> None:
    script.answers = [(200, strange)]
    with pytest.raises(HomeserverAway):
        await homeserver.read_state(ROOM)


async def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.bot_requests, "PAUSES", (0.0,))
    url = f"http://127.0.0.1:{free_port()}"
    async with reach_homeserver(url, "@teremok:sad.test", "secret", "sad.test") as nobody:
        with pytest.raises(HomeserverAway) as away:
            await nobody.find_alias("sad24")
    assert "сервер не отвечает" in away.value.sentence.words("ru")


async def test_many_requests_at_once_are_counted_one_by_one(
    script: Script, homeserver: BotHomeserver
) -> None:
    script.answers = [(200, {"room_id": ROOM})]
    await asyncio.gather(*(homeserver.join(ROOM, ANNA) for _ in range(20)))
    assert homeserver.counts.write == len(script.asked) == 20
