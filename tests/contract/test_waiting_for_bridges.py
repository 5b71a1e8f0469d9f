"""What waits until a bridge or its network is back, on both databases."""

from dataclasses import replace

import pytest

from bridges.upstream import recovering
from bridges.upstream.chats import Row
from bridges.upstream.observing import down
from bridges.upstream.provisioning import Bridge
from bridges.upstream.pushing import MOST_ATTEMPTS, PUSH, USEFUL_MS
from rooms.storage import upstream
from rooms.storage.database import Connection, DatabaseAway, Store
from rooms.storage.upstream import Unsent
from tests.support.houses import GROUP_ROOM
from tests.support.upstream_room import BOT, BRIDGE, MARIA, Room, furnished_room

AWAY = {"status": "FAIL_RETRIABLE", "internal_error": "waitSession: connection dead"}


@pytest.fixture
async def room(store: Store) -> Room:
    return await furnished_room(store)


async def test_what_waits_is_queued_once_however_long_the_bridge_is_away(room: Room) -> None:
    for number in (1, 2):
        await room.says(f"${number}", "are you there?")
        await room.status(f"${number}", **AWAY)
    for _ in range(3):
        await room.recovering.look(BRIDGE)
    queued = [task.payload["event_id"] for task in await room.tasks(PUSH)]
    assert queued == ["$1", "$2"]


async def test_nothing_is_queued_for_a_bridge_that_does_not_run(room: Room) -> None:
    await room.says("$1", "are you there?")
    await room.status("$1", **AWAY)
    await room.observing.observe(down("telegram"))
    await room.recovering.look(BRIDGE)
    assert await room.tasks(PUSH) == []


REFUSED = {"status": "FAIL_RETRIABLE", "internal_error": "CHAT_WRITE_FORBIDDEN"}
UNKNOWN = {"status": "FAIL_RETRIABLE", "internal_error": "redaction target message not found"}
STAYS = "осталось"


async def _bodies(room: Room) -> list[str]:
    return [str(t.payload["content"]["body"]) for t in await room.tasks("say-in-room")]


async def _redacts(room: Room, event_id: str, target: str) -> None:
    await room.happens(event_id, {"redacts": target}, type="m.room.redaction")


async def _poll(room: Room, event_id: str) -> None:
    kind = "org.matrix.msc3381.poll"
    answers = [{"id": "1", "org.matrix.msc1767.text": "Mon"}]
    question = {"org.matrix.msc1767.text": "When?"}
    content = {f"{kind}.start": {"question": question, "answers": answers}}
    await room.happens(event_id, content, type=f"{kind}.start")


async def test_what_is_refused_in_another_way_too_is_told_and_not_tried_for_ever(
    room: Room,
) -> None:
    await _poll(room, "$1")
    await room.status("$1", 1, status="FAIL_RETRIABLE", internal_error="ignoring poll event")
    assert len(await room.tasks(PUSH)) == 1
    for number in (2, 3):
        await room.status("$1", number, **REFUSED)
    assert len(await room.tasks(PUSH)) == 1
    assert "не дошло" in (await _bodies(room))[-1]


async def test_what_waited_and_is_refused_then_is_told_although_waiting_was(room: Room) -> None:
    await room.says("$1", "are you there?")
    await room.status("$1", 1, **AWAY)
    await room.status("$1", 2, **REFUSED)
    first, second = await room.tasks("say-in-room")
    assert "⏳" in first.payload["content"]["body"]
    assert "⚠️" in second.payload["content"]["body"]
    assert first.payload["source"] != second.payload["source"], "else it is sent only once"


async def test_what_has_waited_for_a_day_is_given_up_and_its_author_told(room: Room) -> None:
    await room.says("$1", "are you there?", origin_server_ts=room.now - USEFUL_MS - 1)
    await room.status("$1", **AWAY)
    await room.observing.observe(down("telegram"))
    await room.recovering.look(BRIDGE)
    await room.recovering.look(BRIDGE)
    waits, given_up = await _bodies(room)
    assert "⏳" in waits
    assert "больше не отправляется" in given_up
    assert await room.tasks(PUSH) == []


