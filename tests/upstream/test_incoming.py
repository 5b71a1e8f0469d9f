"""What the messenger's people do, as the room sees it. The network is a simulation."""

import asyncio
from dataclasses import dataclass

import aiohttp
import pytest

from bot.upstream.losses import lost_messages
from tests.support.bridged import Bridged, Json, Side, both
from tests.support.homeserver import User
from tests.support.pictures import PNG
from tests.support.plumbed import newly_plumbed
from tests.support.waiting import until


@dataclass(frozen=True)
class Listening:
    """A room into which a chat is plumbed."""

    bridged: Bridged
    side: Side
    login: str
    parent: str
    room: str
    chat: str
    anna: User

    @property
    def ghost(self) -> str:
        return self.side.ghost(self.parent, "kita.test")

    async def is_left_to_the_owner(self) -> bool:
        return set(await self.bridged.members(self.room)) == {self.bridged.owner.user_id}

    async def from_parent(self, text: str = "", **more: object) -> str:
        return await self.side.network.write(self.chat, self.parent, text, **more)

    async def next_of(self, kind: str, **content: object) -> Json:
        """Wait for an event of the parent's ghost."""

        def fits(event: Json) -> bool:
            told = event["content"]
            mine = event["type"] == kind and event["sender"] == self.ghost
            return mine and all(told.get(name) == value for name, value in content.items())

        return await self.bridged.sees(self.room, fits, f"{kind} {content} of the parent")

    async def is_redacted(self, event_id: str) -> Json:
        """Wait until an event is gone; gives the redaction."""
        path = f"/_matrix/client/v3/rooms/{self.room}/event/{event_id}"

        async def look() -> Json | None:
            event = await self.bridged.as_(self.bridged.owner, "GET", path)
            gone: Json | None = event.get("unsigned", {}).get("redacted_because")
            return gone

        return await until(look, f"the redaction of {event_id}")


@pytest.fixture
async def listening(bridged: Bridged, side: Side) -> Listening:
    new = await newly_plumbed(bridged, side)
    return Listening(bridged, side, new.login, new.parent, new.room, new.chat, new.anna)


async def test_a_text_with_its_answer(listening: Listening) -> None:
    first = await listening.from_parent("who comes?")
    event = await listening.next_of("m.room.message", body="who comes?")
    assert event["content"]["msgtype"] == "m.text"
    await listening.from_parent("I do", reply_to=first, html="<b>I</b> do")
    answer = await listening.next_of("m.room.message", body="I do")
    assert answer["content"]["formatted_body"] == "<b>I</b> do"
    relation = answer["content"]["m.relates_to"]["m.in_reply_to"]
    assert relation == {"event_id": event["event_id"]}
    assert (await listening.bridged.members(listening.room))[listening.ghost] == "Inge"


async def test_an_answer_to_what_was_relayed(listening: Listening) -> None:
    bridged = listening.bridged
    said = await bridged.say(listening.anna, listening.room, "who comes?")
    message = await listening.side.network.gets(listening.chat, "who comes?")
    await listening.from_parent("I do", reply_to=message["id"])
    answer = await listening.next_of("m.room.message", body="I do")
    assert answer["content"]["m.relates_to"]["m.in_reply_to"] == {"event_id": said}


async def test_an_edit_and_a_deletion(listening: Listening) -> None:
    message = await listening.from_parent("at nine")
    event = await listening.next_of("m.room.message", body="at nine")
    await listening.side.network.edit(message, listening.parent, "at ten")
    edit = await listening.next_of("m.room.message", body="* at ten")
    assert edit["content"]["m.new_content"]["body"] == "at ten"
    relation = edit["content"]["m.relates_to"]
    assert (relation["rel_type"], relation["event_id"]) == ("m.replace", event["event_id"])
    await listening.side.network.delete(message, listening.parent)
    gone = await listening.is_redacted(event["event_id"])
    assert gone["sender"] == listening.ghost


