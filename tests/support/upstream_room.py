"""A room of a group with an upstream bridge in it, without a homeserver."""

from collections.abc import Mapping
from typing import Any

from bridges.enforcement.settle import Settlement
from bridges.inbox import Inbox
from bridges.upstream.descriptor import read_descriptor
from bridges.upstream.hearing import UpstreamHearing
from bridges.upstream.known import KnownBridges
from bridges.upstream.observing import Observing
from bridges.upstream.provisioning import Bridge
from bridges.upstream.recovering import Recovering
from policies.regulation import Regulation
from rooms.clock import SystemClock
from rooms.directory import Directory
from rooms.judgement import Judge
from rooms.storage import queue, rooms, upstream
from rooms.storage.database import Store
from rooms.storage.queue import QueuedTask
from rooms.storage.rooms import PlumbedChat
from rooms.storage.upstream import KeptState, UpstreamChat
from tests.support.houses import GROUP_ROOM, SERVER, furnished

ANNA = f"@anna:{SERVER}"
MARIA = f"@telegram_1:{SERVER}"
BOT = f"@telegrambot:{SERVER}"
BRIDGE = Bridge(
    *(read_descriptor("telegram"), "http://127.0.0.1:9", SERVER, f"@teremok:{SERVER}"),
    *("secret", "as", "hs"),
)
STATUS = "com.beeper.message_send_status"
REGULATION = Regulation.model_validate(
    {
        "clauses": [
            {
                "id": "3.3",
                "text": "Short, please.",
                "rule": "length",
                "with": {"characters": 20},
                "rooms": ["group"],
                "action": "refuse",
            }
        ]
    }
)


class Room:
    """A group's room into which a chat of Telegram and one of the sandbox are plumbed."""

    def __init__(self, store: Store, directory: Directory) -> None:
        self.store, clock = store, SystemClock()
        self.known = KnownBridges(lambda: [BRIDGE], store)
        hearing = UpstreamHearing(self.known, directory, clock)
        self.judge = Judge(REGULATION, "Europe/Moscow")
        self.settlement = Settlement(directory, clock)
        self.inbox = Inbox(store, directory, self.judge, clock, lambda lanes: None, hearing)
        observing = Observing(self.known, directory, store, clock, lambda lanes: None)
        self.recovering = Recovering(self.known, directory, store, clock, observing)
        self.observing = observing
        self.now = clock.now_ms()

    async def happens(self, event_id: str, content: Mapping[str, Any], **more: Any) -> None:
        raw = {
            "event_id": event_id,
            "room_id": GROUP_ROOM,
            "sender": ANNA,
            "type": "m.room.message",
            "origin_server_ts": self.now,
            "content": content,
            **more,
        }
        await self.inbox.take([raw])

    async def says(self, event_id: str, body: str, sender: str = ANNA, **more: Any) -> None:
        await self.happens(event_id, {"msgtype": "m.text", "body": body}, sender=sender, **more)

    async def status(self, of: str, number: int = 1, **content: str) -> None:
        about = {"rel_type": "m.reference", "event_id": of}
        said = {"m.relates_to": about, **content}
        await self.happens(f"$status-{of}-{number}", said, sender=BOT, type=STATUS)

    async def tasks(self, *kinds: str) -> list[QueuedTask]:
        found: list[QueuedTask] = []
        async with self.store.reading() as connection:
            for lane in await queue.lanes(connection):
                found += await queue.head(connection, lane, 99)
        return [task for task in found if task.kind in kinds]


async def furnished_room(store: Store) -> Room:
    """The room, on that database."""
    await furnished(store)
    async with store.transaction() as connection:
        await upstream.drive(connection, "telegram", "telegram_", "telegrambot")
        chats = [("sandbox", "ladybirds"), ("telegram", "channel:3")]
        plumbed = [PlumbedChat(network, chat, "ladybirds") for network, chat in chats]
        await rooms.replace_chats(connection, plumbed)
        chat = UpstreamChat(
            *("telegram", "channel:3", "channel:3", "Kita", "ladybirds", GROUP_ROOM, "7", True)
        )
        await upstream.put_chat(connection, chat)
        await upstream.put_state(
            connection, KeptState("telegram", "login:7", "7", "connected", "", 1, "connected", 1)
        )
    made = Room(store, await furnished(store))
    await made.known.refresh()
    return made
