"""What people write to the bot is understood as they mean it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.command import Answer, Asker
from bot.commands.table import Table
from bot.commands.words import Words, after_call, read_words
from bot.console.speaking import language_of
from bot.hearing import Hearing, hearing


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("!teremok status", "status", ()),
        ("  !Teremok   STATUS  ", "status", ()),
        ("!teremok: status", "status", ()),
        ("!теремок статус", "статус", ()),
        ("!teremok", "help", ()),
        ("status", "status", ()),
        ("/status", "status", ()),
        ("Статус.", "статус", ()),
        ('!teremok say "two words" three', "say", ("two words", "three")),
        ('!teremok say "never closed', "say", ('"never', "closed")),
        ("", "help", ()),
    ],
)
def test_a_command_is_read(text: str, name: str, arguments: tuple[str, ...]) -> None:
    assert read_words(text) == Words(name, arguments)


@pytest.mark.parametrize("text", ["teremok status", "Hello !teremok", "!teremokstatus", "!", ""])
def test_what_is_not_said_to_the_bot_is_not_a_command(text: str) -> None:
    assert after_call(text) is None


@given(st.text(max_size=200))
def test_whatever_is_written_can_be_read(text: str) -> None:
    assert isinstance(read_words(text).name, str)


def _event(**content: object) -> dict[str, object]:
    body = {"msgtype": "m.text", "body": "!teremok help", **content}
    return {"event_id": "$1", "sender": "@anna:home", "content": body}


def _hearing() -> Hearing:
    return hearing("@teremok:home", ["!staff"], {"!anna": "@anna:home", "!staff": "@anna:home"})


def test_a_correction_is_not_a_second_command() -> None:
    replaced = {"rel_type": "m.replace", "event_id": "$0"}
    assert _hearing().read("!staff", _event(**{"m.relates_to": replaced})) is None


def test_the_quotation_of_a_reply_is_not_part_of_the_command() -> None:
    reply = {"m.in_reply_to": {"event_id": "$0"}}
    event = _event(body="> <@b:home> !teremok help\n\nstatus", **{"m.relates_to": reply})
    heard = _hearing().read("!anna", event)
    assert heard is not None
    assert heard.text == "status"


def test_the_staff_room_stays_a_room_of_many_even_if_it_was_somebodys_private_room() -> None:
    assert _hearing().read("!staff", _event(body="help")) is None
    assert _hearing().read("!anna", _event(body="help")) is not None


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"content": None},
        {"content": {"msgtype": "m.text"}, "sender": "@anna:home", "event_id": "$1"},
        {"content": {"msgtype": "m.text", "body": 7}, "sender": "@anna:home", "event_id": "$1"},
        {"content": {"msgtype": "m.text", "body": "help"}, "sender": 7, "event_id": "$1"},
        {"content": {"msgtype": "m.text", "body": "help", "m.relates_to": 7}, "sender": "@b:home"},
        {"content": {"msgtype": "m.image", "body": "help"}, "sender": "@anna:home"},
    ],
)
def test_malformed_events_are_passed_over(event: dict[str, object]) -> None:
    assert _hearing().read("!anna", event) is None


def test_a_long_message_is_cut() -> None:
    heard = _hearing().read("!anna", _event(body="x" * 60_000))
    assert heard is not None
    assert len(heard.text) == 2000


def test_an_answer_reads_well_as_text_and_as_html() -> None:
    answer = Answer("Rooms & chats", (("a<b", "c"),), "first\nsecond")
    assert answer.plain() == "Rooms & chats\n• a<b — c\nfirst\nsecond"
    assert answer.html() == (
        "<p>Rooms &amp; chats</p><ul><li><strong>a&lt;b</strong> — c</li></ul>"
        "<p>first<br>second</p>"
    )


class _Twin:
    names = ("one", "один")
    summary = ""
    secret = False

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        return Answer("")


def test_a_mistyped_name_leads_to_the_nearest() -> None:
    table = Table([_Twin()])
    assert table.find("ОДИН") is not None
    assert table.nearest("onee") == "one"
    assert table.nearest("wholly different") is None


def test_two_commands_of_one_name_are_noticed_at_the_start() -> None:
    with pytest.raises(ValueError, match="one"):
        Table([_Twin(), _Twin()])


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "ru"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("de;q=0.9,en;q=0.5", "en"),
        ("en;q=nonsense", "ru"),
        ("*", "ru"),
        (",;=,q", "ru"),
    ],
)
def test_the_browsers_language_is_spoken(accept: str, language: str) -> None:
    assert language_of(accept) == language
