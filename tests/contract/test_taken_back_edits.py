"""Whoever deletes a post does not want the change of it, either, that waits for the morning."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bridges.enforcement.on_behalf import AUTHOR
from bridges.enforcement.settle import Settlement
from bridges.inbox import Inbox
from bridges.network import (
    ChatId,
    Durable,
    IncomingDeletion,
    IncomingEdit,
    MessageId,
    Person,
    PersonId,
    Text,
)
from bridges.relay import Relay
from policies.regulation import Regulation
from rooms.judgement import Judge
from rooms.storage import decisions, queue, rooms, upstream
from rooms.storage.database import Store
from rooms.storage.decisions import State
from rooms.storage.rooms import PlumbedChat
from tests.contract.test_relay import accept, message
from tests.support.clocks import Hand
from tests.support.crossroads import replacing
from tests.support.held import HOURS, NIGHT
from tests.support.houses import GROUP_ROOM, SERVER, furnished

ANNA = "@anna:example.org"
DAY = datetime(2026, 8, 31, 12, 0, tzinfo=UTC)


def judge() -> Judge:
    return Judge(Regulation.model_validate({"clauses": [HOURS]}), "Europe/Moscow")


async def states(store: Store) -> list[State]:
    async with store.reading() as connection:
        return [decision.state for decision in await decisions.listed(connection)]


def event(event_id: str, at: datetime, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "room_id": GROUP_ROOM,
        "sender": ANNA,
        "type": "m.room.message",
        "origin_server_ts": int(at.timestamp() * 1000),
        "content": content,
        **more,
    }


async def test_in_element(store: Store) -> None:
    inbox = Inbox(store, await furnished(store), judge(), Hand(NIGHT), lambda lanes: None)
    words = {"msgtype": "m.text", "body": "Завтра"}
    new = {"m.new_content": words, "m.relates_to": {"rel_type": "m.replace", "event_id": "$one"}}
    await inbox.take([event("$one", DAY, words), event("$other", DAY, words)])
    await inbox.take([event("$edit", NIGHT, {**words, **new})])
    gone = event("$gone", NIGHT, {"redacts": "$other"}, type="m.room.redaction")
    await inbox.take([gone])
    assert await states(store) == [State.WAITING]
    gone = event("$gone2", NIGHT, {"redacts": "$one"}, type="m.room.redaction")
    await inbox.take([gone])
    assert await states(store) == [State.CANCELLED]


@pytest.mark.parametrize("taken_back", [False, True])
async def test_of_what_waits_in_other_words_only_the_last_do(
    store: Store, taken_back: bool
) -> None:
    inbox = Inbox(store, await furnished(store), judge(), Hand(NIGHT), lambda lanes: None)
    words = {"msgtype": "m.text", "body": "Завтра"}
    new = {"m.new_content": words, "m.relates_to": {"rel_type": "m.replace", "event_id": "$one"}}
    await inbox.take([event("$one", NIGHT, words)])
    for event_id in ("$two", "$three"):
        await inbox.take([event(event_id, NIGHT, {**words, **new})])
    assert await states(store) == [State.CANCELLED, State.CANCELLED, State.WAITING]
    if taken_back:
        gone = event("$gone", NIGHT, {"redacts": "$one"}, type="m.room.redaction")
        await inbox.take([gone])
        assert await states(store) == [State.CANCELLED] * 3


@pytest.mark.parametrize(
    ("before", "refused"),
    [([], False), (["$two"], False), ([], True)],
    ids=["waits", "waits in other words", "refused"],
)
async def test_what_a_bridges_ghost_makes_right_is_said_though_its_message_is_gone(
    store: Store, before: list[str], refused: bool
) -> None:
    async with store.transaction() as connection:
        await upstream.drive(connection, "whatsapp", "whatsapp_", "whatsappbot")
    directory, clock = await furnished(store), Hand(NIGHT)
    inbox = Inbox(store, directory, judge(), clock, lambda lanes: None)
    sender = f"@whatsapp_masha:{SERVER}"
    words = {"msgtype": "m.text", "body": "Завтра"}
    new = {"m.new_content": words, "m.relates_to": {"rel_type": "m.replace", "event_id": "$one"}}
    await inbox.take([event("$one", NIGHT, words, sender=sender)])
    for event_id in before:
        await inbox.take([event(event_id, NIGHT, {**words, **new}, sender=sender)])
    if refused:
        async with store.transaction() as connection:
            [*_, last] = await decisions.listed(connection)
            await Settlement(directory, clock).refuse(connection, last, ANNA)
    clock.at = NIGHT + timedelta(hours=12)
    right = {**words, **new, "m.new_content": {"msgtype": "m.text", "body": "Днём"}}
    await inbox.take([event("$right", clock.at, right, sender=sender)])
    assert set(await states(store)) == {State.CANCELLED}
    async with store.reading() as connection:
        *_, said = await queue.head(connection, f"room:{GROUP_ROOM}", 99)
    assert said.payload["content"]["body"] == "whatsapp_masha (10:00): Днём"


NOTED = {"id": "9", "text": "!", "rule": "length", "with": {"characters": 5}, "action": "flag"}


async def with_bridge(store: Store, clock: Hand, *clauses: dict[str, Any]) -> Inbox:
    async with store.transaction() as connection:
        await upstream.drive(connection, "whatsapp", "whatsapp_", "whatsappbot")
        chat = PlumbedChat("sandbox", "ladybirds", "ladybirds")
        await rooms.replace_chats(connection, [chat])
    regulation = Regulation.model_validate({"clauses": [HOURS, *clauses]})
    judge = Judge(regulation, "Europe/Moscow")
    return Inbox(store, await furnished(store), judge, clock, lambda lanes: None)


async def said(store: Store) -> list[str]:
    """What the bot says in the room in somebody's name."""
    async with store.reading() as connection:
        tasks = await queue.head(connection, f"room:{GROUP_ROOM}", 99)
    return [
        each.payload["content"]["body"]
        for each in tasks
        if AUTHOR in each.payload.get("content", {})
    ]


