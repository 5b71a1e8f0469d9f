"""What the regulation gets to know of a post from a messenger of our own."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bridges.network import Location, MessageId, Text
from bridges.relay import Relay
from policies.regulation import Regulation
from rooms.clock import SystemClock
from rooms.judgement import Judge
from rooms.storage import decisions, rooms
from rooms.storage.database import Store
from rooms.storage.rooms import PlumbedChat
from tests.contract.test_relay import accept, message
from tests.support.houses import furnished

ANSWERS_ONLY = {
    "id": "1.2",
    "text": "Parents answer.",
    "rule": "rights",
    "with": {"who": ["educator"], "reply_only": True},
    "action": "refuse",
}
NO_LINKS = {"id": "4.1", "text": "No links.", "rule": "links", "action": "refuse"}


async def refused(store: Store, clause: Mapping[str, object], **changes: object) -> bool:
    """Whether the clause fires on a message with these changes."""
    await furnished(store)
    async with store.transaction() as connection:
        chat = PlumbedChat("sandbox", "ladybirds", "ladybirds")
        await rooms.replace_chats(connection, [chat])
    judge = Judge(Regulation.model_validate({"clauses": [clause]}), "Europe/Moscow")
    relay = Relay(store, await furnished(store), judge, SystemClock(), lambda _lanes: None)
    await accept(relay, "1", replace(message(1), **changes))  # type: ignore[arg-type]
    async with store.reading() as connection:
        return await decisions.of_post(connection, "sandbox/ladybirds/1") is not None


@pytest.mark.parametrize(("answered", "fires"), [(MessageId("7"), False), (None, True)])
async def test_an_answer_is_known_as_one(
    store: Store, answered: MessageId | None, fires: bool
) -> None:
    assert await refused(store, ANSWERS_ONLY, reply_to=answered) is fires


async def test_an_address_behind_a_word_is_found(store: Store) -> None:
    hidden = Text("Подробности тут", 'Подробности <a href="https://shop.example/x">тут</a>')
    assert await refused(store, NO_LINKS, text=hidden)


async def test_what_a_place_is_called_is_read(store: Store) -> None:
    assert await refused(store, NO_LINKS, location=Location(55.0, 37.0, "Заходите: shop.ru"))
