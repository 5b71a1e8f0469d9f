"""What of the Matrix events the regulation gets to see."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from policies.post import Media, PostKind
from rooms.directory import Directory
from rooms.posts import post_of_event
from rooms.storage import rooms
from rooms.storage.database import Store
from rooms.storage.events import ArchivedMedia
from rooms.storage.rooms import KnownRoom
from tests.support.houses import GROUP_ROOM, STAFF_ROOM, furnished


@pytest.fixture
async def directory(tmp_path: Any) -> Directory:
    store = await Store.open(f"sqlite:///{tmp_path / 'teremok.db'}")
    try:
        return await furnished(store)
    finally:
        await store.close()


def event(content: Any = None, **more: Any) -> dict[str, Any]:
    return {
        "event_id": "$one",
        "room_id": GROUP_ROOM,
        "sender": "@anna:example.org",
        "type": "m.room.message",
        "origin_server_ts": 1_795_000_000_000,
        "content": {"msgtype": "m.text", "body": "Привет"} if content is None else content,
        **more,
    }


async def test_who_wrote_what_where_and_when(directory: Directory) -> None:
    post = post_of_event(event(), directory)
    assert post is not None
    assert (post.id, post.text, post.kind) == ("$one", "Привет", PostKind.TEXT)
    assert (post.author.id, post.author.name) == ("@anna:example.org", "Анна")
    assert (post.author.roles, post.author.language) == ({"educator"}, "ru")
    assert (post.place.key, post.place.kind) == ("ladybirds", "group")
    assert post.place.name == "Божьи коровки"
    assert post.written_at == datetime.fromtimestamp(1_795_000_000, tz=UTC)
    assert not post.is_edit


async def test_what_the_archive_has_not_kept_cannot_be_judged_again(directory: Directory) -> None:
    assert post_of_event(event({"ru.teremok.not_kept": "disappears"}), directory) is None


async def test_where_and_by_whom_it_may_be_otherwise(directory: Directory) -> None:
    post = post_of_event(event(room_id=STAFF_ROOM, sender="@john:example.org"), directory)
    assert post is not None
    assert (post.place.kind, post.author.language) == ("staff", "en")
    stranger = post_of_event(event(sender="@stranger:example.org"), directory)
    assert stranger is not None
    assert stranger.author.roles == frozenset()


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        ({"msgtype": "m.notice", "body": "а"}, "text", "а"),
        ({"msgtype": "m.image", "body": "кот.jpg"}, "photo", ""),
        ({"msgtype": "m.image", "body": "Наш кот", "filename": "кот.jpg"}, "photo", "Наш кот"),
        ({"msgtype": "m.audio", "body": "v", "org.matrix.msc3245.voice": {}}, "voice", ""),
        ({"msgtype": "m.audio", "body": "песня.mp3"}, "file", ""),
        ({"msgtype": "m.video", "body": "v.mp4"}, "video", ""),
        ({"msgtype": "m.file", "body": "f.pdf"}, "file", ""),
        ({"msgtype": "m.location", "body": "Мы тут", "geo_uri": "geo:1,2"}, "location", "Мы тут"),
        (
            {
                "msgtype": "m.text",
                "body": "> <@zav:example.org> Длинное\n> письмо\n\nДа",
                "m.relates_to": {"m.in_reply_to": {"event_id": "$zero"}},
            },
            "text",
            "Да",
        ),
        ({"msgtype": 5, "body": ["?"]}, "text", ""),
    ],
)
async def test_what_a_message_carries(
    directory: Directory, content: dict[str, Any], kind: str, text: str
) -> None:
    post = post_of_event(event(content), directory)
    assert post is not None
    assert (post.kind, post.text) == (kind, text)


async def test_an_edit_is_judged_by_its_new_words(directory: Directory) -> None:
    content = {
        "msgtype": "m.text",
        "body": "* новое",
        "m.new_content": {"msgtype": "m.text", "body": "новое"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$zero"},
    }
    post = post_of_event(event(content), directory)
    assert post is not None
    assert (post.text, post.is_edit) == ("новое", True)


@pytest.mark.parametrize("event_type", ["m.poll.start", "org.matrix.msc3381.poll.start"])
async def test_a_poll_is_judged_by_its_question_and_answers(
    directory: Directory, event_type: str
) -> None:
    content = {
        "org.matrix.msc3381.poll.start": {
            "question": {"org.matrix.msc1767.text": "Когда?"},
            "answers": [{"id": "1", "org.matrix.msc1767.text": "Завтра"}],
        }
    }
    post = post_of_event(event(content, type=event_type), directory)
    assert post is not None
    assert post.kind is PostKind.POLL
    assert "Когда?" in post.text
    assert "Завтра" in post.text


async def test_a_sticker_is_a_picture(directory: Directory) -> None:
    post = post_of_event(event({"body": "Мишка", "url": "mxc://a/b"}, type="m.sticker"), directory)
    assert post is not None
    assert post.kind is PostKind.PHOTO


@pytest.mark.parametrize(
    "other",
    [
        {"type": "m.reaction", "content": {"m.relates_to": {"key": "👍"}}},
        {"type": "m.room.redaction"},
        {"type": "m.room.member", "state_key": "@anna:example.org"},
        {"state_key": ""},
        {"room_id": "!elsewhere:example.org"},
        {"sender": "@teremok:example.org"},
        {"sender": "@teremok_sandbox_masha:example.org"},
        {"content": {}},
        {"content": "text"},
        {"origin_server_ts": "soon"},
        {"origin_server_ts": True},
        {"origin_server_ts": -1},
        {"origin_server_ts": 2**60},
        {"sender": None},
        {"event_id": 5},
        {"type": None},
    ],
)
async def test_what_is_not_judged(directory: Directory, other: dict[str, Any]) -> None:
    assert post_of_event(event() | other, directory) is None


async def test_what_the_duty_administrator_says_of_posts_is_not_judged(tmp_path: Any) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'teremok.db'}")
    try:
        async with store.transaction() as connection:
            room = KnownRoom("duty", "!duty:example.org", "duty", "Дежурный")
            await rooms.put_room(connection, room)
        directory = await furnished(store)
    finally:
        await store.close()
    assert post_of_event(event() | {"room_id": "!duty:example.org"}, directory) is None


PHOTO = {
    "msgtype": "m.image",
    "body": "Наш утренник",
    "filename": "IMG_1.jpg",
    "url": "mxc://example.org/abc",
    "info": {"mimetype": "image/jpeg", "size": 90_000, "w": 800, "h": 600},
}


async def test_the_file_of_a_post(directory: Directory) -> None:
    post = post_of_event(event(PHOTO), directory)
    assert post is not None
    assert post.media == Media(mimetype="image/jpeg", filename="IMG_1.jpg", size=90_000)


async def test_what_the_archive_knows_of_the_file_already(directory: Directory) -> None:
    known = ArchivedMedia(
        mxc="mxc://example.org/abc",
        filename="IMG_1.jpg",
        mimetype="image/jpeg",
        size=91_234,
        sha256="ab",
        content_type="image/png",
        picture_hash="0f" * 16,
    )
    post = post_of_event(event(PHOTO), directory, archived=known)
    assert post is not None
    assert post.media is not None
    assert (post.media.size, post.media.content_type) == (91_234, "image/png")
    assert post.media.picture_hash == "0f" * 16
    # What is known of a file that has not come is only what the event said.
    away = post_of_event(event(PHOTO), directory, archived=replace(known, sha256=None))
    assert away == post_of_event(event(PHOTO), directory)


@pytest.mark.parametrize(
    ("info", "seconds"),
    [
        ({"duration": 2500}, 2.5),
        ({"duration": 0}, 0),
        ({}, None),
        ({"duration": -1}, None),
        ({"duration": "2500"}, None),
        ({"duration": True}, None),
        ({"duration": 10**400}, None),
        ({"duration": float("nan")}, None),
        ("nonsense", None),
    ],
)
async def test_how_long_a_recording_is(
    directory: Directory, info: Any, seconds: float | None
) -> None:
    voice = {"msgtype": "m.audio", "body": "v.ogg", "org.matrix.msc3245.voice": {}, "info": info}
    post = post_of_event(event(voice), directory)
    assert post is not None
    assert post.media is not None
    assert post.media.seconds == seconds


async def test_gifs_as_bridges_mark_them_and_stickers(directory: Directory) -> None:
    film = {"body": "video.mp4", "url": "mxc://example.org/a", "info": {"fi.mau.gif": True}}
    for content, kind, seen in (
        ({"msgtype": "m.video", **film}, "m.room.message", (True, False)),
        ({"msgtype": "m.file", **film}, "m.room.message", (False, False)),
        ({"msgtype": "m.video", **film, "info": {}}, "m.room.message", (False, False)),
        ({**film, "info": {"mimetype": "video/webm"}}, "m.sticker", (False, True)),
    ):
        post = post_of_event(event(content, type=kind), directory)
        assert post is not None
        assert post.media is not None
        assert (post.media.gif, post.media.sticker) == seen


async def test_round_video_as_the_telegram_bridge_marks_it(directory: Directory) -> None:
    info = {"mimetype": "video/mp4", "fi.mau.telegram.round_message": True}
    for content, is_round in (
        ({"msgtype": "m.video", "body": "v.mp4", "info": info}, True),
        ({"msgtype": "m.video", "body": "v.mp4", "info": {"mimetype": "video/mp4"}}, False),
        ({"msgtype": "m.image", "body": "v.png", "info": info}, False),
    ):
        post = post_of_event(event(content), directory)
        assert post is not None
        assert post.media is not None
        assert post.media.round is is_round


async def test_the_file_of_an_edit_is_the_new_one(directory: Directory) -> None:
    edit = {
        "msgtype": "m.text",
        "body": "* Наш утренник",
        "m.new_content": PHOTO,
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$zero"},
    }
    post = post_of_event(event(edit), directory)
    assert post is not None
    assert post.kind is PostKind.PHOTO
    assert post.media is not None
    assert post.media.filename == "IMG_1.jpg"


async def test_the_name_of_a_file_is_seen_as_it_was_written(directory: Directory) -> None:
    content = {"msgtype": "m.file", "body": "Меню\u202ecod.exe", "url": "nowhere"}
    post = post_of_event(event(content), directory)
    assert post is not None
    assert post.media is not None
    assert post.media.filename == "Меню\u202ecod.exe"


async def test_which_post_is_answered(directory: Directory) -> None:
    relation = {"m.in_reply_to": {"event_id": "$zero"}}
    answer = {"msgtype": "m.text", "body": "Да", "m.relates_to": relation}
    for content, answered in ((answer, "$zero"), (None, None)):
        post = post_of_event(event(content), directory)
        assert post is not None
        assert post.reply_to == answered