@pytest.mark.parametrize("published", [False, True])
async def test_what_a_bridges_ghost_makes_right_once_more_is_said_too(
    store: Store, published: bool
) -> None:
    clock = Hand(NIGHT)
    inbox = await with_bridge(store, clock)
    sender = f"@whatsapp_masha:{SERVER}"
    words = {"msgtype": "m.text", "body": "Завтра"}
    await inbox.take([event("$one", NIGHT, words, sender=sender)])
    bot = f"@teremok:{SERVER}"
    gone = event("$gone", NIGHT, {"redacts": "$one"}, type="m.room.redaction", sender=bot)
    await inbox.take([gone])
    if published:
        settlement = Settlement(await furnished(store), clock)
        async with store.transaction() as connection:
            [waiting] = await decisions.listed(connection)
            await settlement.publish(connection, waiting, ANNA)
    for hour, body in enumerate(("Днём", "Утром")):
        clock.at = NIGHT + timedelta(hours=12 + hour)
        right = {**words, **replacing("$one", body)}
        await inbox.take([event(f"$right{hour}", clock.at, right, sender=sender)])
    names = "whatsapp_masha"
    assert await said(store) == [f"{names} (10:00): Днём", f"{names} (11:00): Утром"]


async def test_what_a_bridges_ghost_changes_is_not_said_twice_where_its_message_stands(
    store: Store,
) -> None:
    clock = Hand(NIGHT)
    inbox = await with_bridge(store, clock, NOTED)
    sender = f"@whatsapp_masha:{SERVER}"
    words = {"msgtype": "m.text", "body": "Завтра"}
    await inbox.take([event("$one", DAY, words, sender=sender)])
    await inbox.take([event("$two", NIGHT, {**words, **replacing("$one", "Ночью")}, sender=sender)])
    clock.at = NIGHT + timedelta(hours=12)
    right = {**words, **replacing("$one", "Днём")}
    await inbox.take([event("$right", clock.at, right, sender=sender)])
    assert await states(store) == [State.NOTED, State.CANCELLED]
    assert await said(store) == []
    async with store.reading() as connection:
        *_, last = await queue.head(connection, "chat:sandbox:ladybirds", 9)
    assert last.payload["event_id"] == "$right"


