"""What a messenger tells, on both databases: told twice or impossible, it stops nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from bridges.network import (
    Batch,
    ChatId,
    Durable,
    IncomingEdit,
    IncomingMessage,
    MessageId,
    Network,
    Person,
    PersonId,
    Text,
)
from bridges.relay import Relay
from policies.regulation import Regulation
from rooms.clock import SystemClock
from rooms.judgement import Judge
from rooms.storage import decisions, queue, rooms, settings, talks
from rooms.storage.database import Store
from rooms.storage.rooms import PlumbedChat
from rooms.storage.talks import Part, Talk
from tests.support.houses import GROUP_ROOM, furnished

NOON = datetime(2024, 3, 5, 9, 0, tzinfo=UTC)
NIGHT = datetime(2024, 3, 5, 22, 0, tzinfo=UTC)
LATEST = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
"""A time that no clock east of Greenwich can show."""
HOURS = {
    "id": "3.2",
    "text": "Only by day.",
    "rule": "hours",
    "with": {"from": "08:00", "to": "20:00", "days": ["mon", "tue", "wed", "thu", "fri"]},
    "rooms": ["group"],
    "action": "refuse",
}


class Named:
    name = "sandbox"


SANDBOX = cast("Network", Named())


def message(number: int, at: datetime = NOON, words: str = "Доброе утро") -> IncomingMessage:
    person = Person(PersonId("masha"), "Маша")
    return IncomingMessage(ChatId("ladybirds"), MessageId(str(number)), person, at, Text(words))


@pytest.fixture
async def relay(store: Store) -> Relay:
    await furnished(store)
    async with store.transaction() as connection:
        chat = PlumbedChat("sandbox", "ladybirds", "ladybirds")
        await rooms.replace_chats(connection, [chat])
    judge = Judge(Regulation.model_validate({"clauses": [HOURS]}), "Europe/Moscow")
    return Relay(store, await furnished(store), judge, SystemClock(), lambda _lanes: None)


async def waiting(store: Store, lane: str) -> list[Any]:
    async with store.reading() as connection:
        tasks = await queue.head(connection, lane, 100)
    return [task.payload.get("happening", {}).get("id") for task in tasks]


async def accept(relay: Relay, cursor: str, *happenings: Durable) -> None:
    await relay.accept(SANDBOX, Batch(happenings, cursor))


async def test_an_impossible_message_is_set_aside_and_the_rest_goes_on(
    relay: Relay, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    await accept(relay, "3", message(1), message(2, LATEST, "words"), message(3))
    assert await waiting(store, f"room:{GROUP_ROOM}") == ["1", "3"]
    assert await waiting(store, "failed:relay:sandbox") == ["2"]
    assert "words" not in caplog.text
    async with store.reading() as connection:
        assert await settings.get(connection, "cursor sandbox") == "3", "the network goes on"


async def test_what_is_told_twice_is_carried_once(relay: Relay, store: Store) -> None:
    for _ in range(2):
        await accept(relay, "2", message(1), message(2))
    assert await waiting(store, f"room:{GROUP_ROOM}") == ["1", "2"]


async def test_a_chat_that_was_plumbed_a_moment_ago_is_known(relay: Relay, store: Store) -> None:
    chats = [PlumbedChat("sandbox", chat, "ladybirds") for chat in ("ladybirds", "newcomers")]
    async with store.transaction() as connection:  # by another process
        await rooms.replace_chats(connection, chats)
    await accept(relay, "1", replace(message(1), chat=ChatId("newcomers")))
    assert await waiting(store, f"room:{GROUP_ROOM}") == ["1"]


async def test_a_refusal_is_told_once_whatever_the_regulation_says_later(
    relay: Relay, store: Store
) -> None:
    await accept(relay, "1", message(1, NIGHT))
    relay._judge.replace(Regulation(), "Europe/Moscow")
    await accept(relay, "1", message(1, NIGHT))
    assert await waiting(store, f"room:{GROUP_ROOM}") == []
    assert len(await waiting(store, "chat:sandbox:ladybirds")) == 1
    async with store.reading() as connection:
        assert len(await decisions.listed(connection)) == 1


async def test_what_answers_the_bot_is_no_post_and_goes_to_the_duty_administrator(
    relay: Relay, store: Store
) -> None:
    await accept(relay, "1", message(1, NIGHT))
    async with store.transaction() as connection:
        [refused] = await decisions.listed(connection)
        told = Talk("sandbox/ladybirds", "77", refused.id, Part.TOLD)
        await talks.put(connection, told, 1)
    objection = replace(message(2, NIGHT, "Это важно"), reply_to=MessageId("77"))
    other = replace(objection, id=MessageId("3"), person=Person(PersonId("boris"), "Боря"))
    for cursor in ("2", "2", "3"):
        await accept(relay, cursor, objection if cursor == "2" else other)
    async with store.reading() as connection:
        kept = await decisions.listed(connection)
        shown = await queue.head(connection, "duty", 10)
    assert await waiting(store, f"room:{GROUP_ROOM}") == []
    assert [task.kind for task in shown] == ["card", "objection"]
    assert kept[0].appeal == "Это важно"
    assert [each.author for each in kept] == ["sandbox/masha", "sandbox/boris"], "his is a post"


async def test_an_objection_that_is_changed_is_passed_on_again(relay: Relay, store: Store) -> None:
    await accept(relay, "1", message(1, NIGHT))
    async with store.transaction() as connection:
        [refused] = await decisions.listed(connection)
        said = Talk("sandbox/ladybirds", "2", refused.id, Part.OBJECTION)
        await talks.put(connection, said, 1)
    masha = message(1).person
    edit = IncomingEdit(ChatId("ladybirds"), "3", MessageId("2"), masha, NIGHT, Text("Очень"))
    await accept(relay, "3", edit)
    async with store.reading() as connection:
        shown = await queue.head(connection, "duty", 10)
        assert len(await decisions.listed(connection)) == 1
    assert shown[-1].payload["words"] == "✏️ Очень"
