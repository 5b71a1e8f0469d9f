"""The words of a post as the regulation reads them: what only its formatted text shows and what
links hide stands in them, what a bridge says of its own accord does not.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from rooms.archive.content import poll_text, replied_event
from rooms.archive.words import storable
from rooms.post_html import read_html

HTML = "org.matrix.custom.html"

_SCHEME = re.compile(r"(?:https?://(?:www\.)?|mailto:|tel:)", re.IGNORECASE)
_OF_MATRIX = ("matrix:", "https://matrix.to/", "http://matrix.to/")

_MOST_UNLIKE = 100
"""Lines that are looked for in vain; what comes then is taken for unlike the text."""
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]*)\]\([^()\s]*\)")
_SIMPLE_TAG = re.compile(r"</?[a-zA-Z]{1,10}>")
_SIGNS = str.maketrans("", "", "*_~`|#>\\<")
_CORE = re.compile(r"[^\W_](?:.*[^\W_])?")

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
    if formatted.startswith("<mx-reply>") and replied_event(content):
        _, closed, said = formatted.partition("</mx-reply>")
        return said if closed else formatted
    return formatted


def with_hidden_words(text: str, formatted: str) -> str:
    """The text, and in lines of their own what else its formatted form shows or hides.

    Clients show the formatted form instead of the plain text, and nothing makes the two agree.
    """
    if not formatted:
        return text
    read = read_html(formatted)
    return _with_addresses("\n".join([text, *_unlike(text, read.lines)]), read.addresses)


def with_hidden_links(text: str, formatted: str) -> str:
    """The text, and in lines of their own the addresses that are behind its words only.

    Nobody sees them before they tap, and the plain text does not have them.
    """
    if "href" not in formatted.casefold():
        return text
    return _with_addresses(text, read_html(formatted).addresses)


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


def _unlike(text: str, lines: Iterable[str]) -> list[str]:
    """Those of the lines whose words do not stand in the text, in this order."""
    said = _SIMPLE_TAG.sub(" ", _MARKDOWN_LINK.sub(r"\1", text))
    said = f" {_folded(said)} "
    unlike: list[str] = []
    at = 0
    for line in lines:
        words = f" {_folded(line)} "
        found = said.find(words, at) if len(unlike) < _MOST_UNLIKE else -1
        if found >= 0:
            at = found + len(words) - 1
        elif words.strip():
            unlike.append(line)
    return unlike


def _with_addresses(text: str, addresses: Iterable[str]) -> str:
    shown = text.casefold()
    hidden = dict.fromkeys(
        address
        for address in addresses
        if not address.casefold().startswith(_OF_MATRIX) and _bare(address).casefold() not in shown
    )
    return "\n".join([text, *hidden])


def _folded(text: str) -> str:
    """The words without the signs of Markdown around them; within a word they are left."""
    return " ".join(filter(None, map(_without_signs, text.casefold().split())))


def _without_signs(word: str) -> str:
    core = _CORE.search(word)
    if core is None:
        return word.translate(_SIGNS)
    before, after = word[: core.start()], word[core.end() :]
    return before.translate(_SIGNS) + core[0] + after.translate(_SIGNS)


def _bare(address: str) -> str:
    """As people write it."""
    return _SCHEME.sub("", address, count=1).rstrip("/")