async def test_reactions_come_and_go(listening: Listening) -> None:
    message = await listening.from_parent("at nine")
    event = await listening.next_of("m.room.message", body="at nine")
    await listening.side.network.react(message, listening.parent, "👍")
    reaction = await listening.next_of("m.reaction")
    relation = reaction["content"]["m.relates_to"]
    assert (relation["event_id"], relation["key"]) == (event["event_id"], "👍️")
    await listening.side.network.react(message, listening.parent, "")
    await listening.is_redacted(reaction["event_id"])


@pytest.mark.parametrize(
    ("kind", "mimetype", "msgtype"),
    [
        ("image", "image/png", "m.image"),
        ("video", "video/mp4", "m.video"),
        ("voice", "audio/ogg", "m.audio"),
        ("file", "application/pdf", "m.file"),
    ],
)
async def test_files(listening: Listening, kind: str, mimetype: str, msgtype: str) -> None:
    send = listening.side.network.send_file
    caption = "" if kind == "voice" else "look"
    await send(listening.chat, listening.parent, kind, "a.bin", mimetype, PNG, caption)
    event = await listening.next_of("m.room.message", msgtype=msgtype)
    content = event["content"]
    assert content["filename"] == "a.bin"
    assert content["body"] == (caption or "a.bin")
    assert content["info"] == {"mimetype": mimetype, "size": len(PNG)}
    assert ("org.matrix.msc3245.voice" in content) == (kind == "voice")
    path = f"/_matrix/client/v1/media/download/{content['url'].removeprefix('mxc://')}"
    headers = {"Authorization": f"Bearer {listening.anna.access_token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(listening.bridged.homeserver.url + path) as answer,
    ):
        assert await answer.read() == PNG


async def test_a_sticker_and_a_place(listening: Listening) -> None:
    send = listening.side.network.send_file
    await send(listening.chat, listening.parent, "sticker", "s.webp", "image/webp", PNG)
    await listening.next_of("m.sticker")
    await listening.from_parent(kind="location", latitude=52.5, longitude=13.4)
    place = await listening.next_of("m.room.message", msgtype="m.location")
    assert place["content"]["geo_uri"] == "geo:52.500000,13.400000"


@both
async def test_a_poll(listening: Listening) -> None:
    question = {"question": "Bus or train?", "options": ["Bus", "Train"], "choices": 1}
    await listening.from_parent(kind="poll", poll=question)
    if listening.side.name == "telegram":
        event = await listening.bridged.sees_text(listening.room, "Bus or train?")
        assert event["content"]["body"] == (
            "Poll: Bus or train?\n1. Bus\n2. Train\nOpen the Telegram app to vote."
        )
        return
    event = await listening.next_of("org.matrix.msc3381.poll.start")
    start = event["content"]["org.matrix.msc3381.poll.start"]
    assert start["question"]["org.matrix.msc1767.text"] == "Bus or train?"
    assert [each["org.matrix.msc1767.text"] for each in start["answers"]] == ["Bus", "Train"]


@both
async def test_votes_on_a_parents_poll(listening: Listening) -> None:
    question = {"question": "Bus or train?", "options": ["Bus", "Train"]}
    message = await listening.from_parent(kind="poll", poll=question)
    if listening.side.name == "telegram":
        return
    await listening.next_of("org.matrix.msc3381.poll.start")
    await listening.side.network.vote(message, listening.parent, "Bus")
    vote = await listening.next_of("org.matrix.msc3381.poll.response")
    assert vote["content"]["org.matrix.msc3381.poll.response"] == {"answers": ["Bus"]}


