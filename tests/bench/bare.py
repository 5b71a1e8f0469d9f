"""The same rooms, members and state made by bare requests, 8 at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

import aiohttp

from rooms.reconcile.homeserver import RoomId
from rooms.wanted.rooms import Person, WantedRoom

AT_ONCE = 8
Job = Callable[[], Awaitable[None]]


@dataclass
class BareRequests:
    """Speaks to the homeserver with the bot's token, and looks at nothing."""

    url: str
    token: str
    server_name: str
    made: int = 0

    async def make(self, people: Sequence[Person], wanted: Sequence[WantedRoom]) -> None:
        """Everything, the fullest rooms first."""
        headers = {"Authorization": f"Bearer {self.token}"}
        connector = aiohttp.TCPConnector(limit=AT_ONCE)
        async with aiohttp.ClientSession(
            self.url, headers=headers, connector=connector
        ) as self._session:
            await _work_off([partial(self._account, person) for person in people])
            self._ids: dict[str, RoomId] = {}
            for room in wanted:
                if room.is_space:
                    self._ids[room.key] = await self._room(room)
                    await self._show(room)
            rooms = sorted(wanted, key=lambda room: len(room.members), reverse=True)
            await _work_off([partial(self._fill, room) for room in rooms])

    async def _fill(self, room: WantedRoom) -> None:
        if room.key not in self._ids:
            self._ids[room.key] = await self._room(room)
            await self._show(room)
        room_id = self._ids[room.key]
        for person in room.members:
            path = f"/_synapse/admin/v1/join/{quote(room_id)}"
            await self._ask("POST", path, {"user_id": person.user_id})

    async def _show(self, room: WantedRoom) -> None:
        if room.parent is not None:
            space, room_id = self._ids[room.parent], self._ids[room.key]
            child = f"{self._path(space)}/state/m.space.child/{quote(room_id)}"
            await self._ask("PUT", child, dict(room.child_content()))

    async def _account(self, person: Person) -> None:
        path = f"/_synapse/admin/v2/users/{quote(person.user_id)}"
        await self._ask("PUT", path, {"displayname": person.name})

    async def _room(self, room: WantedRoom) -> RoomId:
        new = room.new_room(self._ids)
        body: dict[str, Any] = {
            "room_version": "11",
            "room_alias_name": new.alias,
            "initial_state": [
                {"type": kind, "state_key": key, "content": dict(content)}
                for (kind, key), content in new.state
            ],
            "creation_content": {"m.federate": False},
        }
        if new.is_space:
            body["creation_content"]["type"] = "m.space"
        made = await self._ask("POST", "/_matrix/client/v3/createRoom", body)
        return RoomId(made["room_id"])

    def _path(self, room_id: str) -> str:
        return f"/_matrix/client/v3/rooms/{quote(room_id)}"

    async def _ask(self, method: str, path: str, body: dict[str, Any]) -> Any:
        self.made += 1
        async with self._session.request(method, path, json=body) as answer:
            content = await answer.json()
            assert answer.status < 300, content
            return content


async def _work_off(jobs: Sequence[Job]) -> None:
    waiting = iter(jobs)

    async def work() -> None:
        for job in waiting:
            await job()

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
