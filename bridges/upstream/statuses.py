"""What a bridge says of an event that it was to carry: pure.

``FAIL_RETRIABLE`` is the status of nearly every failure, hopeless ones too, so that the reason
decides. Source: ``messagestatus.go``, ``errors.go`` of mautrix-go v0.30.0; MSC2785's
``com.beeper.message_send_status``; measured with mautrix-telegram v26.08.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rooms.sentence import Sentence

TYPE = "com.beeper.message_send_status"
OURS = "$teremok-"
"""How the ids of events begin that only a bridge has seen: they are in no room."""


class Outcome(StrEnum):
    """What became of an event."""

    SENT = "sent"
    PENDING = "pending"
    AWAY = "away"
    REFUSED = "refused"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Status:
    """What a bridge says of an event; `reason` is for people, `detail` its own English words."""

    event_id: str
    outcome: Outcome
    reason: Sentence
    detail: str = ""


_AWAY = re.compile(
    r"client is disconnected|connection dead|waitSession|not connected|websocket|engine was closed"
    r"|not logged in|no usable logins|i/o timeout|deadline exceeded|connection re(set|fused)"
    r"|\bEOF\b|disconnected|unreachable|timed? ?out|FLOOD_WAIT|broken pipe|context canceled",
    re.IGNORECASE,
)
_IGNORED = re.compile(
    r"ignoring (reaction|m\.notice|.*membership)|failed to find preferred login"
    r"|failed to get login to handle event|double puppet",
    re.IGNORECASE,
)
_NO_ECHO = r"waiting for echo|no echo|remote (echo|ack) timed out"
_UNSURE = re.compile(_NO_ECHO, re.IGNORECASE)
"""It may have arrived: sent again, it might stand there twice."""
_REASONS: Sequence[tuple[str, str]] = (
    (_NO_ECHO, "{title} has not confirmed it; it may have arrived all the same"),
    (r"invalid characters", "{title} does not take these characters or line breaks"),
    (
        r"MESSAGE_DELETE_FORBIDDEN|not.?admin|CHAT_ADMIN_REQUIRED|no_permission|not authorized"
        r"|failed to revoke|forbidden",
        "the account is not an administrator of the chat",
    ),
    (r"not logged in|no usable logins|engine was closed", "the account is logged out"),
    (r"too ?(large|big)|max(imum)? size|FILE_PARTS", "the file is too large for {title}"),
    (r"bridge answered 4\d\d", "the bridge cannot read it"),
    (r"(voice message|duration).too.long", "the recording is too long for {title}"),
    (r"too.long", "the text is too long for {title}"),
    (r"edited too many times", "it has been changed too often for {title}"),
    (r"too old|edit.*(time|window)|EDIT_TIME", "it is too old to be changed in {title}"),
    (r"CHAT_WRITE_FORBIDDEN|banned|USER_BANNED", "the account may not write in the chat"),
    (r"SLOWMODE|FLOOD|rate.?(over)?limit|too many requests", "{title} asks to write more slowly"),
    (r"poll", "{title} has no polls that the bridge could make"),
    (r"unsupported|not support|doesn't support", "{title} has nothing like it"),
    (r"target|not found|unknown message", "{title} does not know the message any more"),
)


def status_of(event: Mapping[str, Any], title: str, *, connected: bool) -> Status | None:
    """What a status event says; None where it is none.

    `connected`: how the account is as far as we know, by which a reason that says nothing is
    taken for the network's being away or not.
    """
    content = event.get("content")
    about = content.get("m.relates_to") if isinstance(content, dict) else None
    event_id = about.get("event_id") if isinstance(about, dict) else None
    if event.get("type") != TYPE or not isinstance(event_id, str) or not isinstance(content, dict):
        return None
    detail = " ".join(
        value
        for key in ("reason", "message", "internal_error")
        if isinstance(value := content.get(key), str)
    )
    detail = " ".join(detail.split())[:400]
    outcome = _outcome(str(content.get("status")), detail, connected)
    return Status(event_id, outcome, reason_of(detail, title, outcome), detail)


def _outcome(status: str, detail: str, connected: bool) -> Outcome:
    if status == "SUCCESS":
        return Outcome.SENT
    if not status.startswith("FAIL"):
        return Outcome.PENDING
    if _IGNORED.search(detail):
        return Outcome.IGNORED
    if _AWAY.search(detail) and not _UNSURE.search(detail):
        return Outcome.AWAY
    is_known = any(re.search(pattern, detail, re.IGNORECASE) for pattern, _ in _REASONS)
    if status == "FAIL_RETRIABLE" and not connected and not is_known:
        return Outcome.AWAY
    return Outcome.REFUSED


def reason_of(detail: str, title: str, outcome: Outcome) -> Sentence:
    """What a bridge's own words mean to people."""
    for pattern, text in _REASONS:
        if re.search(pattern, detail, re.IGNORECASE):
            return Sentence(text, {"title": title} if "{title}" in text else {})
    if outcome is Outcome.AWAY:
        return Sentence("{title} is out of reach just now", {"title": title})
    return Sentence("the bridge says: {detail}", {"detail": detail[:200] or "?"})
