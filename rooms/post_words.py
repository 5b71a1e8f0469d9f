"""The words of a post as the regulation reads them: what links hide stands in them, what a bridge
says of its own accord does not.
"""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from rooms.archive.content import poll_text
from rooms.archive.words import storable

HTML = "org.matrix.custom.html"

_LINK = re.compile(r"<a\s([^<>]*)>", re.IGNORECASE)
_TARGET = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_SCHEME = re.compile(r"(?:https?://(?:www\.)?|mailto:|tel:)", re.IGNORECASE)
_OF_MATRIX = ("matrix:", "https://matrix.to/", "http://matrix.to/")
_MOST_LINKS = 50

# mautrix-whatsapp, pkg/msgconv/from-whatsapp.go; mautrix-telegram, pkg/connector/tomatrix.go.
_FROM_WHATSAPP, _WHATSAPP_MARK = "↷ Forwarded", "<p data-mx-forwarded-notice>"
_FROM_TELEGRAM, _TELEGRAM_MARK = "Forwarded message from ", "<blockquote data-telegram-forward>"

_WHATSAPP_POLL = "org.matrix.msc3381.poll.start"
_TELEGRAM_POLL, _TO_VOTE = "<strong>Poll</strong>: ", "Open the Telegram app to vote."
_PLACE = re.compile(r"^(?:Live )?Location(?: \(see your Telegram client for live updates\))?: ")
_COORDINATES = re.compile(r"\(?\d{1,3}\.\d{4}° ?[NS],? \d{1,3}\.\d{4}° ?[EW]\)?")


def formatted_of(content: Mapping[str, Any]) -> str:
    """The formatted text of a message, without the quotation of an answered one; empty: none."""
    formatted = storable(content.get("formatted_body"))
    if content.get("format") != HTML:
        return ""
    if formatted.startswith("<mx-reply>"):
        return formatted.partition("</mx-reply>")[2]
    return formatted


def with_hidden_links(text: str, formatted: str) -> str:
    """The text, and in lines of their own the addresses that are behind its words only.

    Nobody sees them before they tap, and the plain text does not have them.
    """
    shown = text.casefold()
    hidden = dict.fromkeys(
        target for target in _targets(formatted) if _bare(target).casefold() not in shown
    )
    return "\n".join([text, *list(hidden)[:_MOST_LINKS]]) if hidden else text


def passed_on(text: str, formatted: str) -> str | None:
    """The words of a message that an upstream bridge says was forwarded, without its saying so;
    None: it says nothing of the kind.

    The marks in the formatted text are the bridge's own: what people write is escaped there.
    """
    if formatted.startswith(_WHATSAPP_MARK) and text.startswith(_FROM_WHATSAPP):
        return text.removeprefix(_FROM_WHATSAPP).lstrip("\n")
    if not (formatted.startswith(_FROM_TELEGRAM) and text.startswith(_FROM_TELEGRAM)):
        return None
    if _TELEGRAM_MARK in formatted:
        lines = text.partition("\n")[2].strip("\n").split("\n")
        return "\n".join(line.removeprefix("> ") for line in lines)
    # A file without words of its own: only from whom it is. People may write that, too.
    return text.removeprefix(_FROM_TELEGRAM).partition("\n")[0]


def place_words(text: str) -> str:
    """What a place is called that an upstream bridge tells of, without the bridge's own words: that
    it is one, how far north and east, and the address of a map.
    """
    lines = text.split("\n")
    if lines[-1].startswith(("https://", "http://")):
        lines.pop()
    lines[0] = _PLACE.sub("", lines[0])
    called = (_COORDINATES.sub("", line).strip() for line in lines)
    return "\n".join(filter(None, called))


def poll_words(content: Mapping[str, Any], text: str, formatted: str) -> str | None:
    """The question and the answers of a poll, which upstream bridges send as a message; None: it is
    no poll.
    """
    if isinstance(content.get(_WHATSAPP_POLL), Mapping):
        return poll_text(content)
    if formatted.startswith(_TELEGRAM_POLL) and formatted.endswith(_TO_VOTE):
        return text.removeprefix("Poll: ").removesuffix(_TO_VOTE).strip()
    return None


def _targets(formatted: str) -> Iterator[str]:
    if "href" not in formatted.casefold():
        return
    for link in _LINK.finditer(formatted):
        target = _TARGET.search(link[1])
        address = html.unescape(target[1] or target[2] or "").strip() if target else ""
        if address and not address.casefold().startswith(_OF_MATRIX):
            yield address


def _bare(address: str) -> str:
    """As people write it."""
    return _SCHEME.sub("", address, count=1).rstrip("/")
