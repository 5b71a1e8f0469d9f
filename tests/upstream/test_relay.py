"""What crosses from the room into the messenger: as the log-in's owner, and relayed for a member.

Who is relayed and in what words is decided by the real framework; the network is a simulation.
"""

import pytest

from tests.support.bridged import Bridged, Json, Side, both
from tests.support.pictures import PNG
from tests.support.plumbed import Plumbed, newly_plumbed
from tests.support.waiting import until


@pytest.fixture(scope="module")
def known() -> dict[str, Plumbed]:
    """What is plumbed already, by the side's name."""
    return {}


@pytest.fixture
async def plumbed(bridged: Bridged, side: Side, known: dict[str, Plumbed]) -> Plumbed:
    """One for all tests that only write in it: to plumb takes longer than what they ask."""
    if side.name not in known:
        known[side.name] = await newly_plumbed(bridged, side)
    bridged.owner = known[side.name].owner
    return known[side.name]


@pytest.fixture
async def alone(bridged: Bridged, side: Side) -> Plumbed:
    """For a test that changes the room or who is in it, or asks what never was there."""
    return await newly_plumbed(bridged, side)


def text(body: str, **more: object) -> Json:
    return {"msgtype": "m.text", "body": body, **more}


@both
async def test_texts(plumbed: Plumbed) -> None:
    owner = plumbed.bridged.owner
    assert (await plumbed.sent(owner, text("from the school")))["text"] == "from the school"
    arrived = await plumbed.sent(plumbed.anna, text("from Anna"))
    assert arrived["text"] == f"{plumbed.bold}: from Anna"
    assert arrived["from"] == plumbed.login
    html = text("so **bold**", format="org.matrix.custom.html", formatted_body="so <b>bold</b>")
    arrived = await plumbed.sent(plumbed.anna, html)
    if plumbed.side.name == "whatsapp":
        assert arrived["text"] == "*Anna*: so *bold*"
    else:
        assert arrived["html"] == "<b>Anna</b>: so <b>bold</b>"
    arrived = await plumbed.sent(plumbed.anna, {"msgtype": "m.emote", "body": "waves"})
    assert arrived["text"] == f"* {plumbed.bold} waves"


async def test_names_are_told_apart_and_cannot_be_made_to_look_like_words(
    alone: Plumbed,
) -> None:
    bridged = alone.bridged
    path = f"/_matrix/client/v3/rooms/{alone.room}"
    arrived = []
    for name in ("Anna", "<b>Berta</b>\n&"):
        other = await bridged.member("other")
        profile = f"/_matrix/client/v3/profile/{other.user_id}/displayname"
        await bridged.as_(other, "PUT", profile, {"displayname": name})
        await bridged.as_(bridged.owner, "POST", f"{path}/invite", {"user_id": other.user_id})
        await bridged.as_(other, "POST", f"{path}/join")
        arrived.append((await alone.sent(other, text("hello")))["text"])
        if name == "Anna":
            assert other.user_id in arrived[0]
    assert "Berta" in arrived[1]


async def test_a_notice_is_ignored(plumbed: Plumbed) -> None:
    for user in (plumbed.bridged.owner, plumbed.anna):
        status = await plumbed.refused(user, {"msgtype": "m.notice", "body": "by a machine"})
        assert status["internal_error"] == "ignoring m.notice message"
        assert (status["status"], status["reason"]) == ("FAIL_RETRIABLE", "m.event_not_handled")


async def test_replies(plumbed: Plumbed) -> None:
    message, event_id = await plumbed.written("who comes?")
    relates = {"m.in_reply_to": {"event_id": event_id}}
    for user in (plumbed.bridged.owner, plumbed.anna):
        arrived = await plumbed.sent(user, text("I do", **{"m.relates_to": relates}))
        assert arrived["reply_to"] == message


@both
async def test_edits(plumbed: Plumbed) -> None:
    bridged = plumbed.bridged
    for user, prefix in ((bridged.owner, ""), (plumbed.anna, f"{plumbed.bold}: ")):
        event_id = await bridged.say(user, plumbed.room, "at nine")
        await bridged.status(plumbed.room, event_id)
        edit = text("* at ten")
        edit["m.new_content"] = text("at ten")
        edit["m.relates_to"] = {"rel_type": "m.replace", "event_id": event_id}
        arrived = await plumbed.sent(user, edit)
        assert (arrived["text"], arrived["edited"]) == (f"{prefix}at ten", True)


