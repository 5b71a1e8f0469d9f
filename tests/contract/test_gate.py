"""The gate as Synapse meets it: over HTTP, on both databases."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

import bot.gate
from bot.gate import LARGEST_QUESTION, Gate
from policies.post import Post
from policies.regulation import Regulation
from policies.verdict import Verdict
from rooms.judgement import Judge
from rooms.storage import decisions, queue
from rooms.storage.database import Store
from rooms.storage.decisions import Decision
from rooms.storage.queue import QueuedTask
from rooms.storage.rooms import KnownRoom, put_room
from tests.support.clocks import Hand
from tests.support.houses import GROUP_ROOM, furnished
from tests.support.waiting import LIMIT_SECONDS

NOON = 1_795_424_400_000
"""Monday 23 November 2026, 12:00 in Moscow."""
NIGHT = NOON + 10 * 3600 * 1000
AT_NIGHT = datetime.fromtimestamp(NIGHT / 1000, UTC)

CLAUSES = [
    {
        "id": "3.2",
        "text": "С 8:00 до 20:00.",
        "rule": "hours",
        "with": {"from": "08:00", "to": "20:00"},
        "rooms": ["group"],
        "except": ["head"],
        "action": "refuse",
    },
    {
        "id": "3.3",
        "text": "Коротко.",
        "rule": "length",
        "with": {"characters": 20},
        "action": "flag",
    },
]


class House:
    """A gate with a client that asks as Synapse's module does."""

    def __init__(self, store: Store, client: "TestClient[Any, Any]", judge: Judge) -> None:
        self.store = store
        self.client = client
        self.judge = judge
        self.woken: list[str] = []

    async def ask(self, **event: Any) -> tuple[int, Any]:
        whole = {
            "event_id": "$one",
            "room_id": GROUP_ROOM,
            "sender": "@anna:example.org",
            "type": "m.room.message",
            "origin_server_ts": NOON,
            "content": {"msgtype": "m.text", "body": "Привет"},
            **event,
        }
        return await self.post(json.dumps({"event": whole}))

    async def post(self, body: str | bytes, token: str | None = "secret") -> tuple[int, Any]:
        headers = {"Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        path = "/gate/check_event_for_spam"
        async with self.client.post(path, data=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def kept(self) -> list[Decision]:
        async with self.store.reading() as connection:
            return await decisions.listed(connection)

    async def to_tell(self) -> list[QueuedTask]:
        async with self.store.reading() as connection:
            return await queue.head(connection, "tell:@anna:example.org", 10)


@pytest.fixture
async def house(store: Store) -> AsyncIterator[House]:
    judge = Judge(Regulation.model_validate({"clauses": CLAUSES}), "Europe/Moscow")
    woken: list[str] = []

    def wake(lanes: Iterable[str]) -> None:
        woken.extend(lanes)

    application = web.Application()
    gate = Gate(await furnished(store), judge, store, wake, "secret", lambda: None, Hand(AT_NIGHT))
    gate.add_routes(application)
    async with TestClient(TestServer(application)) as client:
        made = House(store, client, judge)
        made.woken = woken
        yield made


@pytest.mark.parametrize(
    ("sender", "room", "held"),
    [
        ("anna", "!news:example.org", True),
        ("maria", "!news:example.org", False),  # has a role that only reads there, or none
        ("maria", GROUP_ROOM, True),
        ("anna", "!closed:example.org", False),
    ],
)
async def test_nothing_waits_of_those_whom_the_room_would_not_let_write(
    store: Store, sender: str, room: str, held: bool
) -> None:
    async with store.transaction() as connection:
        for key, kind in (("news", "announcements"), ("closed", "closed")):
            await put_room(connection, KnownRoom(key, f"!{key}:example.org", kind, key))
    hours = {**CLAUSES[0], "rooms": [], "action": "hold"}
    judge = Judge(Regulation.model_validate({"clauses": [hours]}), "Europe/Moscow")
    application = web.Application()
    directory, clock = await furnished(store), Hand(AT_NIGHT)
    gate = Gate(directory, judge, store, lambda _: None, "secret", lambda: None, clock)
    gate.add_routes(application)
    async with TestClient(TestServer(application)) as client:
        house = House(store, client, judge)
        status, _ = await house.ask(
            origin_server_ts=NIGHT, sender=f"@{sender}:example.org", room_id=room
        )
        assert (status, len(await house.kept())) == ((403, 1) if held else (200, 0))


async def test_what_keeps_to_the_rules_passes_and_leaves_no_trace(house: House) -> None:
    assert await house.ask() == (200, {})
    assert await house.kept() == []
    assert house.woken == []


async def test_a_refused_post_is_kept_and_its_author_is_told(house: House) -> None:
    status, error = await house.ask(origin_server_ts=NIGHT)
    assert status == 403
    assert error["errcode"] == "M_FORBIDDEN"
    assert error["error"].startswith("Пункт 3.2 правил: «С 8:00 до 20:00.»")
    assert error["ru.teremok.clause"] == "3.2"
    (decision,) = await house.kept()
    assert (decision.post_id, decision.clause, decision.action) == ("$one", "3.2", "refuse")
    assert (decision.room, decision.author, decision.text) == (
        "ladybirds",
        "@anna:example.org",
        "Привет",
    )
    assert (decision.written_at, decision.told_at) == (NIGHT, None)
    assert decision.evidence["allowed_from"] == "2026-11-24T08:00+03:00"
    (task,) = await house.to_tell()
    assert task.kind == "tell"
    assert (task.payload["user"], task.payload["post_id"]) == ("@anna:example.org", "$one")
    assert "24 ноября (вторник) с 8:00" in task.payload["text"]
    assert task.payload["text"].endswith("Привет")
    assert house.woken == ["tell:@anna:example.org"]


def nested(depth: int) -> list[Any]:
    return [nested(depth - 1)] if depth else []


@pytest.mark.parametrize("odd", ["half a letter \ud800", nested(400), 2**70, "\x00"])
async def test_what_no_database_takes_does_not_get_a_post_past_the_rules(
    house: House, odd: Any
) -> None:
    content = {"msgtype": "m.text", "body": "Привет", "org.example": odd}
    assert (await house.ask(origin_server_ts=NIGHT, content=content))[0] == 403
    assert len(await house.kept()) == 1


async def test_asked_again_about_one_event_it_tells_once(house: House) -> None:
    first = await house.ask(origin_server_ts=NIGHT)
    assert await house.ask(origin_server_ts=NIGHT) == first
    assert len(await house.kept()) == 1
    assert len(await house.to_tell()) == 1


async def test_a_flagged_post_passes_and_is_noted_only_when_it_is_in_the_room(house: House) -> None:
    content = {"msgtype": "m.text", "body": "слишком длинное сообщение"}
    assert await house.ask(content=content) == (200, {})
    assert await house.kept() == []
    assert await house.to_tell() == []


async def test_a_new_regulation_is_in_force_at_once(house: House) -> None:
    house.judge.replace(Regulation(), "Europe/Moscow")
    assert await house.ask(origin_server_ts=NIGHT) == (200, {})


@pytest.mark.parametrize(
    "event",
    [
        {"sender": "@zav:example.org"},
        {"sender": "@teremok:example.org"},
        {"sender": "@teremok_sandbox_masha:example.org"},
        {"room_id": "!private:example.org"},
        {"type": "m.reaction"},
        {"type": "m.room.redaction"},
        {"type": "m.room.topic", "state_key": ""},
        {"type": "m.room.encrypted"},
    ],
)
async def test_who_and_what_is_not_refused_at_night(house: House, event: dict[str, Any]) -> None:
    assert await house.ask(origin_server_ts=NIGHT, **event) == (200, {})
    assert await house.kept() == []


async def test_edits_and_polls_are_judged_too(house: House) -> None:
    edit = {
        "msgtype": "m.text",
        "body": "* ночью",
        "m.new_content": {"msgtype": "m.text", "body": "ночью"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$zero"},
    }
    poll = {"org.matrix.msc3381.poll.start": {"question": {"body": "Спите?"}, "answers": []}}
    assert (await house.ask(event_id="$a", origin_server_ts=NIGHT, content=edit))[0] == 403
    kind = "org.matrix.msc3381.poll.start"
    asked = await house.ask(event_id="$b", origin_server_ts=NIGHT, content=poll, type=kind)
    assert asked[0] == 403
    assert [decision.text for decision in await house.kept()] == ["ночью", "Спите?"]


@pytest.mark.parametrize("token", [None, "", "secre", "secret!", "wrong", "sécret", "x" * 5000])
async def test_a_question_without_the_token_is_no_refusal(house: House, token: str | None) -> None:
    status, error = await house.post("{}", token=token)
    assert status == 401
    assert error["errcode"] in ("M_MISSING_TOKEN", "M_UNKNOWN_TOKEN")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("", 400, "M_NOT_JSON"),
        ("not JSON", 400, "M_NOT_JSON"),
        (b"\xff\xfe\x00", 400, "M_NOT_JSON"),
        ("[" * 100_000, 400, "M_NOT_JSON"),
        ("[]", 400, "M_BAD_JSON"),
        ("null", 400, "M_BAD_JSON"),
        ('{"event": []}', 400, "M_BAD_JSON"),
        ('{"event": {}}', 400, "M_BAD_JSON"),
        (b" " * (LARGEST_QUESTION + 1), 413, "M_TOO_LARGE"),
    ],
)
async def test_a_malformed_question_gets_a_clear_answer(
    house: House, body: str | bytes, status: int, code: str
) -> None:
    answered, error = await house.post(body)
    assert (answered, error["errcode"]) == (status, code)
    assert "Traceback" not in error["error"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"event_id": 5},
        {"room_id": None},
        {"sender": ["@anna:example.org"]},
        {"type": {}},
        {"content": "text"},
        {"origin_server_ts": "2026"},
        {"origin_server_ts": 1e300},
        {"origin_server_ts": 10**30},
    ],
)
async def test_an_event_of_wrong_types_gets_a_clear_answer(
    house: House, wrong: dict[str, Any]
) -> None:
    status, error = await house.ask(**wrong)
    assert (status, error["errcode"]) == (400, "M_BAD_JSON")
    assert next(iter(wrong)) in error["error"]
    assert await house.kept() == []


