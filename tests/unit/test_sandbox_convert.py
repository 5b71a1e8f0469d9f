import contextlib
import json
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges.network import (
    ChatId,
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
    OutgoingMessage,
    Person,
    PersonId,
    Speaker,
    Text,
)
from bridges.sandbox import convert
from bridges.sandbox.convert import StrangeUpdate
from bridges.sandbox.messenger.happenings import Entry
from bridges.sandbox.messenger.wishes import BotPost, clean_html

MARIA = Person(PersonId("maria"), "Мария")
CHAT = ChatId("ladybirds")
AT = datetime(2025, 9, 1, 5, 30, tzinfo=timezone.utc)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def update(**what: Any) -> dict[str, Any]:
    return {
        "n": 7,
        "at": int(AT.timestamp() * 1000),
        "chat": "ladybirds",
        "by_bot": False,
        "what": {"person": {"id": "maria", "name": "Мария"}, **what},
    }


@pytest.mark.parametrize(
    ("told", "known"),
    [("+79161234567", "+79161234567"), ("8 916", None), ("+7916123456\n7", None), (7, None)],
)
def test_a_phone_is_taken_over_only_if_it_is_one(told: object, known: str | None) -> None:
    person = {"id": "maria", "name": "Мария", "phone": told}
    happening = convert.incoming(update(kind="message", text="x", person=person))
    assert isinstance(happening, IncomingMessage)
    assert happening.person.phone == known


def test_a_message_with_all_that_it_can_have() -> None:
    photo = {"id": "0ab", "kind": "photo", "mimetype": "image/png", "filename": "я.png", "size": 9}
    told = update(
        kind="message",
        text="Смотрите",
        html="<b>Смотрите</b>",
        media={**photo, "width": 3, "height": 2},
        location={"latitude": 55.75, "longitude": 37.6, "title": "Сад"},
        reply_to=3,
    )

    media = Media(MediaRef("0ab"), MediaKind.PHOTO, "image/png", "я.png", 9, width=3, height=2)
    assert convert.incoming(told) == IncomingMessage(
        chat=CHAT,
        id=MessageId("7"),
        person=MARIA,
        at=AT,
        text=Text("Смотрите", "<b>Смотрите</b>"),
        media=media,
        location=Location(55.75, 37.6, "Сад"),
        reply_to=MessageId("3"),
    )


def test_each_other_happening() -> None:
    seven = MessageId("7")
    three = MessageId("3")
    assert convert.incoming(update(kind="edit", message=3, text="Ой")) == IncomingEdit(
        CHAT, seven, three, MARIA, AT, Text("Ой")
    )
    assert convert.incoming(update(kind="deletion", message=3)) == IncomingDeletion(
        CHAT, seven, three, MARIA, AT
    )
    assert convert.incoming(
        update(kind="reaction", message=3, emoji="👍", removed=True)
    ) == IncomingReaction(CHAT, seven, three, MARIA, AT, "👍", removed=True)
    assert convert.incoming(update(kind="membership", joined=False)) == IncomingMembership(
        CHAT, seven, MARIA, AT, joined=False
    )
    assert convert.incoming(update(kind="read", message=3)) == IncomingReceipt(CHAT, three, MARIA)
    notice = {"chat": "ladybirds", "person": {"id": "maria", "name": "Мария"}, "typing": True}
    assert convert.incoming_typing(notice) == IncomingTyping(CHAT, MARIA, typing=True)


def test_a_kind_that_we_do_not_know_is_passed_over() -> None:
    assert convert.incoming(update(kind="poll", question="?")) is None


