"""What is not meant to last: messages that disappear after a while or may be looked at once."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from rooms.storage.events import ArchivedEvent

TIMER = "com.beeper.disappearing_timer"
"""In the content of a message that a bridge will redact when its time is over:
``{"type": "after_send", "timer": 604800000}``; empty for all others.
Source: ``bridgev2/portal.go``, ``event/state.go`` of mautrix-go v0.30.0."""
VIEW_ONCE_NOTICE = "You received a view once"
"""How a notice begins that bridges say in the place of what may be looked at only once.
Source: ``pkg/connector/events.go`` and ``pkg/msgconv/wa-media.go`` of mautrix-whatsapp v26.08,
``pkg/connector/tomatrix.go`` of mautrix-telegram v26.08."""
_MARK = "ru.teremok.not_kept"


class NotKept(StrEnum):
    """Why the archive has nothing of an event but that there was one."""

    DISAPPEARS = "disappears"
    ONCE = "once"


def is_to_disappear(content: Mapping[str, Any]) -> bool:
    """Whether the bridge that said this will take it back after a while."""
    timer = content.get(TIMER)
    return isinstance(timer, Mapping) and bool(timer.get("type"))


def is_view_once_notice(content: Mapping[str, Any]) -> bool:
    """Whether a bridge says this in the place of what may be looked at only once."""
    body = content.get("body")
    says_so = isinstance(body, str) and body.startswith(VIEW_ONCE_NOTICE)
    return content.get("msgtype") == "m.notice" and says_so


def without_content(event: ArchivedEvent, why: NotKept) -> ArchivedEvent:
    """That there was an event, without its words and its file."""
    return replace(event, text="", content={_MARK: why.value}, media=None)


def why_not_kept(content: Mapping[str, Any]) -> NotKept | None:
    """Why the archive has not kept an event, by what it has in its place; None: it has.

    Nobody can pretend it: what has any content beside is kept with it.
    """
    is_alone = len(content) == 1
    return next((why for why in NotKept if is_alone and content.get(_MARK) == why.value), None)