async def test_an_educators_change_that_waits_is_not_wanted_once_a_newer_one_is_there(
    store: Store,
) -> None:
    clock = Hand(NIGHT)
    inbox = Inbox(store, await furnished(store), judge(), clock, lambda lanes: None)
    words = {"msgtype": "m.text", "body": "Завтра"}
    await inbox.take([event("$one", DAY, words)])
    await inbox.take([event("$two", NIGHT, {**words, **replacing("$one", "Ночью")})])
    clock.at = NIGHT + timedelta(hours=12)
    await inbox.take([event("$three", clock.at, {**words, **replacing("$one", "Днём")})])
    assert await states(store) == [State.CANCELLED]


async def test_the_newest_words_appear_though_older_ones_are_told_after_them(store: Store) -> None:
    relay = await opened(store)
    masha, chat_id = Person(PersonId("masha"), "Маша"), ChatId("ladybirds")
    told = [
        IncomingEdit(chat_id, key, MessageId("1"), masha, NIGHT + timedelta(minutes=at), Text(key))
        for key, at in (("Второе", 2), ("Первое", 1))
    ]
    await accept(relay, "3", message(1, NIGHT), *told)
    assert await states(store) == [State.CANCELLED, State.WAITING, State.CANCELLED]
    async with store.reading() as connection:
        [waits] = await decisions.listed(connection, state="waiting")
    assert waits.origin["happening"]["text"]["plain"] == "Второе"


async def test_who_deletes_what_they_changed_while_it_waited_wants_none_of_it(
    store: Store,
) -> None:
    relay = await opened(store)
    masha, chat_id = Person(PersonId("masha"), "Маша"), ChatId("ladybirds")
    edit = IncomingEdit(chat_id, "2", MessageId("1"), masha, NIGHT, Text("Позже"))
    await accept(relay, "2", message(1, NIGHT), edit)
    assert await states(store) == [State.CANCELLED, State.WAITING]
    await accept(relay, "3", IncomingDeletion(chat_id, "3", MessageId("1"), masha, NIGHT))
    assert await states(store) == [State.CANCELLED] * 2


async def opened(store: Store) -> Relay:
    await furnished(store)
    async with store.transaction() as connection:
        chat = PlumbedChat("sandbox", "ladybirds", "ladybirds")
        await rooms.replace_chats(connection, [chat])
    return Relay(store, await furnished(store), judge(), Hand(NIGHT), lambda lanes: None)


async def test_in_a_messenger(store: Store) -> None:
    relay = await opened(store)
    masha, chat_id = Person(PersonId("masha"), "Маша"), ChatId("ladybirds")
    happenings: list[Durable] = [
        message(1, DAY),
        IncomingEdit(chat_id, "2", MessageId("1"), masha, NIGHT, Text("Позже")),
        IncomingDeletion(chat_id, "3", MessageId("1"), None, NIGHT),
    ]
    await accept(relay, "3", *happenings)
    assert await states(store) == [State.WAITING]
    await accept(relay, "4", IncomingDeletion(chat_id, "4", MessageId("1"), masha, NIGHT))
    assert await states(store) == [State.CANCELLED]


@pytest.mark.parametrize("deletes", [Person(PersonId("masha"), "Маша"), None])
async def test_what_was_made_right_goes_whoever_deletes_it(
    store: Store, deletes: Person | None
) -> None:
    relay = await opened(store)
    masha, chat_id, day = Person(PersonId("masha"), "Маша"), ChatId("ladybirds"), DAY
    edit = IncomingEdit(chat_id, "2", MessageId("1"), masha, day + timedelta(days=1), Text("Днём"))
    await accept(relay, "2", message(1, NIGHT), edit)
    assert await states(store) == [State.CANCELLED]
    await accept(relay, "3", IncomingDeletion(chat_id, "3", MessageId("1"), deletes, edit.at))
    async with store.reading() as connection:
        tasks = await queue.head(connection, f"room:{GROUP_ROOM}", 9)
    assert [task.payload["happening"]["kind"] for task in tasks] == ["message", "deletion"]
