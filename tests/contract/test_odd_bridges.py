"""Bridges that hang, die, answer in pieces, or are none at all."""

import asyncio
import json

import aiohttp
import pytest
from aiohttp import web

from bridges.upstream import plumbing
from bridges.upstream.answers import Login
from bridges.upstream.canary import sings
from bridges.upstream.chats import Chats, Found
from bridges.upstream.commands import Commands, Reply
from bridges.upstream.homeserver import BotClient
from bridges.upstream.known import KnownBridges
from bridges.upstream.observing import Observing
from bridges.upstream.plumbing import Plumber
from bridges.upstream.problems import BridgeAway, BridgeRefused
from bridges.upstream.provisioning import LARGEST_ANSWER, Bridge, Provisioning
from bridges.upstream.pushing import Transactions
from bridges.upstream.watch import Pace, Tools, Watch
from rooms.sentence import Sentence
from rooms.storage import queue
from rooms.storage.database import Store
from rooms.storage.queue import Hopeless, TryLater
from tests.support.houses import furnished
from tests.support.odd_bridge import Answer, OddBridge, odd_bridge, refusing

ACCOUNTS = [{"id": f"{n}", "name": "x" * 200, "state": {"state_event": "OK"}} for n in range(99)]


HALF_A_MINUTE_MS = 30_000


class Clock:
    now = 1_000_000

    def now_ms(self) -> int:
        return self.now


async def _in_pieces(request: web.Request) -> web.StreamResponse:
    """As a Go program writes what is longer than its buffer."""
    response = web.StreamResponse()
    await response.prepare(request)
    words = json.dumps({"logins": ACCOUNTS}).encode()
    for begin in range(0, len(words), 2048):
        await response.write(words[begin : begin + 2048])
        await asyncio.sleep(0)
    return response


