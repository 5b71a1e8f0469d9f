"""The homeserver as the bot reaches it: through nio, and Synapse's admin API beside it."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlencode

from nio import AsyncClient

from bot.asking import bot_session
from bot.bot_requests import BotRequests, in_name_of, quoted
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

ROOM_VERSION = "11"
"""Element shows the bot's powers wrongly in rooms of version 12, where they are not written."""
LOOK_BACK = 100
"""How many of its own last messages the bot looks through."""


class BotHomeserver:
    """Fulfils `rooms.reconcile.homeserver.Homeserver`; the bot is an administrator there."""

    def __init__(self, session: AsyncClient, server_name: str) -> None:
        self._session = session
        self._server_name = server_name
        self._requests = BotRequests(session)

    @property
    def bot_id(self) -> UserId:
        """The bot's own id."""
        return UserId(self._session.user_id)

    @property
    def counts(self) -> RequestCounts:
        """Requests made so far, those made again included."""
        return self._requests.counts

    async def find_alias(self, alias: str) -> RoomId | None:
        """The room that ``#alias:server`` leads to."""
        # Not through nio, which warns in the log of every answer that is not the expected one.
        found = await self._requests.find(
            f"/_matrix/client/v3/directory/room/{quoted(self._full(alias))}"
        )
        return RoomId(found["room_id"]) if found else None

    async def read_state(self, room_id: RoomId) -> RoomState:
        """All state of a room that the bot is, or was, in."""
        answer = await self._requests.look(lambda: self._session.room_get_state(room_id))
        return _state(answer.events)

    async def look_into(self, room_id: RoomId) -> RoomState | None:
        """What Synapse's admin API tells of the state."""
        path = f"/_synapse/admin/v1/rooms/{quoted(room_id)}/state"
        answer = await self._requests.find(path)
        return None if answer is None else _state(answer["state"])

    async def room_origin(self, room_id: RoomId) -> RoomOrigin | None:
        """What Synapse's admin API tells of a room."""
        path = f"/_synapse/admin/v1/rooms/{quoted(room_id)}"
        room = await self._requests.find(path)
        if room is None:
            return None
        return RoomOrigin(room.get("creator") or "", room.get("joined_members") or 0)

    async def account_state(self, user_id: UserId) -> AccountState:
        """What Synapse's admin API tells of an account."""
        account = await self._requests.find(_account_path(user_id))
        if account is None:
            return AccountState.MISSING
        return AccountState.CLOSED if account.get("deactivated") else AccountState.OPEN

    async def own_message(self, room_id: RoomId, key: str, value: str) -> EventId | None:
        """Among the bot's last messages in the room."""
        only = {"types": ["m.room.message"], "senders": [self.bot_id], "limit": LOOK_BACK}
        query = {"dir": "b", "limit": str(LOOK_BACK), "filter": json.dumps(only)}
        path = f"/_matrix/client/v3/rooms/{quoted(room_id)}/messages?{urlencode(query)}"
        answer = await self._requests.get(path)
        for event in answer.get("chunk", ()):
            if event["content"].get(key) == value:
                return EventId(event["event_id"])
        return None

    async def create_room(self, room: NewRoom) -> RoomId:
        """Make a room with all that it has from the beginning."""
        state = [{"type": k, "state_key": s, "content": dict(c)} for (k, s), c in room.state]
        answer = await self._requests.change(
            lambda: self._session.room_create(
                alias=room.alias,
                room_version=ROOM_VERSION,
                federate=False,
                space=room.is_space,
                initial_state=state,
            )
        )
        return RoomId(answer.room_id)

    async def put_state(self, room_id: RoomId, key: StateKey, content: Content) -> None:
        """Set a state event."""
        kind, state_key = key
        await self._requests.change(
            lambda: self._session.room_put_state(room_id, kind, dict(content), state_key)
        )

    async def put_alias(self, alias: str, room_id: RoomId) -> None:
        """Let ``#alias:server`` lead to the room."""
        await self._requests.change(
            lambda: self._session.room_put_alias(self._full(alias), room_id)
        )

    async def remove_alias(self, alias: str) -> None:
        """Let ``#alias:server`` lead nowhere; it may do so already."""
        try:
            await self._requests.change(lambda: self._session.room_delete_alias(self._full(alias)))
        except HomeserverRefused as refused:
            if refused.status != 404:
                raise

    async def upload(self, content: bytes, mimetype: str) -> str:
        """Put a file into the media repository."""
        answer = await self._requests.upload("/_matrix/media/v3/upload", content, mimetype)
        return str(answer["content_uri"])

    async def send(self, room_id: RoomId, content: Content, transaction: str) -> EventId:
        """Post an ``m.room.message``."""
        answer = await self._requests.change(
            lambda: self._session.room_send(room_id, "m.room.message", dict(content), transaction)
        )
        return EventId(answer.event_id)

    async def join(self, room_id: RoomId, user_id: UserId) -> None:
        """Invite and accept in one request of Synapse's admin API."""
        path = f"/_synapse/admin/v1/join/{quoted(room_id)}"
        await self._requests.send("POST", path, {"user_id": user_id})

    async def create_account(self, user_id: UserId, name: str) -> None:
        """Make an account without a password, through Synapse's admin API."""
        path = _account_path(user_id)
        await self._requests.send("PUT", path, {"displayname": name})

    async def put_out(self, room_id: RoomId, user_id: UserId, reason: str) -> None:
        """Kick, which withdraws an invitation, too."""
        path = f"/_matrix/client/v3/rooms/{quoted(room_id)}/kick"
        await self._requests.send("POST", path, {"user_id": user_id, "reason": reason})

    async def take_power(self, room_id: RoomId) -> None:
        """Have Synapse give the bot the power of the most powerful person of this homeserver."""
        path = f"/_synapse/admin/v1/rooms/{quoted(room_id)}/make_room_admin"
        await self._requests.send("POST", path, {"user_id": self.bot_id})

    async def come_in(self, room_id: RoomId, helper: UserId | None) -> None:
        """Join; where there is a helper, they first invite the bot (and lift its ban)."""
        room = f"/_matrix/client/v3/rooms/{quoted(room_id)}"
        if helper is not None:
            async with in_name_of(self._requests, helper) as token:
                bot = {"user_id": self.bot_id}
                with suppress(HomeserverRefused):  # it is seldom banned
                    await self._requests.send("POST", f"{room}/unban", bot, token)
                await self._requests.send("POST", f"{room}/invite", bot, token)
        await self._requests.send("POST", f"{room}/join", {})

    async def put_state_in_name(
        self, room_id: RoomId, key: StateKey, content: Content, user_id: UserId
    ) -> None:
        """Set a state event in the name of somebody of this homeserver."""
        kind, state_key = key
        room = f"/_matrix/client/v3/rooms/{quoted(room_id)}"
        async with in_name_of(self._requests, user_id) as token:
            path = f"{room}/state/{quoted(kind)}/{quoted(state_key)}"
            await self._requests.send("PUT", path, content, token)

    def _full(self, alias: str) -> str:
        return f"#{alias}:{self._server_name}"


def _state(events: Iterable[Mapping[str, Any]]) -> RoomState:
    return {
        (event["type"], event["state_key"]): StateEvent(event["content"], event["sender"])
        for event in events
    }


def _account_path(user_id: UserId) -> str:
    return f"/_synapse/admin/v2/users/{quoted(user_id)}"


@asynccontextmanager
async def reach_homeserver(
    url: str, bot_id: str, token: str, server_name: str
) -> AsyncIterator[BotHomeserver]:
    """The homeserver at `url` for as long as the block lasts; nothing is asked yet."""
    session = bot_session(url, bot_id, token)
    try:
        yield BotHomeserver(session, server_name)
    finally:
        await session.close()  # type: ignore[no-untyped-call]
