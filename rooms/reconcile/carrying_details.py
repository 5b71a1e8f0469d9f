"""Carrying out what concerns a room's picture and its pinned rules."""

import asyncio
from collections.abc import Mapping

from rooms.reconcile.changes import PinRules, SetAvatar, UnpinRules
from rooms.reconcile.found import FoundRoom, Readings, content_of
from rooms.reconcile.homeserver import (
    Content,
    EventId,
    Homeserver,
    HomeserverRefused,
    RoomId,
    RoomState,
)
from rooms.reconcile.plan_details import pinned_in
from rooms.wanted.pictures import DIGEST, Picture, PictureProblem, read
from rooms.wanted.powers import RULES
from rooms.wanted.room import WantedRoom

AVATAR = ("m.room.avatar", "")
PINNED = ("m.room.pinned_events", "")


class DetailCarrier:
    """Uploads each picture once, and posts the rules of a room once.

    `readings` tell which pictures the homeserver has already, and which rules are pinned.
    """

    def __init__(self, homeserver: Homeserver, readings: Readings) -> None:
        self._homeserver = homeserver
        self._states: dict[RoomId, RoomState] = {
            found.room_id: found.state
            for found in readings.rooms.values()
            if isinstance(found, FoundRoom)
        }
        self._addresses = _uploaded(self._states, homeserver.bot_id)
        self._uploading: dict[str, asyncio.Lock] = {}
        self._made: set[RoomId] = set()

    def made(self, room_id: RoomId) -> None:
        """Take note of a room that was made a moment ago: nothing was said in it yet."""
        self._made.add(room_id)

    async def avatar(self, room: WantedRoom) -> Content | None:
        """What makes the room show its picture, which is uploaded where it is new; None: none."""
        return None if room.picture is None else room.picture.avatar(await self._mxc(room.picture))

    async def carry_out(self, change: SetAvatar | PinRules | UnpinRules, room_id: RoomId) -> None:
        """Make the change; raises HomeserverProblem."""
        match change:
            case SetAvatar(room):
                await self._homeserver.put_state(room_id, AVATAR, await self.avatar(room) or {})
            case PinRules(room):
                event_id = await self._posted(room, room_id)
                rules = {"event_id": event_id, DIGEST: room.rules_digest}
                await self._pin(room_id, event_id)
                await self._homeserver.put_state(room_id, (RULES, ""), rules)
            case UnpinRules():
                await self._pin(room_id, None)
                await self._homeserver.put_state(room_id, (RULES, ""), {})

    async def _mxc(self, picture: Picture) -> str:
        async with self._uploading.setdefault(picture.digest, asyncio.Lock()):
            if picture.digest not in self._addresses:
                content = await asyncio.to_thread(_bytes_of, picture)
                address = await self._homeserver.upload(content, picture.mimetype)
                self._addresses[picture.digest] = address
            return self._addresses[picture.digest]

    async def _posted(self, room: WantedRoom, room_id: RoomId) -> EventId:
        """The message with the rules: one that was posted before the power went out, or a new one.

        The homeserver remembers a transaction for a while only, so the room is asked, too.
        """
        digest = room.rules_digest
        if room_id not in self._made:
            before = await self._homeserver.own_message(room_id, RULES, digest)
            if before is not None:
                return before
        content = {"msgtype": "m.text", "body": room.rules, RULES: digest}
        return await self._homeserver.send(room_id, content, f"rules-{digest}")

    async def _pin(self, room_id: RoomId, event_id: EventId | None) -> None:
        """Pin the rules before everything else that is pinned, and unpin older ones."""
        state = self._states.get(room_id, {})
        older = content_of(state, (RULES, "")).get("event_id")
        pinned = pinned_in(state)
        others = [pin for pin in pinned if pin not in (older, event_id)]
        wanted = others if event_id is None else [event_id, *others]
        if wanted != pinned:
            await self._homeserver.put_state(room_id, PINNED, {"pinned": wanted})


def _uploaded(states: Mapping[RoomId, RoomState], bot_id: str) -> dict[str, str]:
    """The addresses of our pictures that rooms show, by their digests."""
    addresses: dict[str, str] = {}
    for state in states.values():
        event = state.get(AVATAR)
        if event is not None and event.sender == bot_id:
            digest, url = event.content.get(DIGEST), event.content.get("url")
            if isinstance(digest, str) and isinstance(url, str):
                addresses[digest] = url
    return addresses


def _bytes_of(picture: Picture) -> bytes:
    """The picture's bytes. Raises HomeserverRefused: there is nothing to hand to the homeserver."""
    try:
        return read(picture.path)
    except PictureProblem as problem:
        refused = HomeserverRefused("M_UNKNOWN", str(problem), 400)
        refused.sentence = problem.sentence
        raise refused from None