async def _without_end(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(LARGEST_ANSWER // 65536 + 2):
        await response.write(b" " * 65536)
    return response


async def test_a_long_answer_that_comes_in_pieces_is_read_to_its_end() -> None:
    async with odd_bridge(_in_pieces) as odd, aiohttp.ClientSession() as session:
        known = await Provisioning(odd.bridge, session).whoami()
    assert [login.id for login in known.logins] == [account["id"] for account in ACCOUNTS]


async def test_an_answer_without_end_is_not_taken() -> None:
    async with odd_bridge(_without_end) as odd, aiohttp.ClientSession() as session:
        with pytest.raises(BridgeAway, match="is not a bridge"):
            await Provisioning(odd.bridge, session).whoami()


def _no_commands(bridge: Bridge) -> Commands:
    raise AssertionError("nobody says a command")


async def _words(odd: OddBridge, store: Store, looks: int) -> list[str]:
    """What the duty room is told after so many looks at the bridge."""
    known = KnownBridges(lambda: [odd.bridge], store)
    await known.refresh()
    directory, clock = await furnished(store), Clock()
    observing = Observing(known, directory, store, clock, lambda lanes: None)
    async with aiohttp.ClientSession() as session:
        tools = Tools(session, Transactions(session), _no_commands, Pace())
        watch = Watch(known, observing, store, clock, tools)
        for _ in range(looks):
            clock.now += HALF_A_MINUTE_MS
            await watch.look(odd.bridge)
    async with store.reading() as connection:
        return [str(task.payload["text"]) for task in await queue.head(connection, "announce", 99)]


async def _nonsense(request: web.Request) -> web.StreamResponse:
    return web.Response(text="<h1>It works!</h1>")


@pytest.mark.parametrize(
    "answer",
    [_nonsense, refusing(500, errcode="M_UNKNOWN"), refusing(401, errcode="M_UNKNOWN_TOKEN")],
    ids=["it is none", "it cannot read its database", "it is another house's"],
)
async def test_one_that_is_ready_but_answers_nothing_is_told_to_the_duty_room(
    store: Store, answer: Answer
) -> None:
    async with odd_bridge(answer) as odd:
        [told] = await _words(odd, store, 4)
    assert "🔴" in told


async def test_why_an_account_is_logged_out_is_said_in_the_rooms_language(store: Store) -> None:
    message = "You were logged out from another device. Relogin to continue using the bridge."
    state = {"state_event": "BAD_CREDENTIALS", "error": "wa-logged-out", "message": message}

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.json_response({"logins": [{"id": "7", "name": "Kita", "state": state}]})

    async with odd_bridge(answer, "whatsapp") as odd:
        [told] = await _words(odd, store, 1)
    assert "отвязали на телефоне" in told
    assert "Relogin" not in told


async def test_what_no_database_takes_is_taken_all_the_same(store: Store) -> None:
    state = {"state_event": "BAD_CREDENTIALS", "message": "gone\0\ud800", "ttl": None}
    account = {"id": "7", "name": "K\0ita", "profile": None, "state": state}

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.json_response({"login_flows": None, "logins": [account]})

    async with odd_bridge(answer) as odd:
        [told] = await _words(odd, store, 1)
    assert "K\ufffdita" in told
    assert "gone" in told


@pytest.mark.parametrize(("answer", "hears"), [(None, True), ("not connected", False)])
async def test_where_looking_somebody_up_asks_nobody_the_canary_searches(
    answer: str | None, hears: bool
) -> None:
    async def search(request: web.Request) -> web.StreamResponse:
        assert request.path.endswith("/search_users")
        assert await request.json() == {"query": "Kita"}
        if answer is None:
            return web.json_response({"results": None})
        return web.json_response({"errcode": "M_UNKNOWN", "error": answer}, status=500)

    async with odd_bridge(search, "facebook") as odd, aiohttp.ClientSession() as session:
        login = Login(id="1000", name="Kita")
        assert await sings(Provisioning(odd.bridge, session), login, None, None) is hears


class _Refuses(Commands):
    async def say(self, room_id: str, command: str, *more: object, **most: object) -> Reply:
        return Reply(("Failed to plumb: chat info for non-whatsapp threads is not supported",))


@pytest.mark.parametrize(("network", "words"), [("facebook", "end-to-end"), ("irc", "Failed to")])
async def test_why_a_chat_cannot_be_plumbed_is_said_where_it_is_known(
    network: str, words: str
) -> None:
    async with odd_bridge(_nonsense, network) as odd, aiohttp.ClientSession() as session:
        client = BotClient("http://127.0.0.1:9", odd.bridge.owner, "token", session)
        commands = _Refuses(odd.bridge, client)
        chats = Chats(odd.bridge, commands, "!office:t")
        plumber = Plumber(Provisioning(odd.bridge, session), client, commands, chats, "!office:t")
        with pytest.raises(BridgeRefused, match=words):
            await plumber._bridge_room("!r:t", Found("1"), "", "1", False, frozenset())


async def test_an_event_that_a_bridge_can_never_read_does_not_stop_the_others() -> None:
    async with aiohttp.ClientSession() as session:
        async with odd_bridge(refusing(400, errcode="M_BAD_JSON")) as odd:
            with pytest.raises(Hopeless):
                await Transactions(session).give(odd.bridge, {"event_id": "$1"})
        async with odd_bridge(refusing(502)) as odd:
            with pytest.raises(TryLater):
                await Transactions(session).give(odd.bridge, {"event_id": "$1"})


async def test_an_invitation_is_followed_where_its_chat_cannot_be_entered_by_its_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    followed = []

    async def enter(self: Chats, chat: str) -> None:
        raise BridgeRefused(Sentence("The account is not in it."))

    async def find(self: Chats, asked: str) -> Found:
        followed.append(asked)
        return Found("1")

    async def say(self: Commands, *given: object, **more: object) -> Reply:
        return Reply(("Successfully plumbed this room to Kita" if followed else "No portal found",))

    monkeypatch.setattr(Chats, "enter", enter)
    monkeypatch.setattr(Chats, "find", find)
    monkeypatch.setattr(Commands, "say", say)
    monkeypatch.setattr(plumbing, "LOOK_SECONDS", 0)
    async with odd_bridge(_nonsense) as odd, aiohttp.ClientSession() as session:
        client = BotClient("http://127.0.0.1:9", odd.bridge.owner, "token", session)
        commands = Commands(odd.bridge, client)
        chats = Chats(odd.bridge, commands, "!office:t")
        plumber = Plumber(Provisioning(odd.bridge, session), client, commands, chats, "!office:t")
        given = ("1", False, frozenset[str]())
        with pytest.raises(BridgeRefused, match="not in it"):
            await plumber._bridge_room("!r:t", Found("1"), "", *given)
        await plumber._bridge_room("!r:t", Found("1"), "https://t.me/+invite", *given)
        assert followed == ["https://t.me/+invite"]