@pytest.mark.parametrize(
    "strange",
    [
        None,
        [],
        {},
        update(kind="message", text=5),
        update(kind="message", text="x", person={"id": "", "name": "x"}),
        update(kind="message", text="x", reply_to="3"),
        update(kind="message", text="x", location={"latitude": 91.0, "longitude": 0.0}),
        update(
            kind="message",
            text="x",
            media={"id": "../x", "kind": "file", "mimetype": "", "filename": "", "size": 1},
        ),
        {**update(kind="message", text="x"), "at": 10**18},
        {**update(kind="message", text="x"), "n": -1},
    ],
)
def test_what_cannot_be_is_named_without_its_content(strange: object) -> None:
    with pytest.raises(StrangeUpdate) as refused:
        convert.incoming(strange)
    assert "Мария" not in str(refused.value)


def test_a_text_that_postgresql_would_not_keep_is_mended() -> None:
    happening = convert.incoming(update(kind="message", text="a\x00b"))
    assert isinstance(happening, IncomingMessage)
    assert happening.text.plain == "a\N{REPLACEMENT CHARACTER}b"


@given(JSON)
def test_no_json_makes_it_stumble(anything: object) -> None:
    for read in (convert.incoming, convert.incoming_typing):
        with contextlib.suppress(StrangeUpdate):
            read(anything)


@given(st.dictionaries(st.sampled_from(["kind", "message", "person", "text", "media"]), JSON))
def test_nothing_inside_an_update_makes_it_stumble(what: dict[str, Any]) -> None:
    with contextlib.suppress(StrangeUpdate):
        convert.incoming({**update(), "what": what})


@given(st.binary(max_size=200))
def test_no_bytes_make_it_stumble(body: bytes) -> None:
    for read in (convert.answer, convert.posted_id):
        with contextlib.suppress(StrangeUpdate):
            read(body)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=100)


@given(text=TEXTS, html=st.none() | TEXTS, name=TEXTS, key=TEXTS)
def test_the_messenger_takes_whatever_the_connector_sends(
    text: str, html: str | None, name: str, key: str
) -> None:
    message = OutgoingMessage(key, Speaker("@anna:teremok.test", name), Text(text, html))
    body = json.dumps(convert.outgoing(message))
    taken = BotPost.model_validate_json(body)
    assert (taken.text, taken.key, taken.speaker.id) == (text, key, "@anna:teremok.test")


@pytest.mark.parametrize("name", ["", " ", "\x00", "\u2028", "я" * 500])
def test_a_strange_name_keeps_no_message_back(name: str) -> None:
    words = Text("x", "<b>x</b>" * 9999)
    message = OutgoingMessage("1", Speaker("@anna:teremok.test", name), words)
    taken = BotPost.model_validate_json(json.dumps(convert.outgoing(message)))
    assert (taken.text, taken.html) == ("x", None)


@given(text=TEXTS, name=TEXTS)
def test_the_connector_understands_whatever_the_journal_holds(text: str, name: str) -> None:
    entry = Entry.model_validate(
        {
            "n": 1,
            "at": 0,
            "chat": "ladybirds",
            "by_bot": False,
            "what": {"kind": "message", "person": {"id": "maria", "name": name}, "text": text},
        }
    )
    happening = convert.incoming(json.loads(entry.model_dump_json(exclude_none=True)))
    assert isinstance(happening, IncomingMessage)
    assert (happening.text.plain, happening.person.name) == (text, name)


@pytest.mark.parametrize(
    ("hostile", "clean"),
    [
        ("<b>да</b> <i>нет</i>", "<b>да</b> <i>нет</i>"),
        ("<script>alert(1)</script>да", "да"),
        ('<img src=x onerror="alert(1)">да', "да"),
        ('<a href="javascript:alert(1)">да</a>', "<a>да</a>"),
        ('<a href="https://example.org/" onclick="x()">да</a>', '<a href="https://example.org/">да</a>'),
        ("<mx-reply>цитата</mx-reply>да", "да"),
        ('<p style="position:fixed">да</p>', "<p>да</p>"),
    ],
)  # fmt: skip
def test_formatted_text_keeps_only_formatting(hostile: str, clean: str) -> None:
    assert clean_html(hostile) == clean
