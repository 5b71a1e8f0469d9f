"""What the bot repeats in somebody's name, and what the messengers make of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bridges import from_matrix
from bridges.enforcement.on_behalf import on_behalf, spoken_for, when_written
from rooms.archive.event import archived_event
from rooms.storage.events import ArchivedEvent
from tests.support.houses import COMMUNITY

AT = datetime(2026, 11, 23, 21, 40, tzinfo=UTC)
SHOWN = "Анна (21:40)"
BOT = "@teremok:s"


def repeated(content: dict[str, Any]) -> dict[str, Any]:
    return on_behalf(content, "@anna:s", "Анна", "21:40")


def archived(content: dict[str, Any], kind: str, sender: str = BOT) -> ArchivedEvent:
    event = {
        "event_id": "$1", "room_id": "!r:s", "sender": sender, "type": kind,
        "origin_server_ts": 1, "content": content,
    }  # fmt: skip
    return archived_event(event, "Теремок")


def carried(content: dict[str, Any], kind: str = "m.room.message") -> tuple[str, str | None]:
    """The text, plain and formatted, that goes to a messenger."""
    text = from_matrix.text_of(archived(content, kind), BOT)
    return text.plain, text.html


@pytest.mark.parametrize(
    ("days", "language", "shown"),
    [
        (0, "ru", "21:40"),
        (1, "ru", "23 ноября, 21:40"),
        (3, "en", "23 November, 21:40"),
    ],
)
def test_the_day_is_said_where_it_is_another(days: int, language: str, shown: str) -> None:
    house = COMMUNITY.community.model_copy(update={"timezone": "UTC", "language": language})
    times = (int(at.timestamp() * 1000) for at in (AT, AT + timedelta(days=days)))
    assert when_written(*times, house) == shown


def test_a_text_has_the_name_and_the_hour_before_it() -> None:
    said = repeated({"msgtype": "m.text", "body": "Завтра <в> лес\nс утра"})
    assert said["body"] == f"{SHOWN}: Завтра <в> лес\nс утра"
    assert said["formatted_body"].endswith("</strong>: Завтра &lt;в&gt; лес<br/>с утра")
    assert spoken_for(archived(said, "m.room.message"), BOT) == ("@anna:s", SHOWN)
    assert carried(said)[0] == "Завтра <в> лес\nс утра", "a messenger shows who it is itself"


def test_formatting_is_kept() -> None:
    html = {"format": "org.matrix.custom.html", "formatted_body": "<b>Завтра</b>"}
    said = repeated({"msgtype": "m.text", "body": "Завтра", **html})
    assert carried(said) == ("Завтра", "<b>Завтра</b>")


@pytest.mark.parametrize("filename", [{}, {"filename": "a.png"}])
def test_a_picture_without_a_caption_gets_the_name_as_one(filename: dict[str, str]) -> None:
    said = repeated({"msgtype": "m.image", "body": "a.png", "url": "mxc://s/a", **filename})
    assert (said["filename"], said["body"], said["url"]) == ("a.png", SHOWN, "mxc://s/a")
    assert carried(said)[0] == ""


def test_a_picture_with_a_caption_keeps_both() -> None:
    picture = {"msgtype": "m.image", "body": "Наш лес", "filename": "a.png", "url": "mxc://s/a"}
    said = repeated(picture)
    assert (said["filename"], said["body"]) == ("a.png", f"{SHOWN}: Наш лес")
    assert carried(said)[0] == "Наш лес"


def test_an_edit_becomes_an_answer_with_the_new_words() -> None:
    said = repeated(
        {
            "msgtype": "m.text", "body": "* В восемь",
            "m.new_content": {"msgtype": "m.text", "body": "В восемь"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": "$0"},
        }
    )  # fmt: skip
    assert said["body"] == f"{SHOWN}: В восемь"
    assert said["m.relates_to"] == {"m.in_reply_to": {"event_id": "$0"}}
    assert "m.new_content" not in said


def test_an_answer_stays_one() -> None:
    answer = {"m.relates_to": {"m.in_reply_to": {"event_id": "$0"}}}
    assert (
        repeated({"msgtype": "m.text", "body": "Да", **answer})["m.relates_to"]
        == answer["m.relates_to"]
    )


@pytest.mark.parametrize(
    ("kind", "poll"),
    [
        (
            "org.matrix.msc3381.poll.start",
            {"question": {"body": "Когда?", "org.matrix.msc1767.text": "Когда?"}, "answers": []},
        ),
        ("m.poll.start", {"question": {"m.text": [{"body": "Когда?"}]}, "answers": []}),
    ],
)
def test_a_poll_says_who_asks(kind: str, poll: dict[str, Any]) -> None:
    key = "m.poll" if kind == "m.poll.start" else kind
    said = repeated({key: poll})
    event = {"event_id": "$1", "room_id": "!r:s", "sender": "@teremok:s", "type": kind}
    archived = archived_event({**event, "origin_server_ts": 1, "content": said}, "Теремок")
    assert archived.text == f"{SHOWN}: Когда?"
    assert carried(said, kind)[0] == "Когда?"


def test_nobody_calls_the_whole_room_with_the_bots_power() -> None:
    marks = {"m.mentions": {"room": True}, "ru.teremok": {"for": "upstream"}}
    said = repeated({"body": "Всем!", **marks, "m.new_content": {"body": "Эй, всем!", **marks}})
    assert said["body"] == f"{SHOWN}: Эй, всем!"
    assert said.keys().isdisjoint(marks)


@pytest.mark.parametrize(
    "content", [{}, {"body": 5}, {"m.relates_to": 5}, {"m.poll": {"question": []}}, {"url": []}]
)
def test_what_is_strange_is_repeated_as_it_is(content: dict[str, Any]) -> None:
    assert repeated(content)["ru.teremok.author"]["id"] == "@anna:s"


def test_nobody_but_the_bot_speaks_for_others() -> None:
    said = repeated({"msgtype": "m.text", "body": "Завтра"})
    forged = archived(said, "m.room.message", "@boris:s")
    assert spoken_for(forged, BOT) is None
    assert from_matrix.text_of(forged, BOT).plain == f"{SHOWN}: Завтра", "nothing is left out"
