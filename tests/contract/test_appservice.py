"""The homeserver's door: what is not the homeserver, or not a transaction, changes nothing."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bridges.appservice import TeremokAppService
from bridges.breath import LONGEST_SECONDS, SHORTEST_SECONDS
from rooms.storage.database import DatabaseAway
from tests.support.ports import free_port

EVENT = {"event_id": "$1", "room_id": "!r:s", "sender": "@a:s", "type": "m.room.message"}


class Door:
    """A listening appservice that notes what it took."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.problem: Exception | None = None
        self.service = TeremokAppService("http://127.0.0.1:1", "s", "as", "hs", self.take)

    async def take(self, transaction_id: str, events: Any, ephemeral: Any) -> None:
        if self.problem:
            raise self.problem
        self.taken.append((events, ephemeral))

    async def put(self, body: Any, token: str | None = "hs", **more: Any) -> int:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        sending = {"json": body} if not isinstance(body, bytes) else {"data": body}
        async with (
            aiohttp.ClientSession() as session,
            session.put(
                f"{self.url}/_matrix/app/v1/transactions/1", headers=headers, **sending, **more
            ) as answer,
        ):
            text = await answer.text()
            assert "Traceback" not in text
            return answer.status

    url = ""


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    door = Door()
    port = free_port()
    await door.service.start("127.0.0.1", port)
    door.url = f"http://127.0.0.1:{port}"
    yield door
    await door.service.stop()


async def test_a_transaction_is_taken_and_answered(door: Door) -> None:
    ephemeral = [{"type": "m.typing", "room_id": "!r:s", "content": {}}]
    assert await door.put({"events": [EVENT], "ephemeral": ephemeral}) == 200
    assert door.taken == [([EVENT], ephemeral)]


async def test_while_several_events_come_at_a_time_answers_come_less_often(door: Door) -> None:
    breaths = []
    for count in (1, 2, 2, 2, 1):
        assert await door.put({"events": [EVENT] * count}) == 200
        breaths.append(door.service.breath.seconds)
    shortest, longest = SHORTEST_SECONDS, LONGEST_SECONDS
    assert breaths == [shortest, 2 * shortest, longest, longest, shortest]


@pytest.mark.parametrize("token", [None, "", "HS", "hs2", "ключ"])
async def test_a_wrong_token_is_turned_away(door: Door, token: str | None) -> None:
    if token == "ключ":
        token = token.encode().decode("latin-1")
    assert await door.put({"events": [EVENT]}, token) == 401
    assert not door.taken


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"\xff\xfe", [], 5, {}),
        *({"events": {}}, {"events": [1]}, {"events": None}, {"events": [], "ephemeral": "x"}),
    ],
)
async def test_what_is_no_transaction_is_a_clear_400(door: Door, body: Any) -> None:
    assert await door.put(body) == 400
    assert not door.taken


async def test_a_huge_body_is_refused(door: Door) -> None:
    assert await door.put(b"[" + b" " * (65 * 1024 * 1024) + b"]") == 413
    assert not door.taken


async def test_what_could_not_be_kept_is_not_acknowledged(door: Door) -> None:
    door.problem = DatabaseAway("locked")
    assert await door.put({"events": [EVENT]}) == 503
    door.problem = RuntimeError("secret words")
    assert await door.put({"events": [EVENT]}) == 500


@pytest.mark.parametrize("charset", ["latin-1", "no-such-charset", "idna"])
async def test_a_body_of_a_strange_charset_is_a_clear_400(door: Door, charset: str) -> None:
    headers = {"Authorization": "Bearer hs", "Content-Type": f"application/json; charset={charset}"}
    url = f"{door.url}/_matrix/app/v1/transactions/1"
    async with (
        aiohttp.ClientSession() as session,
        session.put(url, headers=headers, data="{}й".encode()) as answer,
    ):
        assert answer.status == 400
    assert not door.taken


async def test_a_token_of_no_letters_is_turned_away(door: Door) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(door.url.rpartition(":")[2]))
    writer.write(
        b"PUT /_matrix/app/v1/transactions/1 HTTP/1.1\r\nHost: s\r\nConnection: close\r\n"
        b"Authorization: Bearer \xff\xfe\r\nContent-Length: 2\r\n\r\n{}"
    )
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 401 ")


async def test_what_people_wrote_is_in_no_log(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    door.problem = ValueError("words of a parent")
    assert await door.put({"events": [EVENT]}) == 500
    assert "ValueError" in caplog.text
    assert "words of a parent" not in caplog.text
