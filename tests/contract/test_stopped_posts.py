"""What is known of a post that was stopped: another regulation may look at its file, or whether
it was an answer.
"""

from bridges.enforcement.origin import InChat, InRoom, Origin, unpacked_origin
from bridges.network import (
    ChatId,
    IncomingMessage,
    Media,
    MediaKind,
    MediaRef,
    MessageId,
    Person,
    PersonId,
    Text,
)
from bridges.payloads import packed
from policies.post import Post, PostKind
from rooms.storage.database import Store
from tests.support.held import NIGHT, Held
from tests.support.houses import GROUP_ROOM


async def stopped(store: Store, origin: Origin) -> Post:
    held = Held(store)
    await held.begin(origin)
    decision = await held.decision()
    kept = unpacked_origin(decision.origin)
    assert kept is not None
    return held.settlement.post_of(decision, kept)


async def test_from_a_messenger(store: Store) -> None:
    voice = Media(MediaRef("1"), MediaKind.VOICE, "audio/ogg", "v.ogg", 9000, duration_ms=61_500)
    message = IncomingMessage(
        ChatId("ladybirds"),
        MessageId("1"),
        Person(PersonId("masha"), "Маша"),
        NIGHT,
        Text(""),
        media=voice,
        reply_to=MessageId("7"),
    )
    origin = InChat(
        network="sandbox",
        chat="ladybirds",
        room=GROUP_ROOM,
        happening=packed(message),
        message="1",
    )
    post = await stopped(store, origin)
    assert (post.kind, post.reply_to) == (PostKind.VOICE, "7")
    assert post.media is not None
    assert (post.media.seconds, post.media.size, post.media.filename) == (61.5, 9000, "v.ogg")


async def test_from_element(store: Store) -> None:
    content = {
        "msgtype": "m.video",
        "body": "v.mp4",
        "url": "mxc://example.org/v",
        "info": {"mimetype": "video/mp4", "size": 10**9, "duration": 2000},
        "m.relates_to": {"m.in_reply_to": {"event_id": "$zero"}},
    }
    origin = InRoom(room=GROUP_ROOM, type="m.room.message", content=content)
    post = await stopped(store, origin)
    assert (post.kind, post.reply_to) == (PostKind.VIDEO, "$zero")
    assert post.media is not None
    assert (post.media.seconds, post.media.size, post.media.mimetype) == (2, 10**9, "video/mp4")
