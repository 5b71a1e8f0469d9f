"""From a Matrix event to the post that the regulation judges."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from policies.post import Post, PostKind
from rooms.archive.content import (
    edited_content,
    edited_event,
    message_kind,
    message_text,
    poll_text,
    replied_event,
)
from rooms.archive.vanishing import why_not_kept
from rooms.community import BOT_LOCALPART
from rooms.directory import Directory
from rooms.post_media import media_of_event
from rooms.post_words import (
    formatted_of,
    passed_on,
    place_words,
    poll_words,
    with_hidden_links,
    with_hidden_words,
)
from rooms.storage.events import ArchivedMedia
from rooms.wanted.kinds import DUTY

UNREADABLE = "fi.mau.whatsapp.undecryptable"
"""In what a bridge says in a parent's name of a message that it could not read, or may not show.
Source: ``pkg/connector/events.go`` of mautrix-whatsapp v26.08."""
LATEST_MS = 32_503_680_000_000
"""The end of the year 2999: a later time is a mistake, and calendars begin to run out of days."""

_MESSAGES = ("m.room.message", "m.sticker")
_POLLS = ("m.poll.start", "org.matrix.msc3381.poll.start")


def is_post(event_type: str, state_key: object) -> bool:
    """Whether events of this type are posts: messages, edits, stickers and polls are."""
    return state_key is None and event_type in (*_MESSAGES, *_POLLS)


def post_of_event(
    event: Mapping[str, Any],
    directory: Directory,
    *,
    mirrored: bool = False,
    archived: ArchivedMedia | None = None,
) -> Post | None:
    """What a person wrote in a room of the community, as the regulation sees it.

    `event` is in the client format. None for everything that is not to be judged: what is no post
    or was redacted, rooms that are not ours and that of the duty administrator, bots, ghosts of our
    own connectors (what they say was judged before; with `mirrored` it is a post), what bridges say
    in a parent's name, what the archive has not kept, and what is no proper event.
    The text is without the quotation of an answered message and has the addresses behind its words;
    of an edit it is the new one, as is the file. `archived` is what the archive knows of that.
    """
    event_id, room_id, sender = (event.get(key) for key in ("event_id", "room_id", "sender"))
    if not (isinstance(event_id, str) and isinstance(room_id, str) and isinstance(sender, str)):
        return None
    event_type, content = event.get("type"), event.get("content")
    if not (isinstance(event_type, str) and isinstance(content, dict) and content):
        return None
    written_at = written_at_of(event)
    room = directory.room(room_id)
    if room is None or room.kind == DUTY:  # where people decide on posts, they quote them
        return None
    if written_at is None or not is_post(event_type, event.get("state_key")):
        return None
    if directory.is_upstream_bot(sender) or (directory.is_own_ghost(sender) and not mirrored):
        return None
    if sender == directory.user_id(BOT_LOCALPART):
        return None
    if content.get(UNREADABLE) is True and directory.is_upstream_ghost(sender):
        return None  # these are the bridge's words
    if why_not_kept(content) is not None:
        return None
    is_edit = edited_event(content) is not None
    shown = edited_content(content) if is_edit else content
    kind, text = _kind_and_text(event_type, shown)
    formatted, forwarded = formatted_of(shown), None
    read = with_hidden_words
    if directory.is_upstream_ghost(sender):
        if content.get("msgtype") == "m.notice":
            return None  # the bridge says it: parents have no such messages
        read = with_hidden_links  # both forms are the bridge's own, and say the same
        if kind is PostKind.LOCATION:
            text, formatted = place_words(text), ""
        elif (asked := poll_words(shown, text, formatted)) is not None:
            kind, text = PostKind.POLL, asked
        forwarded = passed_on(text, formatted)
    return Post(
        id=event_id,
        author=directory.author(room_id, sender),
        place=directory.place(room),
        written_at=written_at,
        kind=kind,
        text=read(text if forwarded is None else forwarded, formatted),
        is_edit=is_edit,
        media=media_of_event(shown, kind, archived, event_type=event_type),
        reply_to=None if is_edit else replied_event(content),
        forwarded=forwarded is not None,
    )


def written_at_of(event: Mapping[str, Any]) -> datetime | None:
    """When the homeserver took the event from its author; None where that is no time."""
    at = event.get("origin_server_ts")
    if isinstance(at, bool) or not isinstance(at, int) or not 0 <= at < LATEST_MS:
        return None
    return datetime.fromtimestamp(at / 1000, tz=UTC)


def _kind_and_text(event_type: str, content: Mapping[str, Any]) -> tuple[PostKind, str]:
    if event_type in _POLLS:
        return PostKind.POLL, poll_text(content)
    kind = "photo" if event_type == "m.sticker" else message_kind(content)
    return PostKind(kind), message_text(content, kind)
