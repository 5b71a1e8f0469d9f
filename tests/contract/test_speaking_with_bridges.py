"""What a command or a log-in gives when the bridge does not say the obvious."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web
from click.testing import CliRunner

from bot.cli.bridge import command as saying
from bot.house import House
from bridges.upstream import login
from bridges.upstream.answers import Flow, Shown
from bridges.upstream.commands import STATUS, Commands, Reply
from bridges.upstream.homeserver import BotClient
from bridges.upstream.login import link_account
from bridges.upstream.management import management_room
from bridges.upstream.problems import BridgeAway, LoginEnded
from bridges.upstream.provisioning import Provisioning
from bridges.upstream.workshop import Workshop
from rooms.storage import upstream
from rooms.storage.database import Store
from tests.support.odd_bridge import odd_bridge
from tests.support.upstream_room import BRIDGE


class _Quiet:
    """A room in which the bridge's bot says no word."""

    def __init__(self, *events: Mapping[str, Any]) -> None:
        self._events = [dict(event) for event in events]

    async def send(
        self, room_id: str, kind: str, content: Mapping[str, Any], transaction: str
    ) -> str:
        return "$said"

    async def after(self, room_id: str, event_id: str) -> list[dict[str, Any]]:
        return self._events


async def test_a_bridge_that_hangs_has_not_carried_a_wordless_command_out() -> None:
    commands = Commands(BRIDGE, _Quiet(), answer_seconds=0, poll_seconds=0)
    with pytest.raises(BridgeAway, match="has not answered"):
        await commands.say("!office:t", "unbridge", silent=True)


async def test_a_wordless_command_is_done_when_the_bridge_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bridges.upstream.commands.LINGER_SECONDS", 0)
    about = {"rel_type": "m.reference", "event_id": "$said"}
    status = {"type": STATUS, "sender": BRIDGE.bot_id, "content": {"m.relates_to": about}}
    commands = Commands(BRIDGE, _Quiet(status), answer_seconds=60, poll_seconds=0)
    assert await commands.say("!office:t", "unbridge", silent=True) == Reply()


def test_a_commands_own_options_need_no_quotation_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(House, "open", lambda folder: None)
    monkeypatch.setattr(saying, "at_bridge", lambda house, network, work: Reply(("done",)))
    told = CliRunner().invoke(saying.command, ["whatsapp", "invite-link", "--reset", "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.output) == {"answer": "done", "done": False}


class _Phone:
    """Scans the code when nobody waits for it."""

    async def choose_flow(self, flows: Sequence[Flow]) -> str:
        return flows[0].id

    async def show(self, shown: Shown, instructions: str) -> None:
        """It is scanned at once."""

    async def fill(self, *given: object) -> Any:
        raise AssertionError("nothing is asked")

    give_cookies = give_passkey = fill


@pytest.mark.parametrize("then", ["CONNECTED", "BACKFILLING", "BAD_CREDENTIALS"])
async def test_an_account_that_was_logged_out_is_linked_again_between_two_polls(
    then: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login, "SEEN_SECONDS", 0)
    begun: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        path = request.path.rpartition("/v3/")[2]
        if path == "whoami":
            state = {"state_event": then if begun else "BAD_CREDENTIALS"}
            return web.json_response({"logins": [{"id": "7", "state": state}]})
        if path == "login/flows":
            return web.json_response({"flows": [{"id": "qr", "name": "QR", "description": ""}]})
        if path.startswith("login/start"):
            begun.append(path)
            shown = {"type": "qr", "data": "code"}
            step = {"login_id": "l", "step_id": "s", "type": "display_and_wait"}
            return web.json_response({**step, "display_and_wait": shown})
        return web.json_response({"errcode": "M_NOT_FOUND", "error": "Login not found"}, status=404)

    async with odd_bridge(answer) as odd, aiohttp.ClientSession() as session:
        linking = link_account(Provisioning(odd.bridge, session), _Phone(), connect_seconds=0)
        if then != "BAD_CREDENTIALS":
            linked = await linking
            assert (linked.id, linked.is_connected) == ("7", True)
        else:
            with pytest.raises(LoginEnded):
                await linking


async def test_who_makes_the_room_to_talk_in_at_the_same_moment_takes_the_one_that_is_kept(
    store: Store,
) -> None:
    left: list[str] = []

    class Client:
        bot_id = BRIDGE.owner

        async def create_room(self, name: str, invited: list[str]) -> str:
            async with store.transaction() as connection:
                await upstream.put_room(connection, "telegram", "!theirs:t")
            return "!ours:t"

        async def membership(self, room_id: str, user_id: str) -> str:
            return "join"

        async def leave(self, room_id: str) -> None:
            left.append(room_id)

    client = cast("BotClient", Client())
    assert await management_room(BRIDGE, client, store) == "!theirs:t"
    assert left == ["!ours:t"]
    async with store.reading() as connection:
        assert (await upstream.users(connection)).rooms == ("!theirs:t",)


async def test_processes_that_begin_at_once_make_one_room_to_talk_in(
    store: Store, tmp_path: Path
) -> None:
    made: list[str] = []
    both = asyncio.Barrier(2)

    class Client:
        bot_id = BRIDGE.owner

        async def create_room(self, name: str, invited: list[str]) -> str:
            made.append(f"!{len(made)}:t")
            with suppress(TimeoutError):
                await asyncio.wait_for(both.wait(), 0.3)
            return made[-1]

        async def membership(self, room_id: str, user_id: str) -> str:
            return "join"

        async def leave(self, room_id: str) -> None:
            """It is made in vain."""

    client = cast("BotClient", Client())
    async with aiohttp.ClientSession() as session:
        workshop = Workshop(client, session, store, tmp_path)
        rooms = await asyncio.gather(*(workshop.room(BRIDGE) for _ in range(2)))
    assert rooms == made * 2 == ["!0:t"] * 2
