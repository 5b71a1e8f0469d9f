"""From an entry of the conversation to what the page shows of it: words, no markup."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rooms.archive.conversation import Deletion, Entry, Reaction, Version
from rooms.archive.export.contents import month_of
from rooms.archive.export.files import ExportedFile
from rooms.archive.export.reading import Reading
from rooms.archive.listing import moment
from rooms.archive.media import BROKEN, GONE, TOO_LARGE
from rooms.archive.vanishing import NotKept, why_not_kept
from rooms.storage.events import ArchivedMedia
from rooms.storage.history import Kept

COLOURS = 8
_DISAPPEARED = "Message disappeared"
"""The reason with which a bridge's bot redacts what was written for a while only.
Source: ``bridgev2/disappear.go`` of mautrix-go v0.30.0."""
_SNIPPET = 160
_SIGN = 40
_NAMES_SHOWN = 3
_GEO = re.compile(r"geo:(-?\d{1,3}(?:\.\d{1,12})?),(-?\d{1,3}(?:\.\d{1,12})?)(?:[,;].*)?")

_NAMELESS = {"photo": "Photo", "voice": "Voice message", "video": "Video", "file": "File"}
_PROBLEMS = {
    GONE: "The homeserver no longer has this file.",
    TOO_LARGE: "This file was larger than the archive takes.",
    BROKEN: "This file could not be read.",
}
_NOT_KEPT = {
    NotKept.DISAPPEARS: "Was meant to disappear by itself: not kept in the archive.",
    NotKept.ONCE: "May be looked at only once, on the phone: not kept in the archive.",
}
_KIND_WORDS = {**_NAMELESS, "location": "Place", "poll": "Poll"}


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file; `href` is None where the archive has none, and `problem` says why."""

    label: str
    look: str
    size: str
    href: str | None = None
    problem: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """What is answered; `href` leads to it."""

    href: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """An earlier wording."""

    at: str
    text: str
    file: ShownFile | None
    deleted: bool


@dataclass(frozen=True, slots=True)
class ShownReaction:
    """A sign or the answer of a poll, who put it or how many, and all their names."""

    sign: str
    who: str
    names: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """A post; `continued` where it follows one of the same author at once."""

    anchor: str
    kind: str
    name: str
    initial: str
    colour: int
    sender: str
    clock: str
    moment: str
    iso: str
    text: str
    file: ShownFile | None
    place: str | None
    not_kept: str | None
    quote: ShownQuote | None
    edited: bool
    earlier: tuple[ShownVersion, ...]
    deletion: str | None
    votes: tuple[ShownReaction, ...]
    reactions: tuple[ShownReaction, ...]
    stray: bool
    continued: bool


