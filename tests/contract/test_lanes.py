"""Between a chat and a room on a real homeserver: nothing is lost, doubled or misattributed."""

from collections.abc import AsyncIterator

import pytest

from bridges.network import (
    Durable,
    IncomingDeletion,
    IncomingEdit,
    IncomingMembership,
    IncomingMessage,
    IncomingReaction,
    Location,
    MediaKind,
    MediaRef,
    MessageId,
    Person,
    PersonId,
    Text,
)
from rooms.archive.event import archived_event
from rooms.archive.vanishing import NotKept, without_content
from rooms.storage import crossings, events, queue
from rooms.storage.database import Store
from rooms.storage.queue import Task, TryLater
from tests.support.crossroads import (
    AT,
    CHAT,
    FILE,
    MASHA,
    Crossroads,
    forget_transactions,
    media,
    message,
    replacing,
    said,
)
from tests.support.homeserver import RunningHomeserver


@pytest.fixture
async def crossroads(homeserver: RunningHomeserver, store: Store) -> AsyncIterator[Crossroads]:
    both = Crossroads(homeserver, store)
    await both.open()
    yield both
    await both.service.stop()


TOO_LARGE = {
    "text": message(1, text=Text("я" * 65_536)),
    "formatted": message(1, text=Text("я" * 4_096, "<b>я</b>" * 8_000)),
    "control characters": message(1, text=Text("\x01" * 65_000)),
    "a place with a long name": message(1, location=Location(55.7, 1e-7, "я" * 65_536)),
    "a picture of impossible size": message(1, media=media(width=2**60, duration_ms=2**64)),
}


@pytest.mark.parametrize("large", TOO_LARGE.values(), ids=TOO_LARGE)
async def test_what_is_too_much_for_an_event_comes_as_far_as_it_goes(
    crossroads: Crossroads, large: IncomingMessage
) -> None:
    await crossroads.happen(large)
    [event] = await crossroads.timeline()
    assert event["content"]["body"][:40]
    assert event["content"].get("geo_uri", "geo:55.700000,0.000000") == "geo:55.700000,0.000000"


async def test_a_large_edit_comes_as_far_as_it_goes(crossroads: Crossroads) -> None:
    await crossroads.happen(message(1))
    words = Text("я" * 4_096, "<i>я</i>" * 3_000)
    await crossroads.happen(IncomingEdit(CHAT, "2", MessageId("1"), MASHA, AT, words))
    _, edit = await crossroads.timeline()
    assert edit["content"]["m.new_content"]["body"] == words.plain


async def test_a_person_with_a_very_long_id_is_heard(crossroads: Crossroads) -> None:
    person = Person(PersonId("я" * 64), "Маша")
    await crossroads.happen(message(1, person=person))
    [event] = await crossroads.timeline()
    assert len(event["sender"]) <= 255


@pytest.mark.parametrize("size", [1, len(FILE) - 1, len(FILE) + 1, 10_000])
async def test_a_file_of_another_size_than_was_said_does_not_stop_the_room(
    crossroads: Crossroads, size: int
) -> None:
    await crossroads.happen(message(1, "Смотрите", media=media(size=size)))
    [event] = await crossroads.timeline()
    assert event["content"]["body"].startswith("Смотрите\n")
    assert "a.png" in event["content"]["body"]


@pytest.mark.parametrize("mimetype", ["application/json", "", "a\r\nX-Bad: 1", "я/я", "x" * 256])
async def test_a_file_of_whatever_type_arrives(crossroads: Crossroads, mimetype: str) -> None:
    await crossroads.happen(message(1, media=media(kind=MediaKind.FILE, mimetype=mimetype)))
    [event] = await crossroads.timeline()
    async with crossroads.matrix.download(event["content"]["url"]) as content:
        assert b"".join([piece async for piece in content]) == FILE


async def test_a_picture_of_a_person_that_is_gone_does_not_stop_the_room(
    crossroads: Crossroads,
) -> None:
    person = Person(PersonId("masha"), "Маша", MediaRef("gone"))
    await crossroads.happen(message(1, person=person))
    assert len(await crossroads.timeline()) == 1


async def test_a_picture_of_a_person_that_cannot_be_had_now_is_shown_with_later_words(
    crossroads: Crossroads,
) -> None:
    person = Person(PersonId("masha"), "Маша", MediaRef("away"))
    await crossroads.happen(message(1, person=person))
    [event] = await crossroads.timeline()
    assert event["content"]["body"] == "Доброе утро"
    crossroads.messenger.is_away = False
    await crossroads.happen(message(2, person=person))
    path = f"/profile/{crossroads.ghost()}/avatar_url"
    shown = await crossroads.call("GET", path, crossroads.bot)
    assert shown["avatar_url"].startswith("mxc://")


