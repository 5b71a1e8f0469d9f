"""A bridge's log as people read it: the program writes one JSON object a line."""

import json

_LEAST = ("fatal", "panic", "error", "warn", "info", "debug", "trace")

_OURS = "$teremok-"
"""How the ids of such events begin."""


def readable(line: str) -> str:
    """Time, level and words of a line; one that is no JSON as it is."""
    told = _told(line)
    if told is None:
        return line
    level, words = str(told.get("level", "")).upper(), _words(told)
    return f"{told.get('time', '')} {level} {words}".strip()


def reason(lines: list[str]) -> str:
    """Why a program ended, from its last lines: the gravest of them, else the last one."""
    told = [(line, _told(line)) for line in lines if line.strip()]
    told = [(line, each) for line, each in told if each is None or not _is_of_ours(each)]
    for level in _LEAST[:3]:
        for _, each in reversed(told):
            if each is not None and each.get("level") == level:
                return _words(each)
    for line, each in told:
        if each is None and line.startswith("panic:"):
            return line
    if not told:
        return ""
    line, each = told[-1]
    return line if each is None else _words(each)


def _told(line: str) -> dict[str, object] | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _is_of_ours(told: dict[str, object]) -> bool:
    """Whether it speaks of an event that Teremok gave to the bridge alone: no room knows it.

    Source: ``internalSendMessageStatus`` in ``bridgev2/matrix/connector.go`` of mautrix-go v0.30.0.
    """
    is_status = told.get("message") == "Failed to send MSS event"
    return is_status and str(told.get("event_id", "")).startswith(_OURS)


def _words(told: dict[str, object]) -> str:
    message, error = str(told.get("message", "")), str(told.get("error", ""))
    return f"{message}: {error}" if message and error else message or error
