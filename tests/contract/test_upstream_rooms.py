"""What is said in a room with an upstream bridge in it, on both databases."""

from collections.abc import Mapping
from typing import Any

import pytest

from bridges.enforcement.settle import Settlement
from bridges.inbox import Inbox
from bridges.upstream.descriptor import read_descriptor
from bridges.upstream.hearing import UpstreamHearing
from bridges.upstream.known import KnownBridges
from bridges.upstream.observing import Observing
from bridges.upstream.provisioning import Bridge
from bridges.upstream.pushing import PUSH
from bridges.upstream.recovering import Recovering
from policies.regulation import Regulation
from rooms.clock import SystemClock
from rooms.directory import Directory
from rooms.judgement import Judge
from rooms.storage import decisions, queue, rooms, talks, upstream
from rooms.storage.database import Store
from rooms.storage.queue import QueuedTask
from rooms.storage.rooms import PlumbedChat
from rooms.storage.talks import Part, Talk
from rooms.storage.upstream import KeptState, UpstreamChat
from tests.support.houses import GROUP_ROOM, SERVER, furnished

ANNA = f"@anna:{SERVER}"
MARIA = f"@telegram_1:{SERVER}"
BOT = f"@telegrambot:{SERVER}"
BRIDGE = Bridge(
    *(read_descriptor("telegram"), "http://127.0.0.1:9", SERVER, f"@teremok:{SERVER}"),
    *("secret", "as", "hs"),
)
STATUS = "com.beeper.message_send_status"
REGULATION = Regulation.model_validate(
    {
        "clauses": [
            {
                "id": "3.3",
                "text": "Short, please.",
                "rule": "length",
                "with": {"characters": 20},
                "rooms": ["group"],
                "action": "refuse",
            }
        ]
    }
)


class Room:
    """A group's room into which a chat of Telegram and one of the sandbox are plumbed."""

    def __init__(self, store: Store, directory: Directory) -> None:
        self.store, clock = store, SystemClock()
        self.known = KnownBridges(lambda: [BRIDGE], store)
        hearing = UpstreamHearing(self.known, directory, clock)
        self.judge = Judge(REGULATION, "Europe/Moscow")
        self.settlement = Settlement(directory, clock)
        self.inbox = Inbox(store, directory, self.judge, clock, lambda lanes: None, hearing)
        observing = Observing(self.known, directory, store, clock, lambda lanes: None)
        self.recovering = Recovering(self.known, directory, store, clock, observing)
        self.now = clock.now_ms()

    async def happens(self, event_id: str, content: Mapping[str, Any], **more: Any) -> None:
        raw = {
            "event_id": event_id,
            "room_id": GROUP_ROOM,
            "sender": ANNA,
            "type": "m.room.message",
            "origin_server_ts": self.now,
            "content": content,
            **more,
        }
        await self.inbox.take([raw])

    async def says(self, event_id: str, body: str, sender: str = ANNA, **more: Any) -> None:
        await self.happens(event_id, {"msgtype": "m.text", "body": body}, sender=sender, **more)

    async def status(self, of: str, number: int = 1, **content: str) -> None:
        about = {"rel_type": "m.reference", "event_id": of}
        said = {"m.relates_to": about, **content}
        await self.happens(f"$status-{of}-{number}", said, sender=BOT, type=STATUS)

    async def tasks(self, *kinds: str) -> list[QueuedTask]:
        found: list[QueuedTask] = []
        async with self.store.reading() as connection:
            for lane in await queue.lanes(connection):
                found += await queue.head(connection, lane, 99)
        return [task for task in found if task.kind in kinds]


@pytest.fixture
async def room(store: Store) -> Room:
    await furnished(store)
    async with store.transaction() as connection:
        await upstream.drive(connection, "telegram", "telegram_", "telegrambot")
        chats = [("sandbox", "ladybirds"), ("telegram", "channel:3")]
        plumbed = [PlumbedChat(network, chat, "ladybirds") for network, chat in chats]
        await rooms.replace_chats(connection, plumbed)
        chat = UpstreamChat(
            *("telegram", "channel:3", "channel:3", "Kita", "ladybirds", GROUP_ROOM, "7", True)
        )
        await upstream.put_chat(connection, chat)
        await upstream.put_state(
            connection, KeptState("telegram", "login:7", "7", "connected", "", 1, "connected", 1)
        )
    made = Room(store, await furnished(store))
    await made.known.refresh()
    return made


async def test_what_a_parent_wrote_goes_to_our_own_chats_and_not_back(room: Room) -> None:
    await room.says("$1", "good morning", MARIA)
    [task] = await room.tasks("to-chat")
    assert (task.payload["network"], task.payload["event_id"]) == ("sandbox", "$1")


