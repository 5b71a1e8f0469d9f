"""What the regulation reads of a message: hidden links too, and nothing that a bridge has added."""

from dataclasses import replace
from typing import Any

import pytest

from policies.post import PostKind
from rooms.directory import Directory
from rooms.post_words import HTML, with_hidden_links
from rooms.posts import post_of_event
from rooms.storage.rooms import KnownRoom
from rooms.upstream_users import UpstreamUsers
from tests.support.houses import COMMUNITY, GROUP_ROOM, SERVER

PARENT = f"@whatsapp_79161234567:{SERVER}"
ANNA = f"@anna:{SERVER}"
SALE = "Продам коляску, 5000 руб"


@pytest.fixture
def directory() -> Directory:
    made = Directory(SERVER, COMMUNITY)
    made._rooms = {GROUP_ROOM: KnownRoom("ladybirds", GROUP_ROOM, "group", "Божьи коровки")}
    made.upstream = replace(UpstreamUsers(), prefixes=("whatsapp_",))
    return made


def read(directory: Directory, sender: str, body: str, formatted: str, **more: Any) -> Any:
    content = {"msgtype": "m.text", "body": body, "format": HTML, "formatted_body": formatted}
    event = {
        "event_id": "$one",
        "room_id": GROUP_ROOM,
        "sender": sender,
        "type": "m.room.message",
        "origin_server_ts": 1_795_000_000_000,
        "content": {**content, **more},
    }
    return post_of_event(event, directory)


@pytest.mark.parametrize(
    ("text", "formatted", "read_as"),
    [
        ("тут", '<a href="https://shop.example/?a=1&amp;b=2">тут</a>',
         "тут\nhttps://shop.example/?a=1&b=2"),
        ("тут", "<A class='x' HREF='https://shop.example'>тут</A>", "тут\nhttps://shop.example"),
        ("Shop.example", '<a href="https://shop.example/">Shop.example</a>', "Shop.example"),
        ("на mos.ru", 'на <a href="https://shop.example">mos.ru</a>',
         "на mos.ru\nhttps://shop.example"),
        ("звони", '<a href="tel:+79161234567">звони</a>', "звони\ntel:+79161234567"),
        ("Анна", '<a href="https://matrix.to/#/@anna:example.org">Анна</a>', "Анна"),
        ("нет", "<b>нет</b>", "нет"),
        ("нет", '<a href="">нет</a><a>нет</a>', "нет"),
    ],
)  # fmt: skip
def test_an_address_behind_a_word_is_read(text: str, formatted: str, read_as: str) -> None:
    assert with_hidden_links(text, formatted) == read_as


def test_many_open_links_take_no_time() -> None:
    assert with_hidden_links("а", "<a href " * 20_000) == "а"


def test_a_quotation_is_somebody_elses(directory: Directory) -> None:
    quoted = '<mx-reply><a href="https://shop.example">тут</a></mx-reply>Да'
    relation = {"m.in_reply_to": {"event_id": "$zero"}}
    post = read(directory, PARENT, "Да", quoted, **{"m.relates_to": relation})
    assert (post.text, post.reply_to) == ("Да", "$zero")


