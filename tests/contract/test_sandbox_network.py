"""The sandbox's connector against the real messenger, through the contract only."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bridges import network as contract
from bridges.network import (
    ChatId,
    Incoming,
    IncomingDeletion,
    IncomingEdit,
    IncomingMembership,
    IncomingMessage,
    IncomingReaction,
    IncomingReceipt,
    IncomingTyping,
    Location,
    Media,
    MediaKind,
    MediaRef,
    MessageId,
    NetworkAway,
    NetworkRefused,
    OutgoingMessage,
    PersonId,
    Speaker,
    Text,
    Upload,
)
from bridges.sandbox.network import SandboxNetwork
from tests.support.messenger import RunningMessenger
from tests.support.pictures import PNG
from tests.support.waiting import LIMIT_SECONDS

ANNA = Speaker("@anna:teremok.test", "Анна Сергеевна")
CHAT = ChatId("ladybirds")
MARIA = {"from": "maria", "name": "Мария"}
MESSAGES = "/api/chats/ladybirds/messages"


@pytest.fixture
async def messenger(tmp_path: Path) -> AsyncIterator[RunningMessenger]:
    running = RunningMessenger(tmp_path / "sandbox")
    await running.start()
    yield running
    await running.close()


@pytest.fixture
async def network(messenger: RunningMessenger) -> AsyncIterator[SandboxNetwork]:
    connector = SandboxNetwork(messenger.url, messenger.token)
    await connector.open_chat(CHAT, "Божьи коровки")
    yield connector
    await connector.close()


async def shown(messenger: RunningMessenger) -> list[dict[str, object]]:
    _, answer = await messenger.call("GET", MESSAGES)
    messages: list[dict[str, object]] = answer["messages"]
    return messages


async def told(network: SandboxNetwork, count: int, cursor: str | None = None) -> list[Incoming]:
    """The first so many happenings after the cursor."""
    happenings: list[Incoming] = []
    async with asyncio.timeout(LIMIT_SECONDS):
        async for batch in network.updates(cursor):
            happenings += batch.happenings
            if len(happenings) >= count:
                break
    return happenings


def post(key: str, text: str = "Добрый день") -> OutgoingMessage:
    return OutgoingMessage(key, ANNA, Text(text))


def file_post(key: str, content: bytes, kind: MediaKind, mimetype: str) -> OutgoingMessage:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 65536):
            yield content[start : start + 65536]

    media = Media(MediaRef("mxc://x/y"), kind, mimetype, "файл.bin", len(content), width=1)
    return OutgoingMessage(key, ANNA, Text("подпись"), upload=Upload(media, pieces()))


def test_it_has_every_ability(network: SandboxNetwork) -> None:
    required: contract.Network = network
    assert required.name == "sandbox"
    for ability in (
        contract.OpensChats,
        contract.Edits,
        contract.Deletes,
        contract.Reacts,
        contract.ShowsTyping,
        contract.MarksRead,
        contract.ChangesMembers,
    ):
        assert isinstance(network, ability)


async def test_a_post_is_shown_with_its_speaker_formatting_and_reply(
    messenger: RunningMessenger, network: SandboxNetwork
) -> None:
    first = await network.send(CHAT, post("1"))
    formatted = Text("Жирно", "<strong>Жирно</strong><script>x</script>")
    second = await network.send(CHAT, OutgoingMessage("2", ANNA, formatted, reply_to=first))

    one, two = await shown(messenger)
    assert (one["id"], two["id"]) == (first, second)
    assert (one["from"], one["name"], one["text"]) == (ANNA.id, ANNA.name, "Добрый день")
    assert (two["html"], two["reply_to"]) == ("<strong>Жирно</strong>", first)


async def test_a_place_is_shown(messenger: RunningMessenger, network: SandboxNetwork) -> None:
    await network.send(
        CHAT, OutgoingMessage("1", ANNA, Text(""), location=Location(55.75, 37.6, "Сад"))
    )

    (message,) = await shown(messenger)
    assert message["location"] == {"latitude": 55.75, "longitude": 37.6, "title": "Сад"}


async def test_the_same_key_posts_once_also_after_a_crash(
    messenger: RunningMessenger, network: SandboxNetwork
) -> None:
    first = await network.send(CHAT, post("1"))
    assert await network.send(CHAT, post("1")) == first
    await messenger.kill()
    await messenger.start()
    assert await network.send(CHAT, post("1")) == first
    together = await asyncio.gather(*(network.send(CHAT, post("2")) for _ in range(5)))

    assert len(set(together)) == 1
    assert [message["id"] for message in await shown(messenger)] == [first, together[0]]


@pytest.mark.parametrize(
    ("kind", "mimetype", "content"),
    [
        (MediaKind.PHOTO, "image/png", PNG),
        (MediaKind.VOICE, "audio/ogg", b"OggS" + bytes(range(256)) * 400),
        (MediaKind.VIDEO, "video/mp4", b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 4000),
        (MediaKind.FILE, "application/pdf", b"%PDF-1.4\r\n--boundary\r\n" * 1000),
    ],
)
async def test_a_file_arrives_byte_for_byte_and_once(
    messenger: RunningMessenger,
    network: SandboxNetwork,
    kind: MediaKind,
    mimetype: str,
    content: bytes,
) -> None:
    first = await network.send(CHAT, file_post("1", content, kind, mimetype))
    assert await network.send(CHAT, file_post("1", content, kind, mimetype)) == first

    (message,) = await shown(messenger)
    media = message["media"]
    assert isinstance(media, dict)
    assert (message["kind"], message["text"]) == (kind.value, "подпись")
    assert (media["mimetype"], media["filename"]) == (mimetype, "файл.bin")
    assert (media["size"], media["width"]) == (len(content), 1)
    async with messenger.session.get(messenger.url + media["url"]) as response:
        assert hashlib.sha256(await response.read()).digest() == hashlib.sha256(content).digest()
    assert len(list((messenger.folder / "media").iterdir())) == 1


async def test_a_file_over_the_limit_is_refused_in_words(
    messenger: RunningMessenger, network: SandboxNetwork
) -> None:
    with pytest.raises(NetworkRefused, match="at most 50 MB"):
        await network.send(CHAT, file_post("1", bytes(60 << 20), MediaKind.FILE, "application/zip"))
    assert await shown(messenger) == []
    assert list((messenger.folder / "media").iterdir()) == []


async def test_a_file_that_is_no_picture_is_refused(network: SandboxNetwork) -> None:
    with pytest.raises(NetworkRefused, match="picture"):
        await network.send(CHAT, file_post("1", b"MZ" * 100, MediaKind.PHOTO, "image/png"))


async def test_a_source_that_breaks_off_is_tried_again_later(
    messenger: RunningMessenger, network: SandboxNetwork
) -> None:
    async def torn() -> AsyncIterator[bytes]:
        yield PNG[:10]
        raise ConnectionResetError

    media = Media(MediaRef("x"), MediaKind.FILE, "application/pdf", "a.pdf", 99)
    with pytest.raises(NetworkAway):
        await network.send(CHAT, OutgoingMessage("1", ANNA, Text(""), upload=Upload(media, torn())))
    assert await shown(messenger) == []


async def test_edit_delete_and_reactions_are_shown(
    messenger: RunningMessenger, network: SandboxNetwork
) -> None:
    ours = await network.send(CHAT, post("1"))
    _, theirs = await messenger.call("POST", MESSAGES, {**MARIA, "text": "Здравствуйте"})
    await network.edit(CHAT, ours, Text("Добрый вечер"), ANNA)
    await network.react(CHAT, theirs["id"], "👍", ANNA, removed=False)
    await network.react(CHAT, theirs["id"], "👍", ANNA, removed=False)
    await network.react(CHAT, ours, "❤️", ANNA, removed=False)
    await network.react(CHAT, ours, "❤️", ANNA, removed=True)

    one, two = await shown(messenger)
    assert (one["text"], one["edited"], one["reactions"]) == ("Добрый вечер", True, {})
    assert two["reactions"] == {"👍": [ANNA.id]}

    await network.delete(CHAT, theirs["id"])
    await network.delete(CHAT, theirs["id"])
    _, two = await shown(messenger)
    assert (two["deleted"], two["text"]) == (True, "")
    with pytest.raises(NetworkRefused, match="deleted"):
        await network.react(CHAT, theirs["id"], "👍", ANNA, removed=False)


async def test_a_person_s_words_are_not_ours_to_change(
    messenger: RunningMessenger, network: SandboxNetwork
) -> None:
    _, theirs = await messenger.call("POST", MESSAGES, {**MARIA, "text": "Здравствуйте"})
    with pytest.raises(NetworkRefused):
        await network.edit(CHAT, theirs["id"], Text("Другое"), ANNA)


async def test_typing_reading_and_members_are_shown(
    messenger: RunningMessenger, network: SandboxNetwork
) -> None:
    _, theirs = await messenger.call("POST", MESSAGES, {**MARIA, "text": "Здравствуйте"})
    await network.typing(CHAT, ANNA, typing=True)
    await network.mark_read(CHAT, theirs["id"], ANNA)
    await network.show_member(CHAT, ANNA, joined=True)

    _, news = await messenger.call("GET", "/api/chats/ladybirds/events")
    assert news["typing"] == [{"id": ANNA.id, "name": ANNA.name}]
    assert news["messages"][0]["read_by"] == [ANNA.id]
    assert [member["id"] for member in news["members"]] == ["maria", ANNA.id]

    await network.typing(CHAT, ANNA, typing=False)
    await network.show_member(CHAT, ANNA, joined=False)
    await network.remove_member(CHAT, PersonId("maria"))
    await network.remove_member(CHAT, PersonId("nobody"))
    _, news = await messenger.call("GET", "/api/chats/ladybirds/events")
    assert (news["typing"], news["members"]) == ([], [])


async def test_what_people_do_is_told_in_order_and_what_we_do_is_not(
    messenger: RunningMessenger, network: SandboxNetwork
) -> None:
    await network.send(CHAT, post("1"))
    chat = "/api/chats/ladybirds"
    await messenger.call("POST", f"{chat}/members", {"id": "ivan", "name": "Иван"})
    _, answer = await messenger.call("POST", MESSAGES, {**MARIA, "text": "Привет"})
    message = f"{MESSAGES}/{answer['id']}"
    await messenger.call("PATCH", message, {"from": "maria", "text": "Привет!"})
    await messenger.call("POST", f"{message}/reactions", {"from": "ivan", "emoji": "👍"})
    await messenger.call("DELETE", f"{message}/reactions?from=ivan&emoji=👍")
    await messenger.call("POST", f"{message}/read", {"from": "ivan"})
    await messenger.call("DELETE", f"{message}?from=maria")
    await messenger.call("DELETE", f"{chat}/members/ivan")
    await network.react(CHAT, MessageId("2"), "👍", ANNA, removed=False)

    happenings = await told(network, 8)
    assert [type(happening) for happening in happenings] == [
        IncomingMembership,
        IncomingMessage,
        IncomingEdit,
        IncomingReaction,
        IncomingReaction,
        IncomingReceipt,
        IncomingDeletion,
        IncomingMembership,
    ]


async def test_typing_rides_along(messenger: RunningMessenger, network: SandboxNetwork) -> None:
    waiting = asyncio.create_task(told(network, 1))
    while not waiting.done():  # it is forgotten after a few seconds
        await messenger.call("POST", "/api/chats/ladybirds/typing", {**MARIA, "typing": True})
        await asyncio.wait([waiting], timeout=1)

    (happening,) = await waiting
    assert isinstance(happening, IncomingTyping)
    assert (happening.person.name, happening.typing) == ("Мария", True)


async def test_many_messages_come_in_batches_and_go_on_from_any_cursor(
    messenger: RunningMessenger, network: SandboxNetwork
) -> None:
    for number in range(700):
        await messenger.call("POST", MESSAGES, {**MARIA, "text": str(number)})

    batches = []
    async for batch in network.updates(None):
        batches.append(batch)
        if sum(len(batch.happenings) for batch in batches) >= 700:
            break
    texts = [h.text.plain for b in batches for h in b.happenings if isinstance(h, IncomingMessage)]
    assert texts == [str(number) for number in range(700)]
    assert len(batches) < 10

    again = await told(network, 1, cursor=batches[0].cursor)
    assert again[0] == batches[1].happenings[0]


async def test_a_photo_of_a_parent_is_downloaded(
    messenger: RunningMessenger, network: SandboxNetwork
) -> None:
    await messenger.post_file(CHAT, MARIA, "я.png", "image/png", PNG, caption="Смотрите")

    (happening,) = await told(network, 1)
    assert isinstance(happening, IncomingMessage)
    assert happening.media is not None
    assert (happening.media.kind, happening.media.filename) == (MediaKind.PHOTO, "я.png")
    async with network.download(happening.media.ref) as pieces:
        assert b"".join([piece async for piece in pieces]) == PNG
    with pytest.raises(NetworkRefused):
        async with network.download(MediaRef("../journal.jsonl")):
            pass


async def test_faults_come_as_away_and_nothing_is_posted(
    messenger: RunningMessenger, network: SandboxNetwork
) -> None:
    order = {"fail_next": 1, "status": 429, "retry_after": 7}
    await messenger.call("POST", "/api/faults", order)
    with pytest.raises(NetworkAway) as away:
        await network.send(CHAT, post("1"))
    assert away.value.retry_after == 7.0

    await messenger.call("POST", "/api/faults", {"fail_next": 1, "status": 500})
    with pytest.raises(NetworkAway) as away:
        await anext(network.updates(None))
    assert away.value.retry_after is None

    assert await shown(messenger) == []
    await network.send(CHAT, post("1"))
    assert len(await shown(messenger)) == 1


async def test_faults_can_be_for_polling_only(
    messenger: RunningMessenger, network: SandboxNetwork
) -> None:
    await messenger.call("POST", "/api/faults", {"fail_next": 1, "on": "poll", "delay": 0.01})
    await network.send(CHAT, post("1"))
    with pytest.raises(NetworkAway):
        await anext(network.updates(None))

    await messenger.call("POST", MESSAGES, {**MARIA, "text": "Привет"})
    assert len(await told(network, 1)) == 1


async def test_an_answer_that_is_lost_does_not_double_the_message(
    messenger: RunningMessenger, network: SandboxNetwork
) -> None:
    await messenger.call("POST", "/api/faults", {"fail_next": 1, "done_anyway": True})
    with pytest.raises(NetworkAway):
        await network.send(CHAT, post("1"))
    await network.send(CHAT, post("1"))
    assert len(await shown(messenger)) == 1


async def test_a_messenger_that_is_not_there_is_away(
    messenger: RunningMessenger, network: SandboxNetwork
) -> None:
    await messenger.kill()
    with pytest.raises(NetworkAway):
        await network.send(CHAT, post("1"))
    with pytest.raises(NetworkAway):
        await anext(network.updates(None))
    with pytest.raises(NetworkAway):
        async with network.download(MediaRef("0" * 32)):
            pass


async def test_a_wrong_token_loses_no_message(messenger: RunningMessenger) -> None:
    stranger = SandboxNetwork(messenger.url, "wrong")
    with pytest.raises(NetworkAway, match="token"):
        await stranger.send(CHAT, post("1"))
    await stranger.close()


async def test_what_is_wrong_with_a_post_is_said(network: SandboxNetwork) -> None:
    with pytest.raises(NetworkRefused, match="“text” may have at most 65536 characters"):
        await network.send(CHAT, post("1", "я" * 65537))
    with pytest.raises(NetworkRefused, match="no such chat"):
        await network.send(ChatId("nowhere"), post("1"))