@both
async def test_reading(listening: Listening) -> None:
    bridged = listening.bridged
    said = await bridged.say(listening.anna, listening.room, "read this")
    message = await listening.side.network.gets(listening.chat, "read this")
    await listening.side.network.read(message["id"], listening.parent)
    if listening.side.name == "telegram":
        await listening.from_parent("I have read it")
        await listening.next_of("m.room.message", body="I have read it")
        receipts = await bridged.receipts(listening.room)
        assert listening.ghost not in receipts.get(said, [])
        return

    async def look() -> bool:
        return listening.ghost in (await bridged.receipts(listening.room)).get(said, [])

    await until(look, "the ghost's receipt")


async def test_the_bots_receipt_says_delivered(listening: Listening) -> None:
    said = await listening.bridged.say(listening.anna, listening.room, "hello")
    bot = f"@{listening.side.name}bot:kita.test"

    async def look() -> bool:
        return bot in (await listening.bridged.receipts(listening.room)).get(said, [])

    await until(look, "the bot's receipt")


async def test_what_the_schools_own_phone_writes(listening: Listening) -> None:
    network = listening.side.network
    await network.write(listening.chat, listening.login, "from the phone")
    event = await listening.bridged.sees_text(listening.room, "from the phone")
    assert event["sender"] == listening.side.ghost(listening.login, "kita.test")


async def test_expiring_messages_are_redacted_by_the_bot(listening: Listening) -> None:
    await listening.from_parent("for a moment", expires=2)
    # Its words may be gone before anybody looks; nothing else was written here.
    event = await listening.next_of("m.room.message")
    gone = await listening.is_redacted(event["event_id"])
    assert gone["sender"] == f"@{listening.side.name}bot:kita.test"
    assert gone["content"]["reason"] == "Message disappeared"


async def test_a_groups_expiry_is_in_the_rooms_state(listening: Listening) -> None:
    await listening.side.network.change(listening.chat, expires=7 * 24 * 3600)

    async def look() -> bool:
        told = await listening.bridged.state(listening.room, "com.beeper.disappearing_timer")
        return bool(told and told.get("timer") == 7 * 24 * 3600 * 1000)

    await until(look, "the timer in the room")


@both
async def test_what_may_be_viewed_once_is_not_in_the_room(listening: Listening) -> None:
    send = listening.side.network.send_file
    await send(
        *(listening.chat, listening.parent, "image", "once.png", "image/png", PNG), view_once=True
    )
    if listening.side.name == "whatsapp":
        event = await listening.next_of("m.room.message", msgtype="m.notice")
        assert event["content"]["body"].startswith("You received a view once message.")
    else:  # there it is only to disappear soon
        event = await listening.next_of("m.room.message", msgtype="m.image")
        assert event["content"]["com.beeper.disappearing_timer"]["type"] == "after_read"


async def test_somebody_joins_and_leaves(listening: Listening) -> None:
    bridged, side = listening.bridged, listening.side
    other = await side.network.person("Opa Ernst", bridged.fresh_phone())
    ghost = side.ghost(other, "kita.test")
    await side.network.role(listening.chat, other, "member")
    await bridged.joined(listening.room, ghost)
    await side.network.role(listening.chat, other, "gone")

    async def look() -> bool:
        return ghost not in await bridged.members(listening.room)

    await until(look, "the ghost's leave")


async def test_a_person_whose_phone_is_hidden(bridged: Bridged, whatsapp: Side) -> None:
    login = await bridged.link(whatsapp)
    hidden = await whatsapp.network.person("Inge")
    assert hidden.startswith("lid-")
    chat = (await whatsapp.network.group("Kita", login, hidden))["id"]
    room = await bridged.room(whatsapp, await bridged.member("Anna"))
    await bridged.plumb(whatsapp, room, login, chat)
    await whatsapp.network.write(chat, hidden, "hello")
    event = await bridged.sees_text(room, "hello")
    assert event["sender"] == f"@whatsapp_{hidden}:kita.test"