@both
async def test_an_edit_that_comes_too_late(plumbed: Plumbed) -> None:
    bridged, network = plumbed.bridged, plumbed.side.network
    await network.weather(clock_behind=16 * 60)
    event_id = await bridged.say(plumbed.anna, plumbed.room, "at nine")
    await bridged.status(plumbed.room, event_id)
    await network.weather()
    edit = text("* at ten")
    edit["m.new_content"] = text("at ten")
    edit["m.relates_to"] = {"rel_type": "m.replace", "event_id": event_id}
    if plumbed.side.name == "telegram":
        assert (await plumbed.sent(plumbed.anna, edit))["text"] == "Anna: at ten"
        return
    status = await plumbed.refused(plumbed.anna, edit)
    assert status["internal_error"] == "the message is too old to be edited"
    assert status["reason"] == "com.beeper.unsupported_event"


async def test_deletions(plumbed: Plumbed) -> None:
    bridged = plumbed.bridged
    for user in (bridged.owner, plumbed.anna):
        event_id = await bridged.say(user, plumbed.room, "a mistake")
        await bridged.status(plumbed.room, event_id)
        gone = await bridged.redact(user, plumbed.room, event_id)
        assert (await bridged.status(plumbed.room, gone))["status"] == "SUCCESS"
        last = (await plumbed.side.network.messages(plumbed.chat))[-1]
        assert last["deleted"] == plumbed.login


@both
@pytest.mark.parametrize(
    ("msgtype", "mimetype", "kind", "words"),
    [
        ("m.image", "image/png", "image", "sent an image"),
        ("m.file", "application/pdf", "file", "sent a file"),
        ("m.video", "video/mp4", "video", "sent a video"),
        ("m.audio", "audio/ogg", "audio", "sent an audio file"),
    ],
)
async def test_files(plumbed: Plumbed, msgtype: str, mimetype: str, kind: str, words: str) -> None:
    content = PNG
    address = await plumbed.bridged.upload(plumbed.anna, content, "a.bin", mimetype)
    file = {"msgtype": msgtype, "body": "a.bin", "url": address, "info": {"mimetype": mimetype}}
    with_caption = {**file, "filename": "a.bin", "body": "look"}
    arrived = await plumbed.sent(plumbed.bridged.owner, file)
    assert (arrived["kind"], arrived.get("text", "")) == (kind, "")
    wordless = plumbed.side.name == "whatsapp" and kind == "audio"
    arrived = await plumbed.sent(plumbed.bridged.owner, with_caption)
    assert arrived.get("text", "") == ("" if wordless else "look")
    arrived = await plumbed.sent(plumbed.anna, file)
    assert arrived.get("text", "") == ("" if wordless else f"{plumbed.bold} {words}")
    assert arrived["file"]["name"] == "a.bin"
    arrived = await plumbed.sent(plumbed.anna, with_caption)
    assert arrived.get("text", "") == ("" if wordless else f"{plumbed.bold} {words}: look")


@both
async def test_a_voice_message(plumbed: Plumbed) -> None:
    address = await plumbed.bridged.upload(plumbed.anna, b"OggS", "voice.ogg", "audio/ogg")
    voice = {
        "msgtype": "m.audio",
        "body": "voice.ogg",
        "url": address,
        "info": {"mimetype": "audio/ogg"},
        "org.matrix.msc3245.voice": {},
    }
    arrived = await plumbed.sent(plumbed.anna, voice)
    assert arrived["kind"] == "voice"
    told = {"whatsapp": "", "telegram": "Anna sent an audio file"}[plumbed.side.name]
    assert arrived.get("text", "") == told, "on WhatsApp nobody knows whose voice it is"


async def test_a_sticker_goes_as_a_picture(plumbed: Plumbed) -> None:
    address = await plumbed.bridged.upload(plumbed.anna, PNG, "s.png", "image/png")
    sticker = {"body": "a bear", "url": address, "info": {"mimetype": "image/png"}}
    assert (await plumbed.sent(plumbed.bridged.owner, sticker, "m.sticker"))["kind"] == "sticker"
    arrived = await plumbed.sent(plumbed.anna, sticker, "m.sticker")
    assert arrived["kind"] == "image"