async def test_a_deletion_made_while_the_network_is_away_is_made_again(room: Room) -> None:
    await room.says("$1", "a secret", MARIA)
    await _redacts(room, "$2", "$1")
    await room.status("$2", **AWAY)
    await room.recovering.look(BRIDGE)
    assert [task.payload["event_id"] for task in await room.tasks(PUSH)] == ["$2"]
    assert await _told(room) == []
    await room.status("$2", 2, status="FAIL_RETRIABLE", internal_error="MESSAGE_DELETE_FORBIDDEN")
    [told] = await _told(room)
    assert STAYS in told


async def test_a_deletion_that_nobody_could_make_for_a_day_is_told(room: Room) -> None:
    await room.says("$1", "a secret", MARIA)
    await room.happens(
        "$2",
        {"redacts": "$1"},
        type="m.room.redaction",
        origin_server_ts=room.now - USEFUL_MS - 1,
    )
    await room.status("$2", **AWAY)
    await room.recovering.look(BRIDGE)
    [told] = await _told(room)
    assert STAYS in told


async def test_deleting_what_never_was_in_the_messenger_alarms_nobody(room: Room) -> None:
    relation = {"rel_type": "m.annotation", "event_id": "$0", "key": "👍"}
    await room.happens("$reaction", {"m.relates_to": relation}, type="m.reaction")
    await room.says("$early", "before the chat was plumbed")
    await room.says("$lost", "while the network was away")
    await room.status("$lost", **AWAY)
    for target in ("$reaction", "$early", "$lost"):
        await _redacts(room, f"{target}-gone", target)
        await room.status(f"{target}-gone", **UNKNOWN)
    assert await _told(room) == []
    await room.says("$there", "was carried")
    await room.status("$there", status="SUCCESS")
    await _redacts(room, "$there-gone", "$there")
    await room.status("$there-gone", **UNKNOWN)
    [told] = await _told(room)
    assert STAYS in told


