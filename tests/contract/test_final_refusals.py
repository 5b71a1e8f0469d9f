"""An event that a bridge will never take, on both databases."""

from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bridges.upstream.homeserver import BotClient
from bridges.upstream.known import KnownBridges
from bridges.upstream.pushing import Pushing, Transactions, push_task
from rooms.clock import SystemClock
from rooms.storage import queue, upstream
from rooms.storage.database import Store
from rooms.storage.queue import Hopeless, QueuedTask, TryLater
from tests.support.odd_bridge import OddBridge, odd_bridge, refusing
from tests.support.upstream_room import BRIDGE, Room, furnished_room

AWAY = {"status": "FAIL_RETRIABLE", "internal_error": "waitSession: connection dead"}
GIVEN_UP = "больше не отправляется"
PART = "Часть"


@pytest.fixture
async def room(store: Store) -> Room:
    return await furnished_room(store)


async def _pushing(room: Room, odd: OddBridge, session: aiohttp.ClientSession) -> Pushing:
    known = KnownBridges(lambda: [odd.bridge], room.store)
    await known.refresh()
    client = BotClient("http://127.0.0.1:9", odd.bridge.owner, "token", session)
    return Pushing(known, Transactions(session), client, room.store, SystemClock())


def _task(event_id: str, **said: Any) -> QueuedTask:
    payload = push_task("telegram", event_id, **said).payload
    return QueuedTask(1, "lane", "push", payload, 0, 0, 0)


async def _refused(room: Room, event_id: str, **said: Any) -> None:
    """The bridge gets the event and cannot read it."""
    async with odd_bridge(refusing(413)) as odd, aiohttp.ClientSession() as session:
        push = await _pushing(room, odd, session)
        with pytest.raises(Hopeless) as refused:
            await push(_task(event_id, **said), repeated=False)
    async with room.store.transaction() as connection:
        assert refused.value.then is not None
        await refused.value.then(connection)


async def test_what_a_bridge_carries_before_it_hangs_up_is_not_given_again(room: Room) -> None:
    await room.says("$1", "are you there?")
    await room.status("$1", 1, **AWAY)

    async def carries(request: web.Request) -> web.StreamResponse:
        await room.status("$1", 2, status="SUCCESS")
        return web.json_response({}, status=502)

    async with odd_bridge(carries) as odd, aiohttp.ClientSession() as session:
        with pytest.raises(TryLater):
            await (await _pushing(room, odd, session))(_task("$1"), repeated=False)
    async with room.store.reading() as connection:
        assert [row.event_id for row in await upstream.all_unsent(connection, "telegram", "sent")]


async def _looked_after(room: Room) -> None:
    for _ in range(2):
        await room.recovering.look(BRIDGE)


async def _told(room: Room) -> list[str]:
    return [str(t.payload["content"]["body"]) for t in await room.tasks("say-in-room")]


async def test_its_author_hears_of_it_at_once_and_once(room: Room) -> None:
    await room.says("$1", "are you there?")
    await room.status("$1", **AWAY)
    await _refused(room, "$1")
    await _looked_after(room)
    waits, given_up = await _told(room)
    assert GIVEN_UP not in waits
    assert GIVEN_UP in given_up
    assert "мост не может это прочитать" in given_up
    async with room.store.reading() as connection:
        assert await queue.head(connection, "upstream:telegram", 9) == [], "it is not tried again"


async def test_so_does_the_author_of_what_was_lost_or_is_said_in_another_way(room: Room) -> None:
    await room.says("$1", "was lost")
    await _refused(room, "$1")
    await _looked_after(room)
    await room.says("$2", "too long")
    await room.status("$2", status="SUCCESS")
    for part in ("$teremok-1", "$teremok-2"):
        content = {"msgtype": "m.text", "body": "the rest"}
        await _refused(room, part, content=content, of="$2")
        await _looked_after(room)
    lost, rest = await _told(room)
    assert GIVEN_UP in lost
    assert PART not in lost
    assert PART in rest, "the beginning has arrived"
    assert GIVEN_UP in rest


async def test_of_a_lost_line_its_author_hears_though_the_bridge_says_then_that_others_arrived(
    room: Room,
) -> None:
    await room.says("$1", "many lines")
    await _refused(room, "$teremok-2", content={"msgtype": "m.text", "body": "2"}, of="$1")
    await room.status("$1", status="SUCCESS")
    await _looked_after(room)
    [told] = await _told(room)
    assert PART in told