async def test_when_something_breaks_inside_the_post_passes_and_is_in_no_log(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(post: Post) -> Verdict:
        raise RuntimeError(post.text)

    monkeypatch.setattr(house.judge, "judge", broken)
    assert await house.ask(content={"msgtype": "m.text", "body": "Тайна"}) == (200, {})
    assert "RuntimeError" in caplog.text
    assert "Тайна" not in caplog.text


async def test_a_database_that_keeps_us_waiting_lets_the_post_pass_undecided(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.gate, "DECISION_SECONDS", 0.05)
    async with house.store.transaction() as connection:
        await connection.execute("DELETE FROM decision")
        if house.store._sqlite:
            assert await house.ask(origin_server_ts=NIGHT) == (200, {})
    assert await house.kept() == []
    assert await house.to_tell() == []
    # And the store is none the worse for it.
    monkeypatch.setattr(bot.gate, "DECISION_SECONDS", LIMIT_SECONDS)
    assert (await house.ask(origin_server_ts=NIGHT))[0] == 403


async def test_many_at_once_are_each_told_once(house: House) -> None:
    async def ask(number: int) -> int:
        status, _ = await house.ask(event_id=f"${number % 5}", origin_server_ts=NIGHT)
        return status

    assert await asyncio.gather(*(ask(number) for number in range(20))) == [403] * 20
    assert len(await house.kept()) == 5
    assert len(await house.to_tell()) == 5
