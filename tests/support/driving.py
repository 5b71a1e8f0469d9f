"""The driver of upstream bridges, put together for a bridge to a simulated messenger."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp

from bridges.upstream.answers import Cookies, Flow, Input, Passkey, Shown
from bridges.upstream.chats import Chats
from bridges.upstream.commands import Commands
from bridges.upstream.descriptor import read_descriptor
from bridges.upstream.homeserver import BotClient
from bridges.upstream.plumbing import Plumber
from bridges.upstream.provisioning import Bridge, Provisioning
from tests.support.bridged import Bridged, Side


@dataclass(frozen=True)
class Driver:
    """All that drives one bridge as the owner of now."""

    provisioning: Provisioning
    client: BotClient
    commands: Commands
    plumber: Plumber


def bridge_of(bridged: Bridged, side: Side) -> Bridge:
    """The bridge as the driver knows it."""
    descriptor = read_descriptor(side.network.kind)
    descriptor = descriptor.model_copy(
        update={"network": side.name, "bot": f"{side.name}bot", "ghosts": f"{side.name}_{{id}}"}
    )
    written = side.bridge.configuration
    return Bridge(
        descriptor=descriptor,
        url=side.bridge.url,
        server_name=bridged.homeserver.server_name,
        owner=bridged.owner.user_id,
        provisioning_secret=written["provisioning"]["shared_secret"],
        as_token=written["appservice"]["as_token"],
        hs_token=written["appservice"]["hs_token"],
    )


def with_canary(bridge: Bridge, seconds: int) -> Bridge:
    """The same bridge; its test is waited for as long as that."""
    canary = bridge.descriptor.canary
    assert canary is not None
    update = {"canary": canary.model_copy(update={"seconds": seconds})}
    return replace(bridge, descriptor=bridge.descriptor.model_copy(update=update))


@asynccontextmanager
async def driver(bridged: Bridged, side: Side, step_seconds: float = 60.0) -> AsyncIterator[Driver]:
    """The driver, with a room of its own in which it talks to the bridge's bot."""
    bridge, owner = bridge_of(bridged, side), bridged.owner
    room = await bridged.room(side)
    await bridged.invite_bot(side, room)
    async with aiohttp.ClientSession() as session:
        url = bridged.homeserver.url
        client = BotClient(url, owner.user_id, owner.access_token, session)
        provisioning = Provisioning(bridge, session, step_seconds)
        commands = Commands(bridge, client)
        chats = Chats(bridge, commands, room)
        yield Driver(
            provisioning,
            client,
            commands,
            Plumber(provisioning, client, commands, chats, room),
        )


@dataclass
class Person:
    """Somebody who wants to link an account and has the phone at hand; fulfils `Asks`.

    Scans what is shown for the `scans_at`-th time; gives `answers`, those of a field one after
    the other; `passkey` makes the browser's answer out of the challenge.
    """

    side: Side
    account: str
    scans_at: int = 1
    answers: dict[str, list[str]] = field(default_factory=dict)
    passkey: Any = None
    shown: list[Shown] = field(default_factory=list)
    wrong: list[bool] = field(default_factory=list)

    async def choose_flow(self, flows: Sequence[Flow]) -> str:
        return flows[0].id

    async def fill(self, fields: Sequence[Input], instructions: str, wrong: bool) -> dict[str, str]:
        self.wrong.append(wrong)
        given = {}
        for each in fields:
            if each.type == "2fa_code" and not self.answers.get(each.id):
                code = (await self.side.network.phone(self.account))["code"]
                self.answers[each.id] = [code]
            given[each.id] = self.answers[each.id].pop(0)
        return given

    async def show(self, shown: Shown, instructions: str) -> None:
        self.shown.append(shown)
        if len(self.shown) == self.scans_at:
            await self.side.network.scan(self.account, shown.data)

    async def give_cookies(self, cookies: Cookies, instructions: str) -> dict[str, str]:
        raise AssertionError("nobody asked for cookies")

    async def give_passkey(self, passkey: Passkey, instructions: str) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = self.passkey(passkey.public_key["challenge"])
        return answer