async def test_what_staff_wrote_is_left_to_the_bridge(room: Room) -> None:
    await room.says("$1", "good morning")
    assert [task.payload["network"] for task in await room.tasks("to-chat")] == ["sandbox"]


async def test_a_parents_refused_post_is_taken_back_and_its_author_told_in_the_chat(
    room: Room,
) -> None:
    await room.says("$1", "this is much too long for the regulation", MARIA)
    [removal] = await room.tasks("redact")
    assert removal.payload["event_id"] == "$1"
    [answer] = await room.tasks("say-in-room")
    assert answer.payload["content"]["msgtype"] == "m.text", "notices are not carried"
    assert await room.tasks("to-chat") == []
    async with room.store.reading() as connection:
        [decision] = await decisions.listed(connection, limit=9)
    assert decision.rule == "length"


async def test_what_the_bridges_bot_says_is_no_post(room: Room) -> None:
    await room.says("$1", "Hello, I am a bridge bot, and this is rather long.", BOT)
    assert await room.tasks("redact", "tell") == []


async def test_what_failed_while_the_network_was_away_waits_and_is_told_once(room: Room) -> None:
    failed = {"status": "FAIL_RETRIABLE", "internal_error": "waitSession: connection dead"}
    for number in (1, 2):
        await room.says(f"${number}", "good morning")
        await room.status(f"${number}", **failed)
    async with room.store.reading() as connection:
        waiting = await upstream.all_unsent(connection, "telegram", "waiting")
    assert [unsent.event_id for unsent in waiting] == ["$1", "$2"]
    [told] = await room.tasks("say-in-room")
    assert told.payload["content"]["m.relates_to"]["m.in_reply_to"] == {"event_id": "$1"}
    await room.status("$1", 2, status="SUCCESS")
    async with room.store.reading() as connection:
        waiting = await upstream.all_unsent(connection, "telegram", "waiting")
    assert [unsent.event_id for unsent in waiting] == ["$2"]


async def test_a_deletion_that_the_messenger_refused_is_told_to_the_duty_room(room: Room) -> None:
    await room.says("$1", "nonsense", MARIA)
    await room.happens("$2", {"reason": "3.3", "redacts": "$1"}, type="m.room.redaction")
    forbidden = "rpc error code 403: MESSAGE_DELETE_FORBIDDEN"
    reason = "m.event_not_handled"
    await room.status("$2", status="FAIL_RETRIABLE", reason=reason, internal_error=forbidden)
    [told] = await room.tasks("announce")
    assert "Telegram" in told.payload["text"]
    assert "$1" in told.payload["text"]


async def test_a_refused_post_that_stays_in_the_messenger_is_told_with_clause_and_author(
    room: Room,
) -> None:
    await room.says("$1", "this is much too long for the regulation", MARIA)
    await room.happens("$2", {"reason": "3.3", "redacts": "$1"}, type="m.room.redaction")
    forbidden = "rpc error code 403: MESSAGE_DELETE_FORBIDDEN"
    await room.status("$2", status="FAIL_RETRIABLE", reason="m.x", internal_error=forbidden)
    [told] = await room.tasks("announce")
    for words in ("Telegram", "3.3", "Short, please.", "telegram_1", "$1", "№ 1"):
        assert words in told.payload["text"]


async def test_a_parent_who_answers_the_bot_objects_and_is_not_carried_on(room: Room) -> None:
    await room.says("$1", "this is much too long for the regulation", MARIA)
    async with room.store.transaction() as connection:
        [decision] = await decisions.listed(connection)
        told = Talk(GROUP_ROOM, "$told", decision.id, Part.TOLD)
        await talks.put(connection, told, 1)
    answer = {"m.relates_to": {"m.in_reply_to": {"event_id": "$told"}}}
    words = {"msgtype": "m.text", "body": "but it is important to all of us here"}
    await room.happens("$2", {**words, **answer}, sender=MARIA)
    await room.happens("$3", {**words, **answer, "body": "yes"}, sender=f"@telegram_2:{SERVER}")
    assert [task.payload["words"] for task in await room.tasks("objection")] == [words["body"]]
    assert [task.payload["event_id"] for task in await room.tasks("redact")] == ["$1"]
    assert [task.payload["event_id"] for task in await room.tasks("to-chat")] == ["$3"]
    [_, passed_on] = await room.tasks("say-in-room")
    relation = passed_on.payload["content"]["m.relates_to"]
    assert relation["m.in_reply_to"]["event_id"] == "$2"


async def test_a_post_asked_about_goes_on_to_our_chats_when_it_may(room: Room) -> None:
    ask = REGULATION.model_dump(by_alias=True)
    ask["clauses"][0]["action"] = "ask"
    room.judge.replace(Regulation.model_validate(ask), "Europe/Moscow")
    await room.says("$1", "this is much too long for the regulation", MARIA)
    assert await room.tasks("to-chat", "redact") == []
    async with room.store.transaction() as connection:
        [asked] = await decisions.listed(connection)
        tasks = await room.settlement.publish(connection, asked, ANNA)
    assert tasks is not None
    assert [task.payload["event_id"] for task in tasks if task.kind == "to-chat"] == ["$1"]


