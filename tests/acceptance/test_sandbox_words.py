"""How long a text of the sandbox may be, and in which words it refuses one."""

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import pytest

from bridges.network import (
    ChatId,
    IncomingMessage,
    Media,
    MediaKind,
    MediaRef,
    NetworkRefused,
    OutgoingMessage,
    Speaker,
    Text,
    Upload,
)
from bridges.sandbox.messenger.mistakes import OTHERWISE, SENTENCES
from bridges.sandbox.network import SandboxNetwork
from rooms.language import say
from tests.support.messenger import RunningMessenger

CHAT = ChatId("ladybirds")
MESSAGES = "/api/chats/ladybirds/messages"
MARIA = {"from": "maria", "name": "Мария"}
ANNA = Speaker("@anna:teremok.test", "Анна")
RUSSIAN = {"Accept-Language": "ru"}


@pytest.fixture(scope="module")
async def messenger(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningMessenger]:
    running = RunningMessenger(tmp_path_factory.mktemp("sandbox") / "sandbox")
    await running.start()
    await running.as_bot("PUT", "/chats/ladybirds", {"title": "Божьи коровки"})
    yield running
    await running.close()


@pytest.fixture
async def network(messenger: RunningMessenger) -> AsyncIterator[SandboxNetwork]:
    connector = SandboxNetwork(messenger.url, messenger.token, "ru")
    yield connector
    await connector.close()


@pytest.mark.parametrize("with_file", [False, True])
async def test_all_that_an_event_of_a_room_can_say_is_taken(
    messenger: RunningMessenger, network: SandboxNetwork, with_file: bool
) -> None:
    async def content() -> AsyncIterator[bytes]:
        yield b"x"

    file = Upload(Media(MediaRef("x"), MediaKind.FILE, "a/b", "a.txt", 1), content())
    text = Text("я" * 65_536, "ю" * 32_768)
    said = OutgoingMessage(f"long {with_file}", ANNA, text, upload=file if with_file else None)
    number = await network.send(CHAT, said)
    _, shown = await messenger.call("GET", f"{MESSAGES}?after={int(number) - 1}")
    assert (shown["messages"][0]["text"], shown["messages"][0]["html"]) == (text.plain, text.html)
    await network.edit(CHAT, number, Text("э" * 65_536), ANNA)


async def test_what_is_longer_is_refused_in_the_language_of_the_house(
    network: SandboxNetwork,
) -> None:
    with pytest.raises(NetworkRefused, match="«text» может быть не больше 65536 знаков"):
        await network.send(CHAT, OutgoingMessage("longer", ANNA, Text("я" * 65_537)))


async def test_a_long_text_of_a_person_is_carried_with_its_words_if_not_its_formatting(
    messenger: RunningMessenger, network: SandboxNetwork
) -> None:
    # Cleaned, each of these is five characters.
    wish = {**MARIA, "text": "я" * 16_000, "html": "&" * 32_768}
    status, answer = await messenger.call("POST", MESSAGES, wish)
    assert status == 201
    batch = await anext(network.updates(str(int(answer["id"]) - 1)))
    (happening,) = batch.happenings
    assert isinstance(happening, IncomingMessage)
    assert happening.text == Text("я" * 16_000)


async def test_a_person_may_be_called_by_two_names(
    messenger: RunningMessenger, network: SandboxNetwork
) -> None:
    wish = {"from": " Иван Иваныч ", "name": "Иван", "text": "Здравствуйте"}
    status, answer = await messenger.call("POST", MESSAGES, wish)
    assert status == 201
    batch = await anext(network.updates(str(int(answer["id"]) - 1)))
    assert [each.person.id for each in batch.happenings if isinstance(each, IncomingMessage)] == [
        "Иван Иваныч"
    ]
    path = f"{MESSAGES}/{answer['id']}?from={quote('Иван Иваныч')}"
    assert (await messenger.call("DELETE", path))[0] == 200


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({**MARIA, "text": "x" * 16_001}, "В поле «text» может быть не больше 16000 знаков."),
        ({**MARIA, "text": 5}, "Поле «text» должно быть текстом."),
        ({"from": "maria", "text": "x"}, "Нет поля «name»."),
        ({**MARIA, "name": " ", "text": "x"}, "Поле «name» не должно быть пустым."),
        ({**MARIA, "from": " ", "text": "x"}, "Поле «from» не должно быть пустым."),
        ({**MARIA, "from": "", "text": "x"}, "Поле «from» не должно быть пустым."),
        ({**MARIA, "from": "a/b", "text": "x"}, "не должно быть косых черт"),
        ({**MARIA, "text": "x", "phone": "8 916"}, "например +79161234567."),
        ({**MARIA, "text": "x", "reply_to": "-1"}, "должно быть номером сообщения."),
        (
            {**MARIA, "location": {"latitude": 91}},
            "Число «location.latitude» должно быть не больше",
        ),
        ({**MARIA, "location": {"latitude": "x"}}, "«location.latitude» должно быть числом."),
        ({**MARIA, "location": []}, "«location» должно быть объектом JSON."),
        ([], "«JSON» должно быть объектом JSON."),
    ],
)
async def test_whoever_reads_russian_is_told_in_russian(
    messenger: RunningMessenger, wish: Any, said: str
) -> None:
    status, answer = await messenger.call("POST", MESSAGES, wish, headers=RUSSIAN)
    assert status == 400
    assert said in answer["error"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"{MESSAGES}?after=x", None),
        ("GET", "/api/chats/no%20where/messages", None),
        ("GET", "/api/chats/ladybirds/events?after=1.2.3", None),
        ("DELETE", f"{MESSAGES}/1", None),
        ("DELETE", f"{MESSAGES}/1?from=@anna", None),
        ("POST", f"{MESSAGES}/1/reactions", {"from": "maria", "emoji": "a b"}),
        ("POST", "/api/faults", {"fail_next": -1}),
        ("POST", "/api/faults", {"status": 200}),
        ("POST", "/api/faults", {"done_anyway": 5}),
        ("POST", "/api/faults", {"delay": "long"}),
    ],
)
async def test_no_words_of_the_inside_are_said(
    messenger: RunningMessenger, method: str, path: str, body: object
) -> None:
    status, answer = await messenger.call(method, path, body, headers=RUSSIAN)
    assert status == 400
    words = re.sub(r"«[^»]*»|true|false|JSON", "", answer["error"])
    assert re.search("[а-я]", words)
    assert not re.search("[A-Za-z]{2}", words), words


@pytest.mark.parametrize("text", sorted({*SENTENCES.values(), OTHERWISE}))
def test_every_mistake_has_its_russian(text: str) -> None:
    assert say("ru", text) != text