async def test_without_the_account_the_bridge_empties_the_room(listening: Listening) -> None:
    """Whoever has less power than the bridge's bot is put out, when the bot may kick."""
    bridged, side = listening.bridged, listening.side
    await side.network.role(listening.chat, listening.login, "gone")
    kicked = await bridged.sees(
        listening.room,
        lambda event: (
            event.get("state_key") == listening.anna.user_id
            and event["content"]["membership"] == "leave"
        ),
        "Anna's kick",
    )
    assert kicked["sender"] == f"@{side.name}bot:kita.test"
    assert kicked["content"]["reason"] == "Deleting portal"
    await until(listening.is_left_to_the_owner, "an empty room")


async def test_a_bot_that_may_not_kick_leaves_the_others_in_the_room(listening: Listening) -> None:
    bridged, side = listening.bridged, listening.side
    levels = await bridged.state(listening.room, "m.room.power_levels")
    assert levels is not None
    await bridged.set_state(
        bridged.owner, listening.room, "m.room.power_levels", {**levels, "kick": 60}
    )
    other = await side.network.person("Opa Ernst", bridged.fresh_phone())
    await side.network.role(listening.chat, other, "member")
    ghost = side.ghost(other, "kita.test")
    await bridged.joined(listening.room, ghost)
    await side.network.role(listening.chat, other, "gone")
    await listening.from_parent("Ernst has gone")
    await listening.next_of("m.room.message", body="Ernst has gone")
    assert ghost in await bridged.members(listening.room), "which the bot cannot bring out then"
    await side.network.role(listening.chat, listening.login, "gone")

    async def look() -> bool:
        members = await bridged.members(listening.room)
        return not any(member.startswith(f"@{side.name}") for member in members)

    await until(look, "that the bot and its ghosts have left")
    assert set(await bridged.members(listening.room)) == {
        bridged.owner.user_id,
        listening.anna.user_id,
    }


async def test_a_message_of_somebody_who_was_just_put_out_is_in_the_room_or_in_the_log(
    listening: Listening,
) -> None:
    """It may meet the bridge before the bridge has heard of the kick; nobody else sees that."""
    bridged, room = listening.bridged, listening.room
    await listening.from_parent("before")
    await bridged.sees_text(room, "before")
    lost_before = lost_messages(listening.side.bridge.log().splitlines())
    kick = {"user_id": listening.ghost}
    for number in range(10):
        said = f"in that moment {number}"
        kicking = bridged.as_(bridged.owner, "POST", f"/_matrix/client/v3/rooms/{room}/kick", kick)
        await asyncio.gather(kicking, listening.from_parent(said), return_exceptions=True)
        await listening.side.network.role(listening.chat, listening.parent, "member")
    # What it says of a later event it says after it has carried out the kicks.
    await bridged.status(room, await bridged.say(listening.anna, room, "now?"))
    await listening.side.network.role(listening.chat, listening.parent, "member")
    await listening.from_parent("after")
    await bridged.sees_text(room, "after")

    async def look() -> bool:
        seen = {event["content"].get("body") for event in await bridged.timeline(room)}
        told = await listening.side.network.messages(listening.chat)
        written = {each["text"] for each in told if each["text"].startswith("in that moment")}
        lost = lost_messages(listening.side.bridge.log().splitlines()) - lost_before
        return len(written - seen) <= lost

    await until(look, "every message in the room or counted as lost")


async def test_telegram_tells_the_messages_address(bridged: Bridged, telegram: Side) -> None:
    login = await bridged.link(telegram)
    parent = await telegram.network.person("Inge", bridged.fresh_phone())
    chat = (await telegram.network.group("Kita", login, parent))["id"]
    room = await bridged.room(telegram, await bridged.member("Anna"))
    await bridged.plumb(telegram, room, login, chat)
    message = await telegram.network.write(chat, parent, "hello")
    event = await bridged.sees_text(room, "hello")
    assert event["content"]["external_url"] == "https://t.me/c/" + message.replace(".", "/")