async def test_an_author_who_deletes_what_is_asked_about_need_not_wait(room: Room) -> None:
    ask = REGULATION.model_dump(by_alias=True)
    ask["clauses"][0]["action"] = "ask"
    room.judge.replace(Regulation.model_validate(ask), "Europe/Moscow")
    await room.says("$1", "this is much too long for the regulation", MARIA)
    await room.happens("$2", {"redacts": "$1"}, type="m.room.redaction", sender=MARIA)
    async with room.store.reading() as connection:
        [decision] = await decisions.listed(connection)
    assert (decision.state, decision.settled_by) == ("cancelled", "author")


async def test_a_failed_reaction_and_the_bots_own_joins_trouble_nobody(room: Room) -> None:
    relation = {"rel_type": "m.annotation", "event_id": "$0", "key": "👍"}
    await room.happens("$1", {"m.relates_to": relation}, type="m.reaction")
    await room.happens("$2", {"membership": "join"}, type="m.room.member", state_key=ANNA)
    for number in (1, 2):
        await room.status(f"${number}", status="FAIL_RETRIABLE", internal_error="whatever")
    assert await room.tasks("announce", "say-in-room", PUSH) == []


async def test_only_the_bridges_own_bot_is_believed(room: Room) -> None:
    await room.says("$1", "good morning")
    about = {"rel_type": "m.reference", "event_id": "$1"}
    lie = {"m.relates_to": about, "status": "FAIL_RETRIABLE", "internal_error": "too long"}
    await room.happens("$2", lie, type=STATUS)
    await room.happens("$3", lie, type=STATUS, sender=MARIA)
    assert await room.tasks("announce", "say-in-room", PUSH) == []


async def test_a_poll_of_staff_goes_out_as_text(room: Room) -> None:
    poll = {
        "question": {"m.text": [{"body": "When?"}]},
        "answers": [{"m.id": "1", "m.text": [{"body": "Mon"}]}],
    }
    await room.happens("$1", {"m.poll": poll}, type="m.poll.start")
    [task] = await room.tasks(PUSH)
    assert task.payload["event_id"] == "$1"
    assert task.payload["content"]["body"] == "📊 When?\n1. Mon"


async def test_what_the_bridge_says_nothing_of_it_gets_again_once(room: Room) -> None:
    early = room.now - 10 * 60_000
    await room.says("$before", "before the chat", origin_server_ts=early - 1)
    await room.happens(
        "$plumb", {"channel": {"id": "channel:3"}},
        type="m.bridge", sender=BOT, state_key=BRIDGE.state_key, origin_server_ts=early,
    )  # fmt: skip
    await room.says("$lost", "was lost", origin_server_ts=early + 1)
    await room.says("$known", "was carried", origin_server_ts=early + 2)
    await room.status("$known", status="SUCCESS")
    await room.says("$theirs", "from there", MARIA, origin_server_ts=early + 3)
    await room.says("$fresh", "just now")
    for _ in range(2):
        await room.recovering.look(BRIDGE)
    assert [task.payload["event_id"] for task in await room.tasks(PUSH)] == ["$lost"]


async def test_what_is_said_to_a_bridges_bot_is_not_archived(room: Room) -> None:
    async with room.store.transaction() as connection:
        await upstream.put_room(connection, "telegram", "!office:t")
    fresh = Room(room.store, await furnished(room.store))
    await fresh.says("$1", "!tg help", room_id="!office:t")
    async with room.store.reading() as connection:
        assert await connection.fetchval("SELECT count(*) FROM event") == 0


UNREADABLE = {"msgtype": "m.notice", "fi.mau.whatsapp.undecryptable": True}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("You received a view once message. You can only open it there.", "только один раз"),
        ("Decrypting message from Telegram failed", "пока не прочитать"),
    ],
)
async def test_what_a_bridge_could_not_read_is_explained_and_not_judged(
    room: Room, body: str, words: str
) -> None:
    await room.happens("$1", {**UNREADABLE, "body": body}, sender=MARIA)
    assert await room.tasks("redact") == []
    [task] = await room.tasks("say-in-room")
    said = task.payload["content"]
    assert words in said["body"]
    assert said["msgtype"] == "m.notice", "parents do not hear it"


async def test_nobody_else_can_say_that_it_was_the_bridge(room: Room) -> None:
    await room.happens("$1", {**UNREADABLE, "body": "much too long for the regulation"})
    assert [task.payload["event_id"] for task in await room.tasks("redact")] == ["$1"]
    assert await room.tasks("say-in-room") == []
