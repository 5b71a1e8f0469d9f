"""A homeserver in memory, which can fail in the middle of any request as a real one can."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rooms.reconcile.homeserver import (
    AccountState,
    Content,
    EventId,
    HomeserverRefused,
    NewRoom,
    RequestCounts,
    RoomId,
    RoomOrigin,
    RoomState,
    StateEvent,
    StateKey,
    UserId,
)


class Crash(BaseException):
    """The power went out."""


class When(StrEnum):
    """At which moment of the request the power goes out."""

    BEFORE = "before it arrives"
    ADDRESS_GIVEN = "a room has an address and nothing else"
    NOBODY_INSIDE = "a room was made and nobody is in it"
    CREATOR_INSIDE = "a room has its creator and nothing else"
    AFTER = "after it is done"


MAKING = (When.ADDRESS_GIVEN, When.NOBODY_INSIDE, When.CREATOR_INSIDE)
"""Moments that only the making of a room has."""


def named(content: Content, names: Mapping[RoomId, str]) -> Any:
    """The content with rooms under their addresses instead of their ids."""
    text = json.dumps(content)
    for room_id, alias in names.items():
        text = text.replace(json.dumps(room_id), json.dumps(alias))
    return json.loads(text)


@dataclass
class Room:
    """A room; `creator` is known before there is any state."""

    creator: UserId
    state: dict[StateKey, StateEvent] = field(default_factory=dict)


class MemoryHomeserver:
    """Keeps rooms as Synapse does, as far as the port can see."""

    def __init__(self, server_name: str = "teremok.test") -> None:
        self.server_name = server_name
        self.bot_id = UserId(f"@teremok:{server_name}")
        self.counts = RequestCounts()
        self.aliases: dict[str, RoomId] = {}
        self.rooms: dict[RoomId, Room] = {}
        self.accounts: dict[UserId, AccountState] = {self.bot_id: AccountState.OPEN}
        self.media: dict[str, bytes] = {}
        self.messages: dict[EventId, tuple[RoomId, Content]] = {}
        self.crash: tuple[int, When] | None = None
        """Which write from now on is the last (of those that have this moment), and how."""
        self.under_way = self.most_under_way = 0

    # --- what there is ---------------------------------------------------------------------------

    def room(self, alias: str) -> Room:
        return self.rooms[self.aliases[alias]]

    def says(self, alias: str, kind: str, state_key: str = "") -> Content:
        return self.room(alias).state[kind, state_key].content

    def members(self, alias: str) -> set[str]:
        return {
            user_id
            for (kind, user_id), event in self.room(alias).state.items()
            if kind == "m.room.member" and event.content["membership"] == "join"
        }

    def picture(self) -> dict[str, object]:
        """Everything, with rooms under their addresses instead of their ids."""
        names = {room_id: alias for alias, room_id in self.aliases.items()}
        return {
            "accounts": dict(self.accounts),
            **{
                alias: {
                    (kind, names.get(RoomId(state_key), state_key)): named(event.content, names)
                    for (kind, state_key), event in self.rooms[room_id].state.items()
                }
                for alias, room_id in self.aliases.items()
            },
        }

    def inhabited(self) -> list[RoomId]:
        """Rooms that somebody is in."""
        return [
            room_id
            for room_id, room in self.rooms.items()
            if any(kind == "m.room.member" for kind, _ in room.state)
        ]

    # --- the port --------------------------------------------------------------------------------

    async def find_alias(self, alias: str) -> RoomId | None:
        await self._read()
        return self.aliases.get(alias)

    async def read_state(self, room_id: RoomId) -> RoomState:
        await self._read()
        room = self.rooms.get(room_id)
        if room is None or ("m.room.member", self.bot_id) not in room.state:
            raise HomeserverRefused("M_FORBIDDEN", "not in the room", 403)
        return dict(room.state)

    async def look_into(self, room_id: RoomId) -> RoomState | None:
        await self._read()
        room = self.rooms.get(room_id)
        return None if room is None else dict(room.state)

    async def room_origin(self, room_id: RoomId) -> RoomOrigin | None:
        await self._read()
        room = self.rooms.get(room_id)
        if room is None:
            return None
        return RoomOrigin(room.creator, sum(k == "m.room.member" for k, _ in room.state))

    async def account_state(self, user_id: UserId) -> AccountState:
        await self._read()
        return self.accounts.get(user_id, AccountState.MISSING)

    async def own_message(self, room_id: RoomId, key: str, value: str) -> EventId | None:
        await self._read()
        own = [e for e, (room, _) in self.messages.items() if room == room_id]
        return next((e for e in reversed(own) if self.messages[e][1].get(key) == value), None)

    async def create_room(self, room: NewRoom) -> RoomId:
        when = await self._write(makes_room=True)
        return self.make_room(room, self.bot_id, when)

    def make_room(self, new: NewRoom, creator: UserId, when: When | None = None) -> RoomId:
        if new.alias in self.aliases:
            raise HomeserverRefused("M_ROOM_IN_USE", "Room alias already taken", 400)
        room_id = RoomId(f"!{len(self.rooms)}:{self.server_name}")
        self.aliases[new.alias] = room_id
        self.rooms[room_id] = Room(creator)
        self._crash_if(when, When.ADDRESS_GIVEN)
        creation = {"m.federate": False, "room_version": "11"}
        if new.is_space:
            creation["type"] = "m.space"
        self._put(room_id, creator, ("m.room.create", ""), creation)
        self._crash_if(when, When.NOBODY_INSIDE)
        self._put(room_id, creator, ("m.room.member", creator), {"membership": "join"})
        self._crash_if(when, When.CREATOR_INSIDE)
        for key, content in (
            (("m.room.join_rules", ""), {"join_rule": "invite"}),
            (("m.room.canonical_alias", ""), {"alias": f"#{new.alias}:{self.server_name}"}),
            *new.state,
        ):
            self._put(room_id, creator, key, content)
        self._crash_if(when, When.AFTER)
        return room_id

    async def put_state(self, room_id: RoomId, key: StateKey, content: Content) -> None:
        when = await self._write()
        self._put(room_id, self.bot_id, key, content)
        self._crash_if(when)

    async def put_alias(self, alias: str, room_id: RoomId) -> None:
        when = await self._write()
        self.aliases[alias] = room_id
        self._crash_if(when)

    async def remove_alias(self, alias: str) -> None:
        when = await self._write()
        self.aliases.pop(alias, None)
        self._crash_if(when)

    async def upload(self, content: bytes, mimetype: str) -> str:
        when = await self._write()
        address = f"mxc://{self.server_name}/{len(self.media)}"
        self.media[address] = content
        self._crash_if(when)
        return address

    async def send(self, room_id: RoomId, content: Content, transaction: str) -> EventId:
        when = await self._write()
        event_id = EventId(f"${room_id}/{transaction}")
        self.messages.setdefault(event_id, (room_id, content))
        self._crash_if(when)
        return event_id

    async def join(self, room_id: RoomId, user_id: UserId) -> None:
        when = await self._write()
        if user_id not in self.accounts:
            raise HomeserverRefused("M_NOT_FOUND", "User not found", 404)
        if self.rooms[room_id].state.get(("m.room.join_rules", "")) is None:
            raise HomeserverRefused("M_FORBIDDEN", "nobody may come in yet", 403)
        self._put(room_id, user_id, ("m.room.member", user_id), {"membership": "join"})
        self._crash_if(when)

    async def create_account(self, user_id: UserId, name: str) -> None:
        when = await self._write()
        self.accounts[user_id] = AccountState.OPEN
        self._crash_if(when)

    async def put_out(self, room_id: RoomId, user_id: UserId, reason: str) -> None:
        when = await self._write()
        member = {"membership": "leave", "reason": reason}
        self._put(room_id, self.bot_id, ("m.room.member", user_id), member)
        self._crash_if(when)

    async def take_power(self, room_id: RoomId) -> None:
        when = await self._write()
        powers = dict(self.rooms[room_id].state["m.room.power_levels", ""].content)
        inside = {
            u: p for u, p in powers["users"].items() if self._membership(room_id, u) == "join"
        }
        if not inside or max(inside.values()) < powers["events"]["m.room.power_levels"]:
            raise HomeserverRefused("M_UNKNOWN", "No local admin user in room", 400)
        strongest = max(inside, key=lambda user: inside[user])
        powers["users"] = {**powers["users"], self.bot_id: inside[strongest]}
        self._put(room_id, strongest, ("m.room.power_levels", ""), powers)
        if self._membership(room_id, self.bot_id) not in ("join", "invite"):
            self._put(room_id, strongest, ("m.room.member", self.bot_id), {"membership": "invite"})
        self._crash_if(when)

    async def come_in(self, room_id: RoomId, helper: UserId | None) -> None:
        when = await self._write()
        if helper is None and self._membership(room_id, self.bot_id) != "invite":
            raise HomeserverRefused("M_FORBIDDEN", "You are not invited to this room.", 403)
        self._put(room_id, self.bot_id, ("m.room.member", self.bot_id), {"membership": "join"})
        self._crash_if(when)

    async def put_state_in_name(
        self, room_id: RoomId, key: StateKey, content: Content, user_id: UserId
    ) -> None:
        when = await self._write()
        self._put(room_id, user_id, key, content)
        self._crash_if(when)

    def _membership(self, room_id: RoomId, user_id: str) -> str:
        event = self.rooms[room_id].state.get(("m.room.member", user_id))
        return str(event.content["membership"]) if event else "leave"

    def _put(self, room_id: RoomId, sender: str, key: StateKey, content: Content) -> None:
        self.rooms[room_id].state[key] = StateEvent(content, sender)

    async def _read(self) -> None:
        self.counts.read += 1
        await self._pass_time()

    async def _write(self, *, makes_room: bool = False) -> When | None:
        self.counts.write += 1
        await self._pass_time()
        if self.crash is None:
            return None
        left, when = self.crash
        if when in MAKING and not makes_room:
            return None
        self.crash = (left - 1, when)
        if left > 0:
            return None
        self._crash_if(when, When.BEFORE)
        return when

    async def _pass_time(self) -> None:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1

    def _crash_if(self, when: When | None, here: When | None = None) -> None:
        if when is not None and here in (None, when):
            raise Crash