@both
async def test_a_location(plumbed: Plumbed) -> None:
    place = {"msgtype": "m.location", "body": "here", "geo_uri": "geo:52.5,13.4"}
    arrived = await plumbed.sent(plumbed.anna, place)
    assert (arrived["latitude"], arrived["longitude"]) == (52.5, 13.4)
    whose = {"whatsapp": "*Anna* sent a location", "telegram": ""}[plumbed.side.name]
    assert arrived.get("text", "") == whose


async def test_a_picture_of_a_kind_that_the_network_does_not_take(alone: Plumbed) -> None:
    address = await alone.bridged.upload(alone.anna, b"<svg/>", "a.svg", "image/svg+xml")
    picture = {
        "msgtype": "m.image",
        "body": "a.svg",
        "url": address,
        "info": {"mimetype": "image/svg+xml"},
    }
    status = await alone.refused(alone.anna, picture)
    assert status["internal_error"] == "unsupported media type (image/svg+xml in m.image)"
    await alone.bridged.sees_text(alone.room, "⚠️ Your message was not bridged: unsupported")


@pytest.mark.parametrize("either", ["telegram"], indirect=True)
async def test_a_text_that_is_too_long_is_cut_in_silence(plumbed: Plumbed) -> None:
    # WhatsApp's limit, 65,536 bytes, is that of an event with all that is around the text.
    arrived = await plumbed.sent(plumbed.anna, text("x" * 4097))
    assert arrived["text"].endswith(" [long message cut off]")
    assert len(arrived["text"]) == 4096


async def test_reactions_cross_for_the_owner_only(plumbed: Plumbed) -> None:
    _, event_id = await plumbed.written("at nine?")
    react = {"m.relates_to": {"rel_type": "m.annotation", "event_id": event_id, "key": "👍️"}}
    bridged, network = plumbed.bridged, plumbed.side.network
    reaction = await bridged.send(bridged.owner, plumbed.room, "m.reaction", react)
    assert (await bridged.status(plumbed.room, reaction))["status"] == "SUCCESS"
    assert (await network.messages(plumbed.chat))[-1]["reactions"] == {plumbed.login: "👍"}
    await bridged.status(plumbed.room, await bridged.redact(bridged.owner, plumbed.room, reaction))
    assert (await network.messages(plumbed.chat))[-1].get("reactions", {}) == {}
    status = await plumbed.refused(plumbed.anna, react, "m.reaction")
    assert status["internal_error"] == "ignoring reaction event from relayed user"


@both
async def test_telegram_does_not_take_every_emoji(bridged: Bridged, plumbed: Plumbed) -> None:
    _, event_id = await plumbed.written("at nine?")
    react = {"m.relates_to": {"rel_type": "m.annotation", "event_id": event_id, "key": "🦔"}}
    if plumbed.side.name == "whatsapp":
        await plumbed.sent(bridged.owner, react, "m.reaction")
    else:
        status = await plumbed.refused(bridged.owner, react, "m.reaction")
        assert "REACTION_INVALID" in status["internal_error"]


def poll(kind: str, *options: str) -> Json:
    answers = [
        {"id": f"option-{number}", "org.matrix.msc1767.text": option}
        for number, option in enumerate(options)
    ]
    return {
        kind: {
            "kind": "org.matrix.msc3381.poll.disclosed",
            "max_selections": 1,
            "question": {"org.matrix.msc1767.text": "Bus or train?"},
            "answers": answers,
        },
        "org.matrix.msc1767.text": "Bus or train?",
    }


UNSTABLE = "org.matrix.msc3381.poll.start"


@both
async def test_polls_cross_for_the_owner_on_whatsapp_only(plumbed: Plumbed) -> None:
    owner = plumbed.bridged.owner
    content = poll(UNSTABLE, "Bus", "Train")
    if plumbed.side.name == "whatsapp":
        arrived = await plumbed.sent(owner, content, UNSTABLE)
        assert arrived["poll"]["question"] == "Bus or train?"
        assert arrived["poll"]["options"] == ["Bus", "Train"]
    else:
        status = await plumbed.refused(owner, content, UNSTABLE)
        assert status["internal_error"] == "this bridge does not support polls"
    status = await plumbed.refused(plumbed.anna, content, UNSTABLE)
    assert status["internal_error"] == "ignoring poll event from relayed user"


@pytest.mark.parametrize("either", ["whatsapp"], indirect=True)
async def test_a_poll_with_the_same_option_twice(alone: Plumbed) -> None:
    content = poll(UNSTABLE, "Bus", "Bus")
    status = await alone.refused(alone.bridged.owner, content, UNSTABLE)
    assert status["internal_error"] == "poll options must be unique"