async def test_what_nobody_sees_is_nobodys_name(crossroads: Crossroads) -> None:
    await crossroads.happen(message(1, person=Person(PersonId("masha"), "\u3164\u200b")))
    assert crossroads.ghosts.name_of(crossroads.ghost()) == "masha"


async def test_what_came_before_the_room_was_replaced_goes_from_the_room_where_it_appeared(
    crossroads: Crossroads,
) -> None:
    former = crossroads.room
    await crossroads.happen(message(1), noted=False)
    crossroads.room = (await crossroads.call("POST", "/createRoom", crossroads.bot, {}))["room_id"]
    await crossroads.happen(message(1))
    await crossroads.happen(IncomingDeletion(CHAT, "2", MessageId("1"), MASHA, AT))
    [event] = await crossroads.timeline()
    assert event["content"] == {}
    crossroads.room = former


async def test_what_is_taken_back_goes_though_the_chat_has_another_room_by_now(
    crossroads: Crossroads,
) -> None:
    await crossroads.happen(message(1))
    await crossroads.happen(IncomingReaction(CHAT, "2", MessageId("1"), MASHA, AT, "👍", False))
    former = crossroads.room
    crossroads.room = (await crossroads.call("POST", "/createRoom", crossroads.bot, {}))["room_id"]
    await crossroads.happen(IncomingReaction(CHAT, "3", MessageId("1"), MASHA, AT, "👍", True))
    await crossroads.happen(IncomingDeletion(CHAT, "4", MessageId("1"), MASHA, AT))
    crossroads.room = former
    [message_event], [reaction] = [
        await crossroads.timeline(kind) for kind in ("m.room.message", "m.reaction")
    ]
    assert message_event["content"] == reaction["content"] == {}


