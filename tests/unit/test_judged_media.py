"""What the regulation gets to see of a file that comes from a messenger."""

from dataclasses import replace
from datetime import UTC, datetime

from bridges.judged_media import judged_media
from bridges.network import (
    ChatId,
    IncomingEdit,
    IncomingMessage,
    MediaKind,
    MediaRef,
    MessageId,
    Person,
    PersonId,
    Text,
)
from bridges.network import Media as MessengersMedia
from policies.post import Media

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANNA = Person(PersonId("anna"), "Анна")
VOICE = MessengersMedia(
    MediaRef("v"), MediaKind.VOICE, "audio/ogg", "v.ogg", 9000, duration_ms=1500
)
MESSAGE = IncomingMessage(ChatId("owls"), MessageId("1"), ANNA, AT, Text(""), media=VOICE)


def test_a_file_and_how_long_it_is() -> None:
    expected = Media("audio/ogg", "v.ogg", size=9000, seconds=1.5)
    assert judged_media(MESSAGE) == expected


def test_what_the_messenger_does_not_know_is_not_known() -> None:
    unknown = replace(MESSAGE, media=replace(VOICE, size=0, duration_ms=None))
    assert judged_media(unknown) == Media("audio/ogg", "v.ogg")


def test_words_and_edits_have_no_file() -> None:
    assert judged_media(replace(MESSAGE, media=None)) is None
    assert (
        judged_media(IncomingEdit(ChatId("owls"), "e", MessageId("1"), ANNA, AT, Text(""))) is None
    )