async def test_the_stable_kind_of_poll_is_not_heard_of(plumbed: Plumbed) -> None:
    owner, bridged = plumbed.bridged.owner, plumbed.bridged
    event_id = await bridged.send(owner, plumbed.room, "m.poll.start", poll("m.poll", "a", "b"))
    await plumbed.sent(owner, text("after it"))
    for event in await bridged.timeline(plumbed.room):
        about = event["content"].get("m.relates_to", {})
        told = event["type"] == "com.beeper.message_send_status"
        assert not (told and about.get("event_id") == event_id)


@pytest.mark.parametrize("either", ["whatsapp"], indirect=True)
async def test_votes_come_from_the_messenger_and_go_there_for_the_owner(
    plumbed: Plumbed,
) -> None:
    bridged, network = plumbed.bridged, plumbed.side.network
    event_id = await bridged.send(
        bridged.owner, plumbed.room, UNSTABLE, poll(UNSTABLE, "Bus", "Train")
    )
    await bridged.status(plumbed.room, event_id)
    message = (await network.messages(plumbed.chat))[-1]["id"]
    await network.vote(message, plumbed.parent, "Train")
    ghost = plumbed.side.ghost(plumbed.parent, "kita.test")
    vote = await bridged.sees(
        plumbed.room,
        lambda event: (
            event["type"] == "org.matrix.msc3381.poll.response" and event["sender"] == ghost
        ),
        "the parent's vote",
    )
    assert vote["content"]["m.relates_to"] == {"rel_type": "m.reference", "event_id": event_id}
    answers = vote["content"]["org.matrix.msc3381.poll.response"]["answers"]
    assert answers == ["option-1"]
    reference = {"rel_type": "m.reference", "event_id": event_id}
    own = {
        "m.relates_to": reference,
        "org.matrix.msc3381.poll.response": {"answers": ["option-0"]},
    }
    arrived = await plumbed.sent(bridged.owner, own, "org.matrix.msc3381.poll.response")
    assert arrived["poll"]["votes"] == {plumbed.parent: ["Train"], plumbed.login: ["Bus"]}
    status = await plumbed.refused(plumbed.anna, own, "org.matrix.msc3381.poll.response")
    assert status["internal_error"] == "ignoring poll event from relayed user"


async def test_reading_crosses_for_the_owner_only(alone: Plumbed) -> None:
    bridged, network = alone.bridged, alone.side.network
    _, event_id = await alone.written("read this")
    path = f"/_matrix/client/v3/rooms/{alone.room}/receipt/m.read/{event_id}"
    await bridged.as_(alone.anna, "POST", path)
    await alone.sent(alone.anna, text("after Anna has read"))
    told = next(each for each in await network.messages(alone.chat) if each["text"] == "read this")
    assert alone.login not in told.get("read_by", {})
    await bridged.as_(bridged.owner, "POST", path)

    async def look() -> bool:
        return any(
            alone.login in each.get("read_by", {}) for each in await network.messages(alone.chat)
        )

    await until(look, "that the account has read")


async def test_the_rooms_name_is_the_groups_name(alone: Plumbed) -> None:
    bridged, network = alone.bridged, alone.side.network
    await bridged.set_state(bridged.owner, alone.room, "m.room.name", {"name": "Ours"})

    async def look() -> bool:
        return bool((await network.chat(alone.chat))["name"] == "Ours")

    await until(look, "the new name")


@both
async def test_a_per_message_profile(alone: Plumbed) -> None:
    profile = {"id": "olga", "displayname": "Olga"}
    content = text("hello", **{"com.beeper.per_message_profile": profile})
    assert (await alone.sent(alone.bridged.owner, content))["text"] == "hello"
    told = {"whatsapp": "*Olga via Anna*: hello", "telegram": "Olga via Anna: hello"}
    assert (await alone.sent(alone.anna, content))["text"] == told[alone.side.name]
    levels = await alone.bridged.state(alone.room, "m.room.power_levels")
    assert levels is not None
    events = {**levels["events"], "m.per_message_profile": 0}
    await alone.bridged.set_state(
        alone.bridged.owner, alone.room, "m.room.power_levels", {**levels, "events": events}
    )
    told = {"whatsapp": "*Olga*: hello", "telegram": "Olga: hello"}
    assert (await alone.sent(alone.anna, content))["text"] == told[alone.side.name]
