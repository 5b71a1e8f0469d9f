"""What the archive reads out of a Matrix event."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.archive.event import archived_event
from rooms.storage.events import ArchivedEvent

ID = {"event_id": "$one", "room_id": "!room:teremok.test", "sender": "@anna:teremok.test"}


def row(content: Any, type_: Any = "m.room.message", **more: Any) -> ArchivedEvent:
    event = {**ID, "type": type_, "origin_server_ts": 1_700_000_000_000, "content": content}
    return archived_event({**event, **more}, "Анна Сергеевна")


def file_content(msgtype: str = "m.image", **more: Any) -> dict[str, Any]:
    return {
        "msgtype": msgtype,
        "body": "утренник.jpg",
        "url": "mxc://teremok.test/AbC_1-2",
        "info": {"mimetype": "image/jpeg", "size": 1234},
        **more,
    }


def test_a_text_is_kept_with_its_author_and_time() -> None:
    event = row({"msgtype": "m.text", "body": "Завтра утренник"})
    assert (event.kind, event.text, event.target) == ("text", "Завтра утренник", None)
    assert (event.sender_name, event.sent_at) == ("Анна Сергеевна", 1_700_000_000_000)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (file_content(), "photo"),
        (file_content("m.video"), "video"),
        (file_content("m.file"), "file"),
        (file_content("m.audio"), "file"),
        (file_content("m.audio", **{"org.matrix.msc3245.voice": {}}), "voice"),
    ],
)
def test_a_file_is_kept_as_what_it_is(content: dict[str, Any], kind: str) -> None:
    event = row(content)
    assert (event.kind, event.text) == (kind, "")
    assert event.media is not None
    assert event.media.mxc == "mxc://teremok.test/AbC_1-2"
    assert (event.media.filename, event.media.mimetype) == ("утренник.jpg", "image/jpeg")
    assert event.media.size == 1234


def test_a_caption_is_the_text_and_the_filename_is_not() -> None:
    event = row(file_content(body="Наши артисты", filename="IMG_1.jpg"))
    assert event.text == "Наши артисты"
    assert event.media is not None
    assert event.media.filename == "IMG_1.jpg"
    assert row(file_content(filename="утренник.jpg")).text == ""


def test_a_sticker_is_a_picture() -> None:
    event = row({"body": "кот", "url": "mxc://teremok.test/cat", "info": {}}, "m.sticker")
    assert event.kind == "photo"
    assert event.media is not None


def test_an_answer_names_what_it_answers_and_leaves_the_quotation_out() -> None:
    relation = {"m.relates_to": {"m.in_reply_to": {"event_id": "$asked"}}}
    event = row({"body": "> <@a:b> Когда?\n> А?\n\nВ девять\n> именно", **relation})
    assert (event.text, event.target) == ("В девять\n> именно", "$asked")
    assert row({"body": "> сказано ими\n\nда", **relation}).text == "> сказано ими\n\nда"
    assert row({"body": "> <@a:b> Когда?\n\nда"}).text == "> <@a:b> Когда?\n\nда"


def test_a_post_in_a_thread_belongs_to_its_beginning() -> None:
    relation = {
        "rel_type": "m.thread",
        "event_id": "$root",
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": "$last"},
    }
    assert row({"body": "x", "m.relates_to": relation}).target == "$root"
    assert row({"body": "x", "m.relates_to": {**relation, "is_falling_back": False}}).target == (
        "$last"
    )


def test_an_edit_has_the_new_text() -> None:
    relation = {"m.relates_to": {"rel_type": "m.replace", "event_id": "$first"}}
    event = row({"body": "* Завтра в 10", "m.new_content": {"body": "Завтра в 10"}, **relation})
    assert (event.kind, event.text, event.target) == ("edit", "Завтра в 10", "$first")
    assert row({"body": "* Завтра", **relation}).text == "Завтра"
    edited = row({"body": "* x", "m.new_content": file_content(body="a", filename="b"), **relation})
    assert edited.text == "a"
    assert edited.media is not None


def test_a_reaction_has_its_sign_and_its_event() -> None:
    relation = {"rel_type": "m.annotation", "event_id": "$first", "key": "👍"}
    event = row({"m.relates_to": relation}, "m.reaction")
    assert (event.kind, event.text, event.target) == ("reaction", "👍", "$first")


def test_a_deletion_names_the_deleted_in_every_room_version() -> None:
    new = row({"redacts": "$gone", "reason": "ошибка"}, "m.room.redaction")
    assert (new.kind, new.text, new.target) == ("redaction", "ошибка", "$gone")
    assert row({}, "m.room.redaction", redacts="$gone").target == "$gone"
    assert row({}, "m.room.redaction").target is None


@pytest.mark.parametrize("type_", ["m.poll.start", "org.matrix.msc3381.poll.start"])
def test_a_poll_is_kept_in_words(type_: str) -> None:
    old = {
        "question": {"org.matrix.msc1767.text": "Идём в театр?"},
        "answers": [
            {"id": "1", "org.matrix.msc1767.text": "Да"},
            {"id": "2", "org.matrix.msc1767.text": "Нет"},
        ],
    }
    new = {
        "question": {"m.text": [{"body": "Идём в театр?"}]},
        "answers": [
            {"m.id": "1", "m.text": [{"body": "Да"}]},
            {"m.id": "2", "m.text": [{"body": "Нет"}]},
        ],
    }
    for content in ({"org.matrix.msc3381.poll.start": old}, {"m.poll": new}):
        event = row(content, type_)
        assert (event.kind, event.text) == ("poll", "Идём в театр?\n• Да\n• Нет")


def test_comings_goings_and_room_changes_are_told_apart() -> None:
    member = row({"membership": "join"}, "m.room.member", state_key="@papa:teremok.test")
    assert (member.kind, member.text, member.state_key) == (
        "membership",
        "join",
        "@papa:teremok.test",
    )
    name = row({"name": "Божьи коровки"}, "m.room.name", state_key="")
    assert (name.kind, name.text) == ("state", "Божьи коровки")
    assert row({"body": "x"}, "com.example.thing").kind == "other"
    assert row({"body": "geo", "msgtype": "m.location"}).kind == "location"


@pytest.mark.parametrize(
    "url",
    ["https://evil.test/x", "mxc://", "mxc://a/../b", "mxc://a/b/c", "mxc://a/b\n", 5, None, []],
)
def test_an_address_that_is_none_of_matrix_is_no_file(url: Any) -> None:
    assert row(file_content(url=url)).media is None


@pytest.mark.parametrize("size", [-1, 2**63, 10**400, "12", True, None, 1.5, [], {}])
def test_an_impossible_size_is_unknown(size: Any) -> None:
    media = row(file_content(info={"size": size, "mimetype": ["image/png"]})).media
    assert media is not None
    assert (media.size, media.mimetype) == (0, "application/octet-stream")


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\boot.ini", "C__boot.ini"),
        ("a\x00b\nc.txt", "abc.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("...", ""),
        ("x" * 400 + ".jpg", "x" * 146 + ".jpg"),
    ],
)
def test_a_filename_never_leaves_its_folder(given_name: str, kept: str) -> None:
    media = row(file_content(filename=given_name)).media
    assert media is not None
    assert media.filename == kept


def test_what_a_database_refuses_is_replaced() -> None:
    event = row({"body": "a\x00b\ud800c", "deep": ["\x00"], "nan": float("nan")})
    assert event.text == "a�b�c"
    assert event.content == {"body": "a�b�c", "deep": ["�"], "nan": None}


KEYS = """
body msgtype url file info size mimetype filename m.relates_to rel_type event_id key redacts
m.in_reply_to m.new_content is_falling_back membership reason name topic m.poll question answers
m.text org.matrix.msc1767.text org.matrix.msc3381.poll.start
"""
TYPES = "m.room.message m.sticker m.reaction m.room.redaction m.room.member m.poll.start"

keys = st.text() | st.sampled_from(KEYS.split())
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(alphabet=st.characters(exclude_categories=[]))
    | st.sampled_from(["m.replace", "m.thread", "m.image", "mxc://a/b", "> <@a:b> c\n\nd"]),
    lambda inner: st.lists(inner) | st.dictionaries(keys, inner),
    max_leaves=20,
)
types = json_values | st.sampled_from(TYPES.split())


@given(
    content=json_values | st.dictionaries(keys, json_values),
    type_=types,
    rest=st.dictionaries(
        st.sampled_from(["state_key", "redacts", "origin_server_ts", "unsigned"]), json_values
    ),
)
def test_no_event_is_too_strange_to_be_kept(content: Any, type_: Any, rest: dict[str, Any]) -> None:
    event = archived_event({**ID, "content": content, "type": type_, **rest}, "N\x00")
    for value in (event.text, event.type, event.target or "", event.state_key or ""):
        value.encode()
        assert "\x00" not in value
    stored = json.dumps(event.content, ensure_ascii=False)
    stored.encode()
    assert json.loads(stored) == event.content
    assert 0 <= event.sent_at < 2**63


def test_a_bottomless_event_is_cut_off() -> None:
    deep: Any = "end"
    for _ in range(900):
        deep = [deep]
    assert json.dumps(row({"body": "x", "deep": deep}).content)
