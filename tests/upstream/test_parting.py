"""Parting a room from its chat, of which the bridge's bot says nothing when it works."""

import itertools
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from bridges.upstream import commands as saying
from bridges.upstream.chats import Chats
from bridges.upstream.commands import Commands
from bridges.upstream.homeserver import BotClient
from bridges.upstream.plumbing import Plumber
from bridges.upstream.problems import BridgeRefused
from bridges.upstream.provisioning import Bridge, Provisioning
from rooms.reconcile.homeserver import StateEvent
from tests.support.bridged import Bridged, Side
from tests.support.driving import driver
from tests.support.odd_bridge import odd_bridge, refusing

ROOM, OFFICE = "!ladybirds:t", "!office:t"
LOOKS = 20
"""So many times it is looked for an answer before there is one: once a second here."""


class _Slow(BotClient):
    """A homeserver where the bridge's bot answers late."""

    def __init__(self, bridge: Bridge, session: aiohttp.ClientSession, answer: str) -> None:
        super().__init__("http://127.0.0.1:9", bridge.owner, "token", session)
        self._bridge = bridge
        self._answer = answer
        self.looks = 0
        self.cleared: list[str] = []

    async def state(self, room_id: str) -> Mapping[tuple[str, str], StateEvent]:
        bot, key = self._bridge.bot_id, self._bridge.state_key
        return {
            ("m.bridge", key): StateEvent({"channel": {"id": "7"}}, bot),
            ("m.room.member", bot): StateEvent({"membership": "join"}, bot),
            ("m.room.power_levels", ""): StateEvent({}, self.bot_id),
        }

    async def put_state(
        self, room_id: str, kind: str, state_key: str, content: Mapping[str, Any]
    ) -> None:
        self.cleared.append(kind)

    async def membership(self, room_id: str, user_id: str) -> str | None:
        return "join"

    async def joined(self, room_id: str) -> list[str]:
        return [self._bridge.bot_id] if self._answer or self.looks < LOOKS else []

    async def send(
        self, room_id: str, kind: str, content: Mapping[str, Any], transaction: str
    ) -> str:
        return "$command"

    async def after(self, room_id: str, event_id: str) -> list[dict[str, Any]]:
        self.looks += 1
        if self.looks < LOOKS or not self._answer:
            return []
        content = {"msgtype": "m.notice", "body": self._answer}
        return [{"sender": self._bridge.bot_id, "type": "m.room.message", "content": content}]


@pytest.mark.parametrize("answer", ["", "You don't have permission to unbridge this portal"])
async def test_a_bridge_is_believed_however_late_it_is(
    monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    seconds = itertools.count().__next__
    monkeypatch.setattr(saying, "time", SimpleNamespace(monotonic=seconds))
    async with odd_bridge(refusing(500)) as odd, aiohttp.ClientSession() as session:
        client = _Slow(odd.bridge, session, answer)
        commands = Commands(odd.bridge, client, poll_seconds=0)
        chats = Chats(odd.bridge, commands, OFFICE)
        plumber = Plumber(Provisioning(odd.bridge, session), client, commands, chats, OFFICE)
        if answer:
            with pytest.raises(BridgeRefused, match="permission"):
                await plumber.unplumb(ROOM)
            assert client.cleared == []
        else:
            await plumber.unplumb(ROOM)
            assert "m.bridge" in client.cleared
    assert client.looks == LOOKS


@pytest.mark.parametrize("bot", ["stays", "was put out"])
async def test_a_chat_is_taken_out_of_a_room_that_we_are_not_in(
    bridged: Bridged, side: Side, bot: str
) -> None:
    login, anna = await bridged.link(side), await bridged.member("Anna")
    parent = await side.network.person("Inge", bridged.fresh_phone())
    chat = str((await side.network.group("Kita", parent, login))["id"])
    old, new = await bridged.room(side, anna), await bridged.room(side, anna)
    async with driver(bridged, side) as driving:
        await driving.plumber.plumb(old, chat)
        if bot == "was put out":
            await driving.client.kick(old, f"@{side.name}bot:kita.test", "by mistake")
        await driving.client.leave(old)
        await driving.plumber.plumb(new, chat, move=True)
    await side.network.write(chat, parent, "here now")
    await bridged.sees_text(new, "here now")
