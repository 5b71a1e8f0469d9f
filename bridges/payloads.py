"""How happenings lie in the durable queue: JSON and back."""

from typing import Any

from pydantic import TypeAdapter

from bridges.network import (
    Durable,
    IncomingDeletion,
    IncomingEdit,
    IncomingMembership,
    IncomingMessage,
    IncomingReaction,
)

_ADAPTERS: dict[str, TypeAdapter[Any]] = {
    "message": TypeAdapter(IncomingMessage),
    "edit": TypeAdapter(IncomingEdit),
    "deletion": TypeAdapter(IncomingDeletion),
    "reaction": TypeAdapter(IncomingReaction),
    "membership": TypeAdapter(IncomingMembership),
}
KINDS: dict[type, str] = {
    IncomingMessage: "message",
    IncomingEdit: "edit",
    IncomingDeletion: "deletion",
    IncomingReaction: "reaction",
    IncomingMembership: "membership",
}
"""The kinds of happenings, by which tasks and crossings are named."""


def packed(happening: Durable) -> dict[str, Any]:
    """The happening as JSON, its kind with it."""
    kind = KINDS[type(happening)]
    values: dict[str, Any] = _ADAPTERS[kind].dump_python(happening, mode="json")
    return {"kind": kind, **values}


def unpacked(payload: dict[str, Any]) -> Durable:
    """The happening that was packed."""
    values = dict(payload)
    happening: Durable = _ADAPTERS[values.pop("kind")].validate_python(values)
    return happening
