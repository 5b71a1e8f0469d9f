"""What is said in a room with an upstream bridge in it, on both databases."""

from dataclasses import replace

import pytest

from bridges.upstream.pushing import PUSH
from policies.regulation import Regulation
from rooms.storage import decisions, talks, upstream
from rooms.storage.database import Store
from rooms.storage.talks import Part, Talk
from tests.support import upstream_room
from tests.support.houses import GROUP_ROOM, SERVER, furnished
from tests.support.upstream_room import (
    ANNA,
    BOT,
    BRIDGE,
    MARIA,
    REGULATION,
    STATUS,
    Room,
    furnished_room,
)


@pytest.fixture
async def room(store: Store) -> Room:
    return await furnished_room(store)


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


async def test_what_stays_is_told_once_however_often_the_bridge_says_that_it_is_gone(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    quirks = BRIDGE.descriptor.quirks.model_copy(update={"deletes_own_only": True})
    descriptor = BRIDGE.descriptor.model_copy(update={"quirks": quirks})
    monkeypatch.setattr(upstream_room, "BRIDGE", replace(BRIDGE, descriptor=descriptor))
    await room.known.refresh()
    await room.says("$1", "nonsense", MARIA)
    await room.happens("$2", {"redacts": "$1"}, type="m.room.redaction")
    for number in range(3):
        await room.status("$2", number, status="SUCCESS")
    [told] = await room.tasks("announce")
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
    assert task.payload["content"]["body"].startswith("📊 When?\n1. Mon\n")


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