async def test_a_change_whose_end_is_cut_off_is_told_to_its_author(room: Room) -> None:
    for event_id, text in {"$short": "short", "$long": "word " * 1000}.items():
        new = {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": "$1"}
        await room.happens(event_id, {**new, "m.new_content": new, "m.relates_to": relation})
        await room.status(event_id, status="SUCCESS")
    [told] = await _bodies(room)
    assert "только начало" in told


async def _is_given(room: Room, event_id: str) -> None:
    """What `pushing` notes of each attempt; the bridge takes the event and says nothing."""
    async with room.store.transaction() as connection:
        row = await upstream.unsent(connection, "telegram", event_id)
        assert row is not None
        given = replace(row, state="sending", attempts=row.attempts + 1)
        await upstream.put_unsent(connection, given)


async def test_what_a_bridge_took_and_never_spoke_of_is_not_called_lost(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovering, "STUCK_MS", 0)
    await room.says("$1", "are you there?")
    await room.status("$1", **AWAY)
    for _ in range(MOST_ATTEMPTS):
        await _is_given(room, "$1")
        await room.recovering.look(BRIDGE)
    await room.recovering.look(BRIDGE)
    _, told = await _bodies(room)
    assert "неизвестно" in told
    assert "не дошло" not in told


async def test_each_attempt_has_its_own_time(room: Room) -> None:
    await room.says("$1", "are you there?")
    await room.status("$1", 1, **AWAY)
    await _is_given(room, "$1")
    await room.recovering.look(BRIDGE)
    sending = room.recovering._sending
    sending.update(dict.fromkeys(sending, float("-inf")))  # long ago
    await room.status("$1", 2, **AWAY)
    await _is_given(room, "$1")
    await room.recovering.look(BRIDGE)
    assert await room.tasks(PUSH) == [], "it is still being sent"
    sending.update(dict.fromkeys(sending, float("-inf")))
    await room.recovering.look(BRIDGE)
    assert len(await room.tasks(PUSH)) == 1
    assert sending == {}


async def test_a_poll_of_which_nothing_was_ever_said_is_given_again_once(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.recovering.silent_ms = 0
    plumbed = {"type": "m.bridge", "state_key": BRIDGE.state_key, "sender": BOT}
    await room.happens("$plumbed", {}, origin_server_ts=room.now - 2, **plumbed)
    await _poll(room, "$poll")
    for _ in range(2):
        await room.recovering.look(BRIDGE)
    assert [task.payload["event_id"] for task in await room.tasks(PUSH)] == ["$poll"]
    monkeypatch.setattr(recovering, "FORGET_MS", -1)
    await room.recovering.look(BRIDGE)
    assert room.recovering._tried == {}, "what is too old is not remembered"


async def test_what_was_never_spoken_of_is_given_again_although_the_database_was_away(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.recovering.silent_ms = 0
    plumbed = {"type": "m.bridge", "state_key": BRIDGE.state_key, "sender": BOT}
    await room.happens("$plumbed", {}, origin_server_ts=room.now - 2, **plumbed)
    await room.says("$1", "are you there?")

    async def away(*given: object) -> None:
        raise DatabaseAway

    with monkeypatch.context() as patched:
        patched.setattr(recovering.queue, "add_many", away)
        with pytest.raises(DatabaseAway):
            await room.recovering._give_again(BRIDGE, GROUP_ROOM)
    await room.recovering.look(BRIDGE)
    assert [task.payload["event_id"] for task in await room.tasks(PUSH)] == ["$1"]


async def test_what_gets_through_while_it_is_given_up_is_not_called_lost(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.says("$1", "are you there?", origin_server_ts=room.now - USEFUL_MS - 1)
    await room.status("$1", 1, **AWAY)
    real = upstream.all_unsent

    async def read_before_it_got_through(connection: Connection, *of: str) -> list[Unsent]:
        return [replace(row, state="waiting") for row in await real(connection, "telegram", "sent")]

    await room.status("$1", 2, status="SUCCESS")
    with monkeypatch.context() as patched:
        patched.setattr(upstream, "all_unsent", read_before_it_got_through)
        await room.recovering._give_up(BRIDGE)
    [waits] = await _bodies(room)
    assert "⏳" in waits


def _writes(room: Room, *people: int) -> None:
    async def rows(bridge: Bridge) -> list[Row]:
        return [Row(f"user:{person}", title=f"Parent {person}") for person in people]

    room.recovering.rows = rows


async def _told(room: Room) -> list[str]:
    return [str(task.payload["text"]) for task in await room.tasks("announce")]


async def test_nobody_who_writes_in_private_is_passed_over(room: Room) -> None:
    _writes(room, 1)
    await room.recovering.look(BRIDGE)
    [before] = await _told(room)
    assert "Личных чатов" in before, "what was there before is not called new"
    _writes(room, 1, 2)
    await room.recovering.look(BRIDGE)
    _writes(room, *range(1, 8))
    await room.recovering.look(BRIDGE)
    await room.recovering.look(BRIDGE)
    _, first, many = await _told(room)
    assert "Parent 2" in first
    assert "5" in many


async def test_who_wrote_in_private_is_told_after_a_crash_too(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    _writes(room)
    await room.recovering.look(BRIDGE)
    _writes(room, 1)

    async def dies(*told: object) -> None:
        raise RuntimeError("the power went out")

    with monkeypatch.context() as patched:
        patched.setattr(room.observing, "tell", dies)
        with pytest.raises(RuntimeError):
            await room.recovering.look(BRIDGE)
    assert await _told(room) == []
    await room.recovering.look(BRIDGE)
    [told] = await _told(room)
    assert "Parent 1" in told