@pytest.mark.parametrize("kind", ["text", "photo", "edit", "reaction"])
async def test_what_was_sent_but_not_noted_is_not_sent_again(
    crossroads: Crossroads, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    await crossroads.happen(message(1))
    happenings: dict[str, Durable] = {
        "text": message(2),
        "photo": message(2, media=media()),
        "edit": IncomingEdit(CHAT, "2", MessageId("1"), MASHA, AT, Text("Добрый вечер")),
        "reaction": IncomingReaction(CHAT, "2", MessageId("1"), MASHA, AT, "👍", False),
    }
    happening = happenings[kind]
    await crossroads.happen(happening, noted=False)
    for number in range(3, 30):  # what another room makes of a new name and the like
        await crossroads.matrix.set_name(crossroads.ghost(), f"Мария {number}")
    before = [len(await crossroads.timeline(k)) for k in ("m.room.message", "m.reaction")]
    forget_transactions(crossroads, monkeypatch)
    await crossroads.happen(happening, again=True)
    after = [len(await crossroads.timeline(k)) for k in ("m.room.message", "m.reaction")]
    assert after == before
    async with crossroads.store.reading() as connection:
        noted = await crossings.get(connection, "sandbox", CHAT, "2")
    assert noted is not None
    assert noted.event_id is not None


async def test_what_was_redacted_before_it_was_noted_is_not_said_again(
    crossroads: Crossroads, monkeypatch: pytest.MonkeyPatch
) -> None:
    await crossroads.happen(message(1), noted=False)
    [event] = await crossroads.timeline()
    await crossroads.matrix.redact(crossroads.room, crossroads.bot, event["event_id"], "")
    forget_transactions(crossroads, monkeypatch)
    await crossroads.happen(message(1), again=True)
    assert len(await crossroads.timeline()) == 1


async def test_what_was_redacted_is_not_taken_for_another_of_the_same_moment(
    crossroads: Crossroads, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        await crossroads.happen(message(number), noted=False)
    first, second = await crossroads.timeline()
    await crossroads.matrix.redact(crossroads.room, crossroads.bot, second["event_id"], "")
    forget_transactions(crossroads, monkeypatch)
    for number in (1, 2, 3):  # one of them was never sent
        await crossroads.happen(message(number), again=True)
    async with crossroads.store.reading() as connection:
        known = [await crossings.get(connection, "sandbox", CHAT, key) for key in ("1", "2", "3")]
    third = (await crossroads.timeline())[-1]
    expected = [event["event_id"] for event in (first, second, third)]
    assert [crossing and crossing.event_id for crossing in known] == expected
    assert len(set(expected)) == 3


async def test_what_was_sent_before_a_ban_is_found(crossroads: Crossroads) -> None:
    await crossroads.happen(message(1), noted=False)
    [event] = await crossroads.timeline()
    banned = {"user_id": crossroads.ghost()}
    await crossroads.call("POST", f"/rooms/{crossroads.room}/ban", crossroads.bot, banned)
    await crossroads.happen(message(1), again=True)
    async with crossroads.store.reading() as connection:
        noted = await crossings.get(connection, "sandbox", CHAT, "1")
    assert noted is not None
    assert noted.event_id == event["event_id"]


async def test_what_a_parent_deletes_goes_though_the_parent_has_gone(
    crossroads: Crossroads,
) -> None:
    await crossroads.happen(message(1))
    await crossroads.happen(IncomingMembership(CHAT, "2", MASHA, AT, joined=False))
    await crossroads.happen(IncomingMembership(CHAT, "3", MASHA, AT, joined=False))
    await crossroads.happen(IncomingDeletion(CHAT, "4", MessageId("1"), MASHA, AT))
    [event] = await crossroads.timeline()
    assert event["content"] == {}
    [redaction] = await crossroads.timeline("m.room.redaction")
    assert redaction["content"]["ru.teremok"] == {"network": "sandbox", "chat": CHAT}


async def test_edits_and_reactions_say_which_chat_they_come_from(crossroads: Crossroads) -> None:
    await crossroads.happen(message(1))
    edit = IncomingEdit(CHAT, "2", MessageId("1"), MASHA, AT, Text("Добрый вечер"))
    await crossroads.happen(edit)
    await crossroads.happen(IncomingReaction(CHAT, "3", MessageId("1"), MASHA, AT, "👍", False))
    sent = [*await crossroads.timeline(), *await crossroads.timeline("m.reaction")]
    assert [event["content"]["ru.teremok"]["chat"] for event in sent] == [CHAT] * 3


async def test_an_answer_to_a_post_of_ours_waits_until_the_post_is_noted(
    crossroads: Crossroads,
) -> None:
    async with crossroads.store.transaction() as connection:
        await queue.add(connection, Task(f"chat:sandbox:{CHAT}", "to-chat", {}), 1)
    answer = message(2, reply_to=MessageId("1"))
    with pytest.raises(TryLater):
        await crossroads.happen(answer)
    await crossroads.happen(answer, attempts=12, again=True)
    assert len(await crossroads.timeline()) == 1, "but not for ever"


async def test_words_that_the_bot_repeats_call_nobody(crossroads: Crossroads) -> None:
    anna = {"user_ids": ["@anna:s"]}
    for source, content in {"1": {}, "2": {"m.mentions": anna}}.items():
        words = {"msgtype": "m.text", "body": "Анна: @room", **content}
        kind, bot = "m.room.message", crossroads.bot
        await crossroads.matrix.send(crossroads.room, bot, kind, words, source)
    sent = [event["content"]["m.mentions"] for event in await crossroads.timeline()]
    assert sent == [{}, anna]


# --- into the chat ------------------------------------------------------------------------------


async def test_staff_may_answer_a_parent_before_we_have_noted_the_message(
    crossroads: Crossroads,
) -> None:
    await crossroads.happen(message(7), noted=False)
    [event] = await crossroads.timeline()
    await crossroads.hear(event)
    reply = {"m.relates_to": {"m.in_reply_to": {"event_id": event["event_id"]}}}
    await crossroads.carry(await crossroads.hear(said("$1", "Здравствуйте", **reply)))
    redaction = {**said("$2", ""), "type": "m.room.redaction", "redacts": event["event_id"]}
    await crossroads.carry(await crossroads.hear(redaction))
    assert crossroads.messenger.asked == [("send", "Здравствуйте", "7"), ("delete", "7")]


async def test_a_forged_mark_of_a_member_names_nobodys_message(crossroads: Crossroads) -> None:
    await crossroads.happen(message(7))
    mark = {"id": f"sandbox/{CHAT}/7", "network": "sandbox", "chat": CHAT}
    await crossroads.hear(said("$0", "x", **{"ru.teremok": mark}))
    redaction = {**said("$2", ""), "type": "m.room.redaction", "redacts": "$0"}
    await crossroads.carry(await crossroads.hear(redaction))
    assert crossroads.messenger.asked == []


async def test_nobody_changes_the_words_of_others_in_the_chat(crossroads: Crossroads) -> None:
    await crossroads.carry(await crossroads.hear(said("$1", "Завтра праздник")))
    forged = {**said("$2", "* x", **replacing("$1", "Праздника нет")), "sender": "@boris:s"}
    await crossroads.carry(await crossroads.hear(forged))
    own = said("$3", "* x", **replacing("$1", "Праздник в среду"))
    await crossroads.carry(await crossroads.hear(own))
    assert crossroads.messenger.asked[1:] == [("edit", "out-$1", "Праздник в среду")]


async def test_a_poll_is_posted_as_numbered_text(crossroads: Crossroads) -> None:
    answers = [{"id": str(n), "body": answer} for n, answer in enumerate(("Утром", "Вечером"))]
    poll = {"org.matrix.msc3381.poll.start": {"question": {"body": "Когда?"}, "answers": answers}}
    asked = {**said("$1", ""), "type": "org.matrix.msc3381.poll.start", "content": poll}
    await crossroads.carry(await crossroads.hear(asked))
    [(_, words, _)] = crossroads.messenger.asked
    *lines, hint = words.split("\n")
    assert lines == ["📊 Когда?", "1. Утром", "2. Вечером"]
    assert "номером" in hint


async def test_what_was_taken_back_before_it_was_posted_is_not_posted(
    crossroads: Crossroads,
) -> None:
    await crossroads.hear(said("$1", "Ой"))
    redaction = {**said("$2", ""), "type": "m.room.redaction", "redacts": "$1"}
    await crossroads.hear(redaction)
    await crossroads.carry("$1")
    await crossroads.carry("$2")
    assert crossroads.messenger.asked == []


async def test_what_may_have_been_posted_and_was_taken_back_is_deleted(
    crossroads: Crossroads,
) -> None:
    await crossroads.hear(said("$1", "Ой"))
    redaction = {**said("$2", ""), "type": "m.room.redaction", "redacts": "$1"}
    await crossroads.hear(redaction)
    await crossroads.carry("$1", again=True)
    await crossroads.carry("$2")
    assert crossroads.messenger.asked[-1] == ("delete", "out-$1")


async def test_taking_back_a_parents_edit_deletes_no_message(crossroads: Crossroads) -> None:
    await crossroads.happen(message(1))
    edit = IncomingEdit(CHAT, "2", MessageId("1"), MASHA, AT, Text("Добрый вечер"))
    await crossroads.happen(edit)
    event = (await crossroads.timeline())[-1]
    redaction = {**said("$2", ""), "type": "m.room.redaction", "redacts": event["event_id"]}
    await crossroads.carry(await crossroads.hear(redaction))
    assert crossroads.messenger.asked == []


async def test_taking_back_an_edit_puts_back_what_stood_there_before(
    crossroads: Crossroads,
) -> None:
    await crossroads.carry(await crossroads.hear(said("$1", "Завтра праздник")))
    for number, words in ((2, "Праздник в среду"), (3, "Праздник в четверг")):
        edit = said(f"${number}", f"* {words}", **replacing("$1", words))
        await crossroads.carry(await crossroads.hear(edit))
    for number, undone in ((4, "$3"), (5, "$2")):
        redaction = {**said(f"${number}", ""), "type": "m.room.redaction", "redacts": undone}
        await crossroads.carry(await crossroads.hear(redaction))
    assert [words for _, _, words in crossroads.messenger.asked[-2:]] == [
        "Праздник в среду",
        "Завтра праздник",
    ]


async def test_what_the_archive_does_not_keep_is_carried_as_long_as_it_stands_in_the_room(
    crossroads: Crossroads,
) -> None:
    for words in ("На час", "На миг"):
        content = {"msgtype": "m.text", "body": words}
        path = f"/rooms/{crossroads.room}/send/m.room.message/{words}"
        await crossroads.call("PUT", path, crossroads.bot, content)
    stays, goes = await crossroads.timeline()
    await crossroads.matrix.redact(crossroads.room, crossroads.bot, goes["event_id"], "")
    for event in (stays, goes):
        kept = without_content(archived_event(event, "Анна"), NotKept.DISAPPEARS)
        async with crossroads.store.transaction() as connection:
            await events.add(connection, kept)
        await crossroads.carry(event["event_id"])
    assert crossroads.messenger.asked == [("send", "На час", "")]


async def test_parents_words_wait_while_the_bot_is_put_out_of_the_room(
    crossroads: Crossroads,
) -> None:
    await crossroads.call("POST", f"/rooms/{crossroads.room}/leave", crossroads.bot, {})
    with pytest.raises(TryLater):
        await crossroads.happen(message(1))
