"""Reading the content of a message: its kind, its words, its file, what it answers.

Everything is tolerant: a wrong type reads as if the key were not there.
"""

import re
from collections.abc import Mapping
from typing import Any

from rooms.archive.words import safe_filename, storable
from rooms.storage.events import ArchivedMedia

Content = Mapping[str, Any]

MEDIA_KINDS = ("photo", "voice", "video", "file")
"""The kinds of post that carry a file."""
UNKNOWN_TYPE = "application/octet-stream"

_KINDS = {"m.image": "photo", "m.video": "video", "m.file": "file", "m.location": "location"}
_POLLS = (("m.poll", "m.id"), ("org.matrix.msc3381.poll.start", "id"))
"""Where a poll stands in the content, and the id in an answer: specification, and MSC3381."""
_MXC = re.compile(r"mxc://[A-Za-z0-9.\-:\[\]]{1,255}/[A-Za-z0-9_\-]{1,255}")
_MIMETYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+\-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+\-]{0,126}")
_MAXIMUM_SIZE = 2**53 - 1
_QUOTE = re.compile(r"> (?:\* )?<[^\n]*\n(?:>[^\n]*\n)*\n?")


def message_kind(content: Content) -> str:
    """The kind of an ``m.room.message``; what is unknown is text, as its body is meant to be."""
    msgtype = content.get("msgtype")
    if msgtype == "m.audio":
        return "voice" if "org.matrix.msc3245.voice" in content else "file"
    return _KINDS.get(msgtype, "text") if isinstance(msgtype, str) else "text"


def message_text(content: Content, kind: str) -> str:
    """The words: the body without the quotation of an answered message, or the caption.

    The body of a file is its name, unless there is a `filename` that differs from it.
    https://spec.matrix.org/v1.13/client-server-api/#media-captions
    """
    body = storable(content.get("body"))
    if kind in MEDIA_KINDS:
        filename = content.get("filename")
        return body if isinstance(filename, str) and filename != body else ""
    if _reply(content):
        # Only what looks like a client's own quotation: people also write "> " themselves.
        return _QUOTE.sub("", body, count=1) if _QUOTE.match(body) else body
    return body


def media_of(content: Content, kind: str) -> ArchivedMedia | None:
    """The file of a message, None where it has none or its address is none of Matrix's."""
    if kind not in MEDIA_KINDS:
        return None
    # An encrypted file is kept as it is; its key stays in the content.
    encrypted = _mapping(content.get("file"))
    mxc = content.get("url") or encrypted.get("url")
    if not isinstance(mxc, str) or not _MXC.fullmatch(mxc):
        return None
    info = _mapping(content.get("info"))
    name = content.get("filename")
    return ArchivedMedia(
        mxc=mxc,
        filename=safe_filename(name if isinstance(name, str) and name else content.get("body")),
        mimetype=UNKNOWN_TYPE if encrypted else _mimetype(info.get("mimetype")),
        size=_size(info.get("size")),
    )


def edited_event(content: Content) -> str | None:
    """The event that this content replaces."""
    relation = _mapping(content.get("m.relates_to"))
    if relation.get("rel_type") != "m.replace":
        return None
    return storable(relation.get("event_id")) or None


def edited_content(content: Content) -> Content:
    """The new content of an edit; for an edit without one, its own, without the star."""
    new = content.get("m.new_content")
    if isinstance(new, dict):
        return new
    return {**content, "body": storable(content.get("body")).removeprefix("* ")}


def replied_event(content: Content) -> str | None:
    """The event that is answered; in a thread without an answer, the thread's first one."""
    relation = _mapping(content.get("m.relates_to"))
    thread = relation.get("rel_type") == "m.thread"
    if thread and (relation.get("is_falling_back") is True or not _reply(content)):
        return storable(relation.get("event_id")) or None
    return _reply(content)


def poll_text(content: Content) -> str:
    """A poll in words: the question, then a line an answer."""
    for key, identifier in _POLLS:
        poll = _mapping(content.get(key))
        if not poll:
            continue
        lines = [_extensible_text(poll.get("question"))]
        lines += [f"• {words}" for _, words in _answers(poll, identifier)]
        return "\n".join(lines)
    return _extensible_text(content)


def poll_answers(content: Content) -> dict[str, str]:
    """The answers of a poll in words, by their ids."""
    for key, identifier in _POLLS:
        if poll := _mapping(content.get(key)):
            return dict(_answers(poll, identifier))
    return {}


def most_answers(content: Content) -> int:
    """How many answers of a poll one may choose."""
    for key, _ in _POLLS:
        most = _mapping(content.get(key)).get("max_selections")
        if isinstance(most, int) and not isinstance(most, bool) and most > 0:
            return most
    return 1


def _answers(poll: Content, identifier: str) -> list[tuple[str, str]]:
    answers = poll.get("answers")
    found = []
    for answer in answers[:50] if isinstance(answers, list) else []:
        id_ = storable(_mapping(answer).get(identifier))
        found.append((id_, _extensible_text(answer) or id_))
    return found


def _extensible_text(value: object) -> str:
    """The text of an extensible event part (MSC1767), in its stable or its older form."""
    part = _mapping(value)
    for key in ("org.matrix.msc1767.text", "body"):
        if isinstance(part.get(key), str):
            return storable(part[key])
    blocks = part.get("m.text")
    if isinstance(blocks, list):
        for block in blocks:
            if isinstance(_mapping(block).get("body"), str):
                return storable(_mapping(block)["body"])
    return ""


def _reply(content: Content) -> str | None:
    relation = _mapping(content.get("m.relates_to"))
    return storable(_mapping(relation.get("m.in_reply_to")).get("event_id")) or None


def _mapping(value: object) -> Content:
    return value if isinstance(value, dict) else {}


def _mimetype(value: object) -> str:
    bare = value.split(";", 1)[0].strip().lower() if isinstance(value, str) else ""
    return bare if _MIMETYPE.fullmatch(bare) else UNKNOWN_TYPE


def _size(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        return 0
    return value if 0 <= value <= _MAXIMUM_SIZE else 0
