"""What the regulation gets to know of a post from a messenger of our own."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bridges.enforcement.deciding import decide
from bridges.enforcement.settle import Settlement
from bridges.network import (
    ChatId,
    IncomingEdit,
    Location,
    Media,
    MediaKind,
    MediaRef,
    MessageId,
    Text,
)
from bridges.relay import Relay
from policies.regulation import Regulation
from rooms.clock import SystemClock
from rooms.judgement import Judge
from rooms.storage import decisions, queue, rooms
from rooms.storage.database import Store
from rooms.storage.decisions import State
from rooms.storage.rooms import PlumbedChat
from tests.contract.test_relay import NOON, accept, message
from tests.support.houses import GROUP_ROOM, furnished

ANSWERS_ONLY = {
    "id": "1.2",
    "text": "Parents answer.",
    "rule": "rights",
    "with": {"who": ["educator"], "reply_only": True},
    "action": "refuse",
}
NO_LINKS = {"id": "4.1", "text": "No links.", "rule": "links", "action": "refuse"}


async def opened(store: Store, clause: Mapping[str, object]) -> Relay:
    """The relay of a chat under this clause."""
    await furnished(store)
    async with store.transaction() as connection:
        chat = PlumbedChat("sandbox", "ladybirds", "ladybirds")
        await rooms.replace_chats(connection, [chat])
    judge = Judge(Regulation.model_validate({"clauses": [clause]}), "Europe/Moscow")
    return Relay(store, await furnished(store), judge, SystemClock(), lambda _lanes: None)


async def refused(store: Store, clause: Mapping[str, object], **changes: object) -> bool:
    """Whether the clause fires on a message with these changes."""
    relay = await opened(store, clause)
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


async def test_words_of_the_formatted_form_alone_are_read(store: Store) -> None:
    assert await refused(store, NO_LINKS, text=Text("Доброе утро!", "<p>Заходите: shop.ru</p>"))


async def test_what_a_place_is_called_is_read(store: Store) -> None:
    assert await refused(store, NO_LINKS, location=Location(55.0, 37.0, "Заходите: shop.ru"))


@pytest.mark.parametrize("action", ["ask", "refuse"])
async def test_other_words_do_not_let_a_picture_through(store: Store, action: str) -> None:
    photos = {"id": "5.6", "text": "…", "rule": "photo_consent", "action": action}
    relay = await opened(store, photos)
    media = Media(MediaRef("a"), MediaKind.PHOTO, "image/jpeg", "a.jpg", 90_000)
    person = message(1).person
    edit = IncomingEdit(ChatId("ladybirds"), "2", MessageId("1"), person, NOON, Text("Утренник"))
    await accept(relay, "1", replace(message(1), media=media))
    await accept(relay, "2", edit)
    async with store.reading() as connection:
        assert await queue.head(connection, f"room:{GROUP_ROOM}", 9) == []
        found = await decisions.listed(connection)
    assert [each.text for each in found] == ["Доброе утро", "Утренник"]
    assert {each.state for each in found} == {State.ASKED if action == "ask" else State.REFUSED}


@pytest.mark.parametrize("order", [(2,), (2, 1), (1, 2)])
async def test_a_change_that_is_allowed_appears_whatever_becomes_of_the_words_before(
    store: Store, order: tuple[int, ...]
) -> None:
    """Both were asked about; the duty administrator decides on one, or on both in some order."""
    asked = {"id": "4", "text": "…", "rule": "length", "with": {"characters": 3}, "action": "ask"}
    relay = await opened(store, asked)
    edit = IncomingEdit(
        ChatId("ladybirds"), "2", MessageId("1"), message(1).person, NOON, Text("Добрый вечер")
    )
    await accept(relay, "2", message(1), edit)
    settlement = Settlement(await furnished(store), SystemClock())
    async with store.transaction() as connection:
        for number in order:
            ruling = await decide(connection, settlement, number, yes=True, by="@zav:example.org")
            assert (ruling.problem is None) is (number == order[0] or order == (1, 2))
            await queue.add_many(connection, ruling.tasks, 0)
        said = await queue.head(connection, f"room:{GROUP_ROOM}", 9)
    happenings = [task.payload["happening"] for task in said]
    kinds = [(each["kind"], each["text"]["plain"]) for each in happenings]
    if order[0] == 2:
        assert kinds == [("message", "Добрый вечер")]
    else:
        assert kinds == [("message", "Доброе утро"), ("edit", "Добрый вечер")]


@pytest.mark.parametrize("asked", [False, True], ids=["allowed at once", "asked about"])
async def test_older_words_that_wait_still_do_not_replace_newer_ones(
    store: Store, asked: bool
) -> None:
    ask = {"id": "4", "text": "…", "rule": "length", "with": {"characters": 3}, "action": "ask"}
    relay, person = await opened(store, ask), message(1).person
    words = ("Добрый вечер", "Доброй ночи" if asked else "Ура")
    edits = [
        IncomingEdit(ChatId("ladybirds"), f"e{number}", MessageId("1"), person, NOON, Text(text))
        for number, text in enumerate(words)
    ]
    await accept(relay, "2", replace(message(1), text=Text("Да")), *edits)
    if asked:
        settlement = Settlement(await furnished(store), SystemClock())
        async with store.transaction() as connection:
            await decide(connection, settlement, 2, yes=True, by="@zav:example.org")
    async with store.reading() as connection:
        states = [each.state for each in await decisions.listed(connection)]
    assert states == [State.CANCELLED, *([State.PUBLISHED] if asked else [])]