class Bubbles:
    """Makes bubbles for one page; `files` are those in the ZIP, by hash.

    `page` is the month of the page, None where all is on one.
    """

    def __init__(
        self, reading: Reading, files: Mapping[str, ExportedFile], page: str | None
    ) -> None:
        self.reading = reading
        self._files = files
        self._page = page

    def bubble(self, entry: Entry, continued: bool) -> Bubble:
        """What to show of a post."""
        event, at = entry.event, moment(entry.event.sent_at)
        name = event.sender_name or event.sender
        not_kept = self._not_kept(event.content)
        return Bubble(
            anchor=f"e{entry.position}",
            kind=event.kind,
            name=name,
            initial=next((letter for letter in name if letter.isalnum()), "?").upper(),
            colour=zlib.crc32(event.sender.encode()) % COLOURS,
            sender=event.sender,
            clock=self.reading.clock(at),
            moment=self.reading.moment(at),
            iso=at.astimezone(self.reading.zone).isoformat(timespec="seconds"),
            text=entry.now.text,
            file=self._file(entry.now.media, event.kind, event.content),
            place=_place(event.content) if event.kind == "location" else None,
            not_kept=not_kept,
            quote=self._quote(entry.answers) if entry.answers and not entry.stray else None,
            edited=bool(entry.earlier),
            earlier=()
            if not_kept
            else tuple(self._version(version, entry) for version in entry.earlier),
            deletion=self._deletion(entry.deletion) if entry.deletion else None,
            votes=tuple(
                ShownReaction(each.answer, str(len(each.names)), ", ".join(each.names))
                for each in entry.votes
            ),
            reactions=tuple(self._reaction(reaction) for reaction in entry.reactions),
            stray=entry.stray,
            continued=continued,
        )

    def _not_kept(self, content: Mapping[str, Any]) -> str | None:
        why = why_not_kept(content)
        return self.reading.say(_NOT_KEPT[why]) if why else None

    def _version(self, version: Version, entry: Entry) -> ShownVersion:
        file = None
        if version.media != entry.now.media:
            file = self._file(version.media, entry.event.kind, {})
            file = replace(file, look="file") if file else None
        at = self.reading.moment(moment(version.sent_at))
        return ShownVersion(at, version.text, file, version.deleted)

    def _file(
        self, media: ArchivedMedia | None, kind: str, content: Mapping[str, Any]
    ) -> ShownFile | None:
        if media is None:
            return None
        say = self.reading.say
        label = media.filename or say(_NAMELESS.get(kind, "File"))
        size = self.reading.size(media.size)
        exported = self._files.get(media.sha256 or "")
        if exported is None:
            problem = _PROBLEMS.get(media.problem or "", "The archive does not have this file yet.")
            return ShownFile(label, "file", size, problem=say(problem))
        width, height = _measures(content)
        return ShownFile(label, exported.look, size, exported.name, "", width, height)

    def _quote(self, answered: Kept) -> ShownQuote:
        event = answered.event
        month = month_of(moment(event.sent_at).astimezone(self.reading.zone))
        page = "" if self._page in (None, month) else f"{month}.html"
        text = " ".join(event.text.split())
        if not text:
            filename = event.media.filename if event.media else ""
            text = filename or self.reading.say(_KIND_WORDS.get(event.kind, "Message"))
        short = text if len(text) <= _SNIPPET else text[:_SNIPPET].rstrip() + "…"
        return ShownQuote(f"{page}#e{answered.position}", event.sender_name or event.sender, short)

    def _deletion(self, deletion: Deletion) -> str:
        at = self.reading.moment(moment(deletion.sent_at))
        say = self.reading.say
        if deletion.reason == _DISAPPEARED:
            return say("Was to disappear by itself, and did: {at}.", at=at)
        words = say("Deleted by {name}, {at}.", name=deletion.name, at=at)
        if deletion.reason:
            words += " " + say("Reason: {words}", words=deletion.reason)
        return words

    def _reaction(self, reaction: Reaction) -> ShownReaction:
        names = reaction.names
        who = ", ".join(names) if len(names) <= _NAMES_SHOWN else str(len(names))
        return ShownReaction(reaction.sign[:_SIGN], who, ", ".join(names))


def _place(content: Mapping[str, Any]) -> str | None:
    """The coordinates as ``latitude,longitude``."""
    uri = content.get("geo_uri")
    found = _GEO.fullmatch(uri) if isinstance(uri, str) else None
    return f"{found[1]},{found[2]}" if found else None


def _measures(content: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Width and height in pixels, both or none: the page then does not jump while it loads."""
    info = content.get("info")
    if not isinstance(info, dict):
        return None, None
    width, height = info.get("w"), info.get("h")
    for pixels in (width, height):
        if isinstance(pixels, bool) or not isinstance(pixels, int) or not 0 < pixels < 30_000:
            return None, None
    return width, height


def is_continued(before: Bubble | None, entry: Entry, last_at: datetime | None) -> bool:
    """Whether a post follows another of the same author within a few minutes."""
    if before is None or last_at is None or entry.stray:
        return False
    at = moment(entry.event.sent_at)
    same = before.sender == entry.event.sender and before.name == entry.event.sender_name
    return same and not before.stray and (at - last_at).total_seconds() < 600