@pytest.mark.parametrize(
    ("body", "formatted", "more", "text"),
    [
        ("↷ Forwarded\n\nСпасибо", "<p data-mx-forwarded-notice><em>↷ Forwarded</em></p>Спасибо",
         {}, "Спасибо"),
        ("↷ Forwarded", "<p data-mx-forwarded-notice><em>↷ Forwarded</em></p>",
         {"msgtype": "m.image", "filename": "image.jpg"}, ""),
        ("Forwarded message from Иван\n\n> Раз\n> Два",
         'Forwarded message from <a href="https://matrix.to/#/@t_1:s">Иван</a>'
         "<br><blockquote data-telegram-forward>Раз<br>Два</blockquote>", {}, "Раз\nДва"),
        ("Forwarded message from Иван\n\n> ", "Forwarded message from <strong>Иван</strong>",
         {"msgtype": "m.image", "filename": "image.jpg"}, "Иван"),
    ],
)  # fmt: skip
def test_what_a_bridge_says_was_forwarded(
    directory: Directory, body: str, formatted: str, more: dict[str, Any], text: str
) -> None:
    post = read(directory, PARENT, body, formatted, **more)
    assert (post.text, post.forwarded) == (text, True)
    written = read(directory, f"@anna:{SERVER}", body, formatted, **more)
    assert (written.text, written.forwarded) == (body, False), "only a bridge can tell"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Location: 55.7512° N 37.6184° E\n\nhttps://maps.google.com/?q=55.75120,37.61840", ""),
        ("Location: Парк\nул. Мира, 12\nhttps://foursquare.com/v/1", "Парк\nул. Мира, 12"),
        ("Location: 55.7512° N, 37.6184° E\nhttps://maps.google.com/?q=55.7,37.6", ""),
        ("Парк: ул. Мира, 12 (55.7512° N, 37.6184° E)\nhttps://maps.google.com/?q=55.7,37.6",
         "Парк: ул. Мира, 12"),
        ("Live Location (see your Telegram client for live updates): 55.7512° N, 37.6184° E\n"
         "https://maps.google.com/?q=55.7,37.6", ""),
        ("Продам shop.ru", "Продам shop.ru"),
    ],
)  # fmt: skip
def test_a_place_is_no_link_because_a_bridge_adds_a_map(
    directory: Directory, body: str, text: str
) -> None:
    link = '<a href="https://maps.google.com/?q=55.7,37.6">место</a>'
    assert read(directory, PARENT, body, link, msgtype="m.location").text == text


def test_what_a_bridge_remarks_is_no_post(directory: Directory) -> None:
    body = "Created the group"
    assert read(directory, PARENT, body, body, msgtype="m.notice") is None
    assert read(directory, f"@anna:{SERVER}", body, body, msgtype="m.notice") is not None


def test_a_poll_is_one_though_a_bridge_sends_it_as_a_message(directory: Directory) -> None:
    answers = [{"id": str(n), "org.matrix.msc1767.text": each} for n, each in enumerate("аб")]
    start = {"question": {"org.matrix.msc1767.text": "Идём?"}, "answers": answers}
    vote = "\n\n(This message is a poll. Please open WhatsApp to vote.)"
    poll = {"org.matrix.msc3381.poll.start": start}
    post = read(directory, PARENT, f"Идём?\n\n1. а\n2. б{vote}", f"<p>Идём?</p>{vote}", **poll)
    assert (post.kind, post.text) == (PostKind.POLL, "Идём?\n• а\n• б")
    body = "Poll: Идём?\n1. а\n2. б\nOpen the Telegram app to vote."
    formatted = "<strong>Poll</strong>: Идём?<ol><li>а</li></ol>Open the Telegram app to vote."
    post = read(directory, PARENT, body, formatted)
    assert (post.kind, post.text) == (PostKind.POLL, "Идём?\n1. а\n2. б")
    written = read(directory, f"@anna:{SERVER}", body, formatted)
    assert (written.kind, written.text) == (PostKind.TEXT, body)


def test_words_of_the_formatted_form_alone_are_read(directory: Directory) -> None:
    shown = read(directory, ANNA, "Доброе утро!", f"<p>{SALE}</p>")
    assert shown.text == f"Доброе утро!\n{SALE}"
    new = {"body": "Доброе утро!", "format": HTML, "formatted_body": SALE}
    relation = {"rel_type": "m.replace", "event_id": "$zero"}
    more = {"m.new_content": new, "m.relates_to": relation}
    assert SALE in read(directory, ANNA, "Доброе утро!", "Доброе утро!", **more).text


def test_only_of_an_answer_the_quotation_is_not_read(directory: Directory) -> None:
    quoted = f"<mx-reply>{SALE}</mx-reply>Да"
    assert read(directory, ANNA, "Да", quoted).text == f"Да\n{SALE}Да"
    relation = {"m.relates_to": {"m.in_reply_to": {"event_id": "$zero"}}}
    assert read(directory, ANNA, "Да", quoted, **relation).text == "Да"


def test_a_bridge_says_the_same_in_both_forms(directory: Directory) -> None:
    formatted = "<p data-mx-some-notice>по-своему</p><b>Да</b>"
    assert read(directory, PARENT, "Да", formatted).text == "Да"
