"""A parent who sends a token, or whose phone the messenger tells, is recognised."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from bridges.network import (
    Batch,
    ChatId,
    IncomingMembership,
    IncomingMessage,
    MessageId,
    Network,
    Person,
    PersonId,
    Text,
)
from bridges.relay import Relay
from policies.regulation import Regulation
from rooms.judgement import Judge
from rooms.roster.linking import make_token
from rooms.roster.titles import GuardianTitles
from rooms.roster.tokens import new_token
from rooms.storage import contacts, queue, rooms
from rooms.storage.database import Store
from rooms.storage.rooms import PlumbedChat
from tests.support.families import DASHA, MARIA, OLGA, PETYA, import_children, person
from tests.support.houses import GROUP_ROOM, furnished

NIGHT = datetime(2024, 3, 5, 22, 0, tzinfo=UTC)
NOW = int(NIGHT.timestamp() * 1000)
LENGTH = {
    "id": "1.1",
    "text": "Only short.",
    "rule": "length",
    "with": {"characters": 7},
    "rooms": ["group"],
    "action": "refuse",
}


class Named:
    name = "sandbox"


class Night:
    def now_ms(self) -> int:
        return NOW


class Town:
    """A relay between the ladybirds' chat and their room, with two families in the roster."""

    def __init__(self, store: Store, relay: Relay, titles: GuardianTitles) -> None:
        self.store = store
        self.relay = relay
        self.titles = titles
        self._count = 0

    async def write(
        self, account: str, text: str, *, chat: str = "ladybirds", phone: str | None = None
    ) -> None:
        self._count += 1
        somebody = Person(PersonId(account), account.title(), phone=phone)
        message = IncomingMessage(
            ChatId(chat), MessageId(str(self._count)), somebody, NIGHT, Text(text)
        )
        batch = Batch((message,), str(self._count))
        await self.relay.accept(cast("Network", Named()), batch)

    async def token(self, name: str, network: str = "sandbox") -> str:
        who = await person(self.store, name)
        async with self.store.transaction() as connection:
            return await make_token(connection, who, network, NOW)

    async def shown(self, account: str) -> str:
        await self.titles.refresh(self.store)
        return self.titles.shown("sandbox", account, account.title())

    async def lane(self, lane: str) -> list[dict[str, Any]]:
        async with self.store.reading() as connection:
            return [task.payload for task in await queue.head(connection, lane, 100)]

    async def answers(self, chat: str = "ladybirds") -> list[str]:
        return [task["text"] for task in await self.lane(f"chat:sandbox:{chat}")]

    async def carried(self) -> list[str]:
        tasks = await self.lane(f"room:{GROUP_ROOM}")
        return [task["happening"].get("text", {}).get("plain") for task in tasks]


@pytest.fixture
async def town(store: Store) -> Town:
    await furnished(store)
    async with store.transaction() as connection:
        chat = PlumbedChat("sandbox", "ladybirds", "ladybirds")
        await rooms.replace_chats(connection, [chat])
    await import_children(store, PETYA, DASHA)
    judge = Judge(Regulation.model_validate({"clauses": [LENGTH]}), "Europe/Moscow")
    directory = await furnished(store)
    relay = Relay(store, directory, judge, Night(), lambda _lanes: None)
    return Town(store, relay, GuardianTitles(directory))


@pytest.mark.parametrize("form", ["{}", "/start {}", "  {}\n", "/START {}", "/start@our_bot {}"])
async def test_a_token_links_its_sender_and_is_shown_to_nobody(town: Town, form: str) -> None:
    token = await town.token(MARIA.name)
    await town.write("maria", form.format(token))
    assert await town.carried() == []
    assert await town.answers() == [
        "Спасибо, теперь мы знакомы! В группе вас видно так: «Мария (мама Пети)»."
    ]
    assert await town.shown("maria") == "Мария (мама Пети)"


async def test_a_guardian_is_answered_in_their_own_language(town: Town) -> None:
    await town.write("olga", await town.token(OLGA.name))
    assert await town.answers() == [
        "Thank you, now we know each other! In the group you are shown as “Ольга (mother of Даша)”."
    ]


async def test_what_is_wrong_with_a_token_is_said_and_nobody_is_linked(town: Town) -> None:
    token = await town.token(MARIA.name)
    await town.write("maria", token)
    await town.write("stranger", token)
    await town.write("maria", await town.token(OLGA.name))
    await town.write("stranger", await town.token(OLGA.name, "telegram"))
    await town.write("stranger", new_token())
    await town.write("stranger", "/start whatever")
    told = (await town.answers())[1:]
    assert [words.split(".")[0] for words in told] == [
        "Этот код уже использован, а каждый код действует один раз",
        "Этот код для другого человека: мы знаем вас как «Мария (мама Пети)»",
        "Этот код для другого мессенджера",
        "Такого кода нет",
        "Такого кода нет",
    ]
    assert await town.shown("stranger") == "Stranger"
    assert await town.carried() == []


async def test_a_token_works_in_a_chat_of_its_own(town: Town) -> None:
    await town.write("maria", await town.token(MARIA.name), chat="private-maria")
    assert len(await town.answers("private-maria")) == 1
    assert await town.shown("maria") == "Мария (мама Пети)"


async def test_words_about_a_token_are_words(town: Town) -> None:
    for text in ("код", "/start", "teremok"):
        await town.write("maria", text)
    assert await town.carried() == ["код", "/start", "teremok"]


async def test_a_phone_that_the_messenger_tells_links_its_owner(town: Town) -> None:
    await town.write("masha", "Утро", phone=MARIA.phones[0])
    assert await town.carried() == ["Утро"]
    assert await town.shown("masha") == "Мария (мама Пети)"


async def test_who_comes_into_the_chat_is_recognised_at_once(town: Town) -> None:
    somebody = Person(PersonId("masha"), "Маша", phone=MARIA.phones[0])
    joined = IncomingMembership(ChatId("ladybirds"), "1", somebody, NIGHT, joined=True)
    await town.relay.accept(cast("Network", Named()), Batch((joined,), "1"))
    assert await town.shown("masha") == "Мария (мама Пети)"


async def test_a_token_is_judged_by_no_rule_and_the_same_batch_goes_on(town: Town) -> None:
    token = await town.token(MARIA.name)
    await town.write("maria", token)
    await town.write("maria", "слишком длинно")
    assert len(await town.answers()) == 2


async def test_who_leaves_is_called_by_their_own_name_again(town: Town) -> None:
    await town.write("maria", await town.token(MARIA.name))
    assert await town.shown("maria") == "Мария (мама Пети)"
    await import_children(town.store, DASHA)
    assert await town.shown("maria") == "Maria"


async def test_a_block_takes_the_child_out_of_the_name(town: Town) -> None:
    await town.write("maria", await town.token(MARIA.name))
    blocked = replace(PETYA, guardians=(replace(MARIA, blocked=True),))
    await import_children(town.store, blocked, DASHA)
    assert await town.shown("maria") == "Maria"


async def test_nothing_of_it_is_in_the_log(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    token = await town.token(MARIA.name)
    await town.write("maria", token)
    await town.write("maria", token, phone=MARIA.phones[0])
    async with town.store.reading() as connection:
        assert await contacts.get(connection, "sandbox", "maria") is not None
    for secret in (token, MARIA.phones[0], "Мария", "Пет"):
        assert secret not in caplog.text
