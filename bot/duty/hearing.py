"""Hears in the duty room what people make of a card: reactions, and words in its thread.

Heard in the transaction that archives it, so that nothing is lost and nothing is taken twice.
"""

from collections.abc import Mapping
from typing import Any

from bot.commands.words import after_call
from bot.duty.album import Album
from bot.duty.cards import NO, YES
from bot.duty.marks import alone_of, decision_of
from bridges.matrix import MARKER
from rooms.archive.words import storable
from rooms.community import BOT_LOCALPART
from rooms.directory import Directory
from rooms.storage import decisions, events, talks
from rooms.storage.database import Connection
from rooms.storage.queue import Task
from rooms.wanted.kinds import DUTY, STAFF

REACTED = "card-reacted"
"""The kind of the tasks made from reactions: ``{"decisions", "yes", "sender"}``."""
ANSWERED = "card-answered"
"""And from words in a thread: ``{"decision", "words", "sender", "room", "event_id"}``."""
_VARIATION = "\ufe0f"
"""Some clients write it behind an emoji, some do not."""


class DutyHearing:
    """Fulfils bridges.inbox.Hears."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def hear(self, connection: Connection, raw: Mapping[str, Any]) -> list[Task]:
        """Take note of a new event of a room of the community; gives what follows from it."""
        room = self._directory.room(str(raw.get("room_id")))
        content = raw.get("content")
        if room is None or room.kind not in (DUTY, STAFF) or not isinstance(content, Mapping):
            return []
        if not self._is_person(str(raw.get("sender"))):
            return []
        match raw.get("type"):
            case "m.reaction":
                return await self._reaction(connection, raw, content)
            case "m.room.message":
                return await self._message(connection, raw, content)
        return []

    async def _reaction(
        self, connection: Connection, raw: Mapping[str, Any], content: Mapping[str, Any]
    ) -> list[Task]:
        relation = _mapping(content.get("m.relates_to"))
        mark = str(relation.get("key")).replace(_VARIATION, "")
        if mark not in (YES, NO):
            return []
        numbers = await self._decisions_at(connection, raw["room_id"], relation.get("event_id"))
        if not numbers:
            return []
        payload = {"decisions": numbers, "yes": mark == YES, "sender": raw["sender"]}
        return [Task(_lane(raw), REACTED, payload)]

    async def _message(
        self, connection: Connection, raw: Mapping[str, Any], content: Mapping[str, Any]
    ) -> list[Task]:
        relation = _mapping(content.get("m.relates_to"))
        body = storable(content.get("body"))
        if relation.get("rel_type") != "m.thread" or after_call(body) is not None:
            return []
        card = relation.get("event_id")
        decision = await self._decision_of(connection, raw["room_id"], str(card))
        if decision is None:
            return []
        words = body if content.get("msgtype") == "m.text" else ""
        payload = {
            "decision": decision,
            "words": words,
            "sender": raw["sender"],
            "room": raw["room_id"],
            "event_id": raw["event_id"],
        }
        return [Task(_lane(raw), ANSWERED, payload)]

    async def _decisions_at(
        self, connection: Connection, room_id: str, event_id: object
    ) -> list[int]:
        """What a reaction decides: at the objection to a post of an album, or at its file, that
        one; at the card, or at words in its thread, all that the card asks about.

        They are looked up now: what joins the card later nobody has seen who reacted before.
        """
        if not isinstance(event_id, str):
            return []
        if (alone := alone_of(await self._mark(connection, room_id, event_id))) is not None:
            return [alone]
        decision = await self._decision_of(connection, room_id, event_id)
        if decision is None:
            event = await events.get(connection, event_id)
            relation = _mapping(event.content.get("m.relates_to")) if event else {}
            if relation.get("rel_type") != "m.thread":
                return []
            event_id = str(relation.get("event_id"))
            decision = await self._decision_of(connection, room_id, event_id)
        if decision is None:
            return []
        shown = await decisions.of_card(connection, event_id)
        return list(Album(shown).alike) if shown else [decision]

    async def _decision_of(self, connection: Connection, room_id: str, event_id: str) -> int | None:
        """The decision whose card this is, even one that was put there this very moment."""
        decision = await talks.is_card(connection, room_id, event_id)
        if decision is not None:
            return decision
        return decision_of(await self._mark(connection, room_id, event_id))

    async def _mark(self, connection: Connection, room_id: str, event_id: str) -> str:
        """What the bot marked it with; empty where it is not of the bot."""
        event = await events.get(connection, event_id)
        if event is None or event.room_id != room_id or event.sender != self._bot_id:
            return ""
        return str(_mapping(event.content.get(MARKER)).get("id"))

    def _is_person(self, user_id: str) -> bool:
        directory = self._directory
        if directory.is_ghost(user_id) or directory.is_upstream_bot(user_id):
            return False
        return user_id != self._bot_id

    @property
    def _bot_id(self) -> str:
        return self._directory.user_id(BOT_LOCALPART)


def _lane(raw: Mapping[str, Any]) -> str:
    return f"heard:{raw['room_id']}"


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
