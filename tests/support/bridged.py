"""A homeserver with simulated messengers bridged to it, and somebody who looks from both ends."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import web

from deploy.homeserver.registration import Registration
from deploy.homeserver.settings import HomeserverSettings
from tests.support.bridged_house import BRIDGES
from tests.support.homeserver import RunningHomeserver, User
from tests.support.ports import free_ports
from tests.support.rooms_of_owner import Json, Rooms
from tests.support.upstream import Kind, RunningBridge
from tests.support.upstream_configuration import PREFIXES, configuration, registration
from tests.support.upstream_network import SimulatedNetwork
from tests.support.waiting import until

FREELY = {"per_second": 1000, "burst_count": 1000}
WITHOUT_LIMITS: Json = {
    **dict.fromkeys(
        ("rc_message", "rc_admin_redaction", "rc_room_creation", "rc_registration"), FREELY
    ),
    "rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), FREELY),
    "rc_joins": dict.fromkeys(("local", "remote"), FREELY),
    "rc_joins_per_room": FREELY,
}
OWNERS = 500
BRIDGE_EVENTS = (
    *("m.bridge", "uk.half-shot.bridge", "com.beeper.room_features"),
    *("com.beeper.disappearing_timer", "io.element.functional_members"),
)
OURS = ("m.room.name", "m.room.topic", "m.room.avatar", "m.room.power_levels")
both = pytest.mark.parametrize("either", BRIDGES, indirect=True)
"""Marks a test that differs from network to network."""


class BridgedHomeserver(RunningHomeserver):
    """A Synapse without our gate that knows the bridges."""

    bridges: tuple[Registration, ...] = ()

    @property
    def settings(self) -> HomeserverSettings:
        return dataclasses.replace(super().settings, bridges=self.bridges)


class Side:
    """One simulated messenger with its bridge; `name` begins the ghosts' ids."""

    def __init__(self, name: str, network: SimulatedNetwork, bridge: RunningBridge) -> None:
        self.name = name
        self.network = network
        self.bridge = bridge
        self.pushed: list[Json] = []
        """What came to the status endpoint."""

    @property
    def prefix(self) -> str:
        return PREFIXES[self.network.kind]

    def ghost(self, person: str, server_name: str) -> str:
        return f"@{self.name}_{person}:{server_name}"

    async def push(self, login: str, state: str, after: int = 0) -> Json:
        """Wait for a state of a log-in at the status endpoint."""

        async def look() -> Json | None:
            fits = (
                each
                for each in self.pushed[after:]
                if each.get("remote_id") == login and each["state_event"] == state
            )
            return next(fits, None)

        return await until(look, f"{state} of {login} pushed")


