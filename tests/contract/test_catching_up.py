"""What a killed homeserver never told is found in the rooms, in order, and taken once."""

from typing import Any, cast

import pytest

from bridges.catching_up import CatchingUp, RawEvents
from bridges.inbox import Inbox
from bridges.matrix import Matrix
from policies.regulation import Regulation
from rooms.clock import SystemClock
from rooms.judgement import Judge
from rooms.storage.database import Store
from rooms.storage.queue import Hopeless, TryLater
from tests.support.houses import GROUP_ROOM, STAFF_ROOM, furnished


class Homeserver:
    """The rooms' histories, in pages of two."""

    def __init__(self) -> None:
        self.rooms: dict[str, list[dict[str, Any]]] = {GROUP_ROOM: [], STAFF_ROOM: []}
        self.problem: Exception | None = None
        self.asked = 0

    def say(self, *bodies: str, room: str = GROUP_ROOM) -> list[dict[str, Any]]:
        said = [
            {
                "event_id": f"${body}",
                "room_id": room,
                "sender": "@anna:example.org",
                "type": "m.room.message",
                "origin_server_ts": 1,
                "content": {"msgtype": "m.text", "body": body},
            }
            for body in bodies
        ]
        self.rooms[room] += said
        return said

    async def history(
        self, room_id: str, place: str | None = None
    ) -> tuple[list[dict[str, Any]], str | None]:
        self.asked += 1
        if self.problem:
            raise self.problem
        start = int(place or 0)
        page = self.rooms[room_id][::-1][start : start + 2]
        return page, str(start + 2) if page else None


class Listener:
    """Catching up, with an inbox that notes the order in which it takes."""

    def __init__(self, store: Store, homeserver: Homeserver, inbox: Inbox, directory: Any) -> None:
        self.connected = False
        self.told: list[str] = []
        self.catching_up = CatchingUp(
            self._keep, cast("Matrix", homeserver), directory, store, lambda: self.connected
        )
        self.inbox = inbox
        self.store = store
        self.number = 0

    async def take(self, said: list[dict[str, Any]], left_out: int = 0) -> None:
        """A transaction comes, after so many that do not."""
        self.number += 1 + left_out
        await self.catching_up.take(str(self.number), said)

    async def _keep(self, events: RawEvents) -> None:
        await self.inbox.take(events)
        self.told += [event["content"]["body"] for event in events]

    async def heard(self) -> list[str]:
        async with self.store.reading() as connection:
            rows = await connection.fetch("SELECT text FROM event ORDER BY position")
        return [row["text"] for row in rows]


@pytest.fixture
def homeserver() -> Homeserver:
    return Homeserver()


@pytest.fixture
async def listener(store: Store, homeserver: Homeserver) -> Listener:
    directory = await furnished(store)
    judge = Judge(Regulation(), "Europe/Moscow")
    inbox = Inbox(store, directory, judge, SystemClock(), lambda _lanes: None)
    return Listener(store, homeserver, inbox, directory)


async def test_what_was_lost_comes_before_what_is_newer(
    listener: Listener, homeserver: Homeserver
) -> None:
    await listener.take(homeserver.say("1", "2"))
    listener.connected = True
    await listener.take(homeserver.say("3"))
    homeserver.say("4", "5", "6", "7")  # and killed before it told us
    listener.connected = False
    await listener.take(homeserver.say("8"))
    assert await listener.heard() == ["1", "2", "3", "4", "5", "6", "7", "8"]


async def test_what_was_lost_is_found_though_nothing_newer_comes(
    listener: Listener, homeserver: Homeserver
) -> None:
    await listener.take(homeserver.say("1"))
    listener.connected = True
    await listener.catching_up.catch_up()
    homeserver.say("2")
    listener.connected = False
    await listener.catching_up.catch_up()
    assert await listener.heard() == ["1", "2"]
    assert listener.told == ["1", "2"], "whoever wants to know of an event knows of this one, too"


async def test_a_transaction_that_is_left_out_after_a_break_is_found(
    listener: Listener, homeserver: Homeserver
) -> None:
    await listener.take(homeserver.say("1"))
    listener.connected = True
    await listener.take(homeserver.say("2"))
    late = homeserver.say("3")
    await listener.take(homeserver.say("4"), left_out=1)
    await listener.catching_up.take("3", late)
    await listener.take(homeserver.say("5"))
    assert await listener.heard() == ["1", "2", "3", "4", "5"]


async def test_while_the_connection_stands_nothing_is_asked(
    listener: Listener, homeserver: Homeserver
) -> None:
    await listener.take(homeserver.say("1"))
    listener.connected = True
    await listener.catching_up.catch_up()
    asked = homeserver.asked
    for number in range(20):
        await listener.take(homeserver.say(f"2{number}"))
        await listener.catching_up.catch_up()
    assert homeserver.asked == asked


async def test_nothing_is_taken_before_what_was_lost_can_be_looked_for(
    listener: Listener, homeserver: Homeserver
) -> None:
    await listener.take(homeserver.say("1"))
    homeserver.say("2")
    homeserver.problem = TryLater("away")
    newer = homeserver.say("3")
    with pytest.raises(TryLater):
        await listener.take(newer)
    homeserver.problem = None
    await listener.take(newer)
    assert await listener.heard() == ["1", "2", "3"]


async def test_a_room_that_cannot_be_looked_through_stops_only_itself(
    listener: Listener, homeserver: Homeserver
) -> None:
    homeserver.problem = Hopeless("403 not in the room")
    await listener.take(homeserver.say("1"))
    assert await listener.heard() == ["1"]


async def test_the_past_of_a_room_that_is_new_to_us_is_not_told_again(
    listener: Listener, homeserver: Homeserver
) -> None:
    homeserver.say("1", "2", "3")
    await listener.catching_up.catch_up()
    await listener.take(homeserver.say("4"))
    assert await listener.heard() == ["4"]
