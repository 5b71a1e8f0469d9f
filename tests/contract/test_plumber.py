"""What is undone in a room when a chat has been plumbed into it, and when it could not be."""

from collections.abc import Mapping
from typing import Any, cast

import pytest

from bridges.upstream import plumbing
from bridges.upstream.answers import Login, State
from bridges.upstream.chats import Chats, Found
from bridges.upstream.commands import Commands
from bridges.upstream.homeserver import BotClient
from bridges.upstream.plumbing import Plumber
from bridges.upstream.problems import BridgeAway
from bridges.upstream.provisioning import Provisioning
from rooms.reconcile.homeserver import HomeserverRefused, StateEvent
from rooms.reconcile.standing import POWERS
from tests.support.upstream_room import ANNA, BOT, BRIDGE, MARIA

STAFF = "@staff:sad24.test"
INGE, OLGA = "@inge:sad24.test", "@olga:sad24.test"


class Room:
    """A room of which only the state is there; fulfils what plumbing needs of BotClient."""

    bot_id = BRIDGE.owner

    def __init__(self) -> None:
        self.now: dict[tuple[str, str], StateEvent] = {POWERS: StateEvent({}, self.bot_id)}
        self.brought: list[str] = []
        self.kicked: list[str] = []

    def is_(self, user: str, membership: str, by: str = "") -> None:
        event = StateEvent({"membership": membership}, by or user)
        self.now["m.room.member", user] = event

    async def state(self, room_id: str) -> Mapping[tuple[str, str], StateEvent]:
        return dict(self.now)

    async def put_state(self, room_id: str, kind: str, key: str, content: Any) -> None:
        self.now[kind, key] = StateEvent(content, self.bot_id)

    async def bring_in(self, room_id: str, user: str) -> None:
        self.is_(user, "join")
        self.brought.append(user)

    async def kick(self, room_id: str, user: str, reason: str) -> None:
        self.kicked.append(user)


class _Linked:
    """A provisioning API that knows one account, as the messenger has it."""

    bridge = BRIDGE

    def __init__(self, state: str = "CONNECTED") -> None:
        self._account = Login(id="7", state=State(state_event=state))

    async def login(self, login_id: str | None = None) -> Login:
        return self._account


class _Finds:
    async def find(self, asked: str) -> Found:
        return Found(asked)


def _plumber(room: Room, linked: _Linked) -> Plumber:
    return Plumber(
        cast("Provisioning", linked),
        cast("BotClient", room),
        cast("Commands", None),
        cast("Chats", _Finds()),
        "!office:t",
    )


async def test_only_those_are_brought_back_whom_the_bridge_has_put_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plumbing, "CALM_SECONDS", 0)
    monkeypatch.setattr(plumbing, "LOOK_SECONDS", 0)
    room = Room()
    for user in (ANNA, INGE, OLGA):
        room.is_(user, "join")
    before = await room.state("!r:t")
    room.is_(ANNA, "leave", by=BOT)
    room.is_(INGE, "leave")
    room.is_(OLGA, "ban", by=STAFF)
    room.is_(MARIA, "leave", by=BOT)
    assert await _plumber(room, _Linked())._undo("!r:t", before) == (ANNA,)
    assert room.brought == [ANNA]


async def test_a_bot_that_does_not_come_is_invited_no_more_and_has_no_power(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def does_not_come(*given: object) -> None:
        raise BridgeAway("The bot of the bridge to {title} does not come when it is invited.")

    monkeypatch.setattr(plumbing, "until_joined", does_not_come)
    room = Room()
    with pytest.raises(BridgeAway):
        await _plumber(room, _Linked()).plumb("!r:t", "channel:3")
    assert room.kicked == [BOT]
    assert BOT not in room.now[POWERS].content["users"]


async def test_a_bot_that_may_not_be_put_out_hides_no_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def does_not_come(*given: object) -> None:
        raise BridgeAway("It does not come.")

    async def is_as_mighty(*given: object) -> None:
        raise HomeserverRefused("M_FORBIDDEN", "You cannot kick user", 403)

    monkeypatch.setattr(plumbing, "until_joined", does_not_come)
    room = Room()
    monkeypatch.setattr(room, "kick", is_as_mighty)
    with pytest.raises(BridgeAway, match="does not come"):
        await _plumber(room, _Linked()).plumb("!r:t", "channel:3")


async def test_an_account_that_still_gets_its_history_is_connected() -> None:
    assert await _plumber(Room(), _Linked("BACKFILLING"))._connected(None) == "7"