class Bridged(Rooms):
    """The homeserver, the messengers and their bridges.

    `owner` is the account that owns the log-ins and is an admin of the bridges.
    """

    def __init__(self, folder: Path, programs: Path) -> None:
        self.homeserver: BridgedHomeserver = BridgedHomeserver(
            folder / "homeserver",
            server_name="kita.test",
            additions={"modules": [], **WITHOUT_LIMITS},
        )
        self.sides: dict[str, Side] = {}
        self._folder = folder
        self._programs = programs
        self._runner: web.AppRunner | None = None
        self._endpoint_port, *self._ports = free_ports(4)
        self._numbers = iter(range(1, 10_000))
        self._owners = iter(range(1, OWNERS))

    async def start(self, sides: Mapping[str, tuple[Kind, bool]]) -> None:
        """Start all; each side has its kind and whether it kicks Matrix users."""
        await self._listen()
        for name, (kind, kicks) in sides.items():
            self._add(name, kind, kicks)
        self.homeserver.bridges = tuple(
            registration(dict(side.bridge.configuration), self.homeserver.server_name)
            for side in self.sides.values()
        )
        await self.homeserver.start()
        await self.change_owner()
        for side in self.sides.values():
            await side.bridge.start()

    def _add(self, name: str, kind: Kind, kicks: bool) -> None:
        network = SimulatedNetwork(self._programs, kind)
        network.start()
        folder = self._folder / name
        written = configuration(
            kind,
            name,
            self.homeserver,
            self._ports[len(self.sides)],
            [f"@kita{number}:{self.homeserver.server_name}" for number in range(1, OWNERS)],
            folder=folder,
            messenger=network.url,
            status_endpoint=f"http://127.0.0.1:{self._endpoint_port}/{name}",
            kick_matrix_users=kicks,
        )
        bridge = RunningBridge(self._programs / f"simulated-{kind}", folder, written)
        self.sides[name] = Side(name, network, bridge)

    async def _listen(self) -> None:
        application = web.Application()
        application.router.add_post("/{side}", self._take_push)
        self._runner = web.AppRunner(application)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._endpoint_port).start()

    async def _take_push(self, request: web.Request) -> web.Response:
        side = self.sides[request.match_info["side"]]
        token = side.bridge.configuration["appservice"]["as_token"]
        assert request.headers["Authorization"] == f"Bearer {token}"
        side.pushed.append(await request.json())
        return web.json_response({})

    async def stop(self) -> None:
        """End every process."""
        for side in self.sides.values():
            await side.bridge.kill()
            side.network.stop()
        self.homeserver.kill()
        if self._runner is not None:
            await self._runner.cleanup()

    # --- people ---------------------------------------------------------------------------------

    async def change_owner(self) -> None:
        """From now on somebody else, who owns no log-in yet, does all that the owner does.

        Many commands take the caller's default log-in, which is any of several.
        """
        self.owner = await self.homeserver.register(f"kita{next(self._owners)}", admin=True)

    def fresh_phone(self) -> str:
        """A number that nobody has."""
        return f"+4915100{next(self._numbers):06d}"

    async def member(self, name: str) -> User:
        """A new account of the homeserver with a name."""
        user = await self.homeserver.register(f"{name.lower()}{next(self._numbers)}")
        path = f"/_matrix/client/v3/profile/{quote(user.user_id)}/displayname"
        await self.as_(user, "PUT", path, {"displayname": name})
        return user

    async def link(self, side: Side, name: str = "school") -> str:
        """Link a new account of the messenger to the owner, by QR; gives its id."""
        account = await side.network.account(name, self.fresh_phone())
        step = await self.provision(side, "POST", "/v3/login/start/qr")
        await side.network.scan(account, step["display_and_wait"]["data"])
        path = f"/v3/login/step/{step['login_id']}/{step['step_id']}/display_and_wait"
        done = await self.provision(side, "POST", path)
        assert done["complete"]["user_login_id"] == account
        await self.state_of(side, account, "CONNECTED")
        return account

    async def state_of(self, side: Side, login: str, state: str) -> Json:
        """Wait until whoami tells this state of a log-in; gives the whole state."""

        async def look() -> Json | None:
            for known in (await self.provision(side, "GET", "/v3/whoami"))["logins"]:
                if known["id"] == login and known["state"]["state_event"] == state:
                    found: Json = known["state"]
                    return found
            return None

        return await until(look, f"{state} of {login} in whoami")

    async def provision(self, side: Side, method: str, path: str, body: object = None) -> Any:
        """A call of the provisioning API as the owner that must go well."""
        status, told = await side.bridge.provision(self.owner.user_id, method, path, body)
        assert status in (200, 201), told
        return told

    # --- rooms ------------------------------------------------------------------------------------

    async def room(self, side: Side, *members: User, power: int = 50, **more: Any) -> str:
        """A room of the owner's with members and the bridge's bot at that power; gives its id."""
        bot = f"@{side.name}bot:{self.homeserver.server_name}"
        events = dict.fromkeys(BRIDGE_EVENTS, 50) | dict.fromkeys(OURS, 100)
        users = {self.owner.user_id: 100, bot: power}
        levels = {"users": users, "events": events, "invite": 50}
        body = {
            "preset": "private_chat",
            "name": "Ladybirds",
            "topic": "the group's room",
            "invite": [user.user_id for user in members],
            "power_level_content_override": levels,
            **more,
        }
        made = await self.as_(self.owner, "POST", "/_matrix/client/v3/createRoom", body)
        room = str(made["room_id"])
        for user in members:
            await self.as_(user, "POST", f"/_matrix/client/v3/join/{quote(room)}")
        return room

    async def invite_bot(self, side: Side, room: str) -> None:
        """Invite the bridge's bot and wait until it is in."""
        bot = f"@{side.name}bot:{self.homeserver.server_name}"
        path = f"/_matrix/client/v3/rooms/{quote(room)}"
        await self.as_(self.owner, "POST", f"{path}/invite", {"user_id": bot})
        await self.joined(room, bot)

    # --- the bridge's bot -----------------------------------------------------------------------

    async def command(self, side: Side, room: str, words: str, user: User | None = None) -> str:
        """Say a command; gives the bot's answer."""
        said = await self.say(user or self.owner, room, f"{side.prefix} {words}")
        bot = f"@{side.name}bot:{self.homeserver.server_name}"

        after = False

        def fits(event: Json) -> bool:
            nonlocal after
            notice = event["content"].get("msgtype") == "m.notice"
            answers = after and event["sender"] == bot and notice
            after = after or event["event_id"] == said
            return answers

        answer = await self.sees(room, fits, f"an answer to “{words}”")
        return str(answer["content"]["body"])

    async def plumb(self, side: Side, room: str, login: str, chat: str) -> None:
        """Plumb a chat into a room, with the login as relay, and wait until all is in place."""
        if f"@{side.name}bot:{self.homeserver.server_name}" not in await self.members(room):
            await self.invite_bot(side, room)
        await self.row(side, room)
        answer = await self.bridge(side, room, login, chat)
        assert "Successfully plumbed" in answer, answer
        assert "will now be relayed" in await self.command(side, room, "set-relay")
        for person, role in (await side.network.chat(chat, login))["members"].items():
            if role not in ("gone", "banned") and person != login:
                await self.joined(room, side.ghost(person, self.homeserver.server_name))
        await self.portal(side, room, chat)

    async def bridge(self, side: Side, room: str, login: str, chat: str) -> str:
        """Say ``bridge``, again until the bridge has heard of the chat; gives its answer."""

        async def look() -> str | None:
            answer = await self.command(side, room, f"bridge {login} {chat}")
            return None if answer.startswith("No portal found") else answer

        return await until(look, f"{chat} known to the bridge")

    async def portal(self, side: Side, room: str, chat: str) -> Json:
        """Wait until the room's state says that the chat is in it; gives m.bridge."""
        key = f"{self.homeserver.server_name}/{side.name}"

        async def look() -> Json | None:
            told = await self.state(room, "m.bridge", key)
            for kind in ("uk.half-shot.bridge", "com.beeper.room_features"):
                told = told if await self.state(room, kind, key) else None
            return told if told and told.get("channel", {}).get("id") == chat else None

        return await until(look, f"{chat} in m.bridge")

    async def row(self, side: Side, room: str) -> None:
        """Make the bridge know all chats of the account."""
        words = "sync groups" if side.network.kind == "whatsapp" else "sync-chats"
        await self.command(side, room, words)
