"""A real homeserver tells us, when we are back, what was said while we were away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from mautrix.errors import MatrixUnknownRequestError

from bridges.appservice import TeremokAppService
from bridges.breath import LATE_SECONDS
from tests.support.homeserver import RunningHomeserver
from tests.support.ports import free_port
from tests.support.waiting import until

SAID = 12


class Away:
    """An appservice that comes late, and takes its time with the first transaction."""

    def __init__(self, homeserver: RunningHomeserver) -> None:
        self.homeserver = homeserver
        self.bodies: list[str] = []
        self.transactions = 0
        self.go_on = asyncio.Event()
        self.service = TeremokAppService(
            homeserver.url,
            homeserver.server_name,
            homeserver.as_token,
            homeserver.hs_token,
            self.take,
        )

    async def take(self, transaction_id: str, events: Any, ephemeral: Any) -> None:
        self.transactions += 1
        self.bodies += [e["content"]["body"] for e in events if e["type"] == "m.room.message"]
        await self.go_on.wait()

    async def say(self, count: int) -> None:
        """Let our own user say something in a room, one after the other."""
        headers = {"Authorization": f"Bearer {self.homeserver.as_token}"}
        client = f"{self.homeserver.url}/_matrix/client/v3"
        async with aiohttp.ClientSession(headers=headers) as session:
            async with session.post(f"{client}/createRoom", json={}) as answer:
                room = (await answer.json())["room_id"]
            for number in range(count):
                path = f"{client}/rooms/{room}/send/m.room.message/said{number}"
                text = {"msgtype": "m.text", "body": str(number)}
                async with session.put(path, json=text) as answer:
                    assert answer.status == 200, await answer.text()
                await asyncio.sleep(0.05)


@pytest.fixture
async def away(tmp_path: Path) -> AsyncIterator[Away]:
    homeserver = RunningHomeserver(tmp_path, internal_port=free_port(), additions={"modules": []})
    try:
        await homeserver.start()
        away = Away(homeserver)
        yield away
        await away.service.stop()
    finally:
        homeserver.kill()


async def test_what_waited_comes_without_a_pause_and_a_call_meanwhile_is_heard(
    away: Away, monkeypatch: pytest.MonkeyPatch
) -> None:
    await away.say(SAID)
    await asyncio.sleep(LATE_SECONDS)
    paused: list[float] = []
    left = away.service.breath.left
    monkeypatch.setattr(away.service.breath, "left", lambda now: paused.append(now) or left(now))
    await away.service.start("127.0.0.1", away.homeserver.internal_port)
    await away.service.ping_self()

    async def begins() -> bool:
        return away.transactions > 0

    await until(begins, "the first that waited")
    assert away.service.pings == 1
    with suppress(MatrixUnknownRequestError):  # Synapse cannot begin what it has begun already
        await away.service.ping_self()
    assert away.service.pings == 2

    away.go_on.set()

    async def is_all_there() -> bool:
        return len(away.bodies) >= SAID

    await until(is_all_there, "all that was said meanwhile")
    assert away.bodies == [str(number) for number in range(SAID)]
    assert not paused
