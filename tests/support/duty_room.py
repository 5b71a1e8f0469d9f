"""The duty room of a whole house, and the head who sits in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.support.element import Element, Event, message
from tests.support.life import COMMUNITY, Life
from tests.support.waiting import until

WITH_DUTY_ROOM = {**COMMUNITY, "rooms": {**COMMUNITY["rooms"], "duty": {}}}  # type: ignore[dict-item]
"""The community of the house with a room for the duty administrator."""
LONGEST_HOLD_SECONDS = 300
"""A post that a test writes is held for two and a half minutes at most."""


@dataclass
class DutyRoom:
    """What the head sees there, and does."""

    life: Life
    room: str

    @classmethod
    async def of(cls, life: Life) -> "DutyRoom":
        """The room of that house."""
        return cls(life, await life.house.room(life.valentina.token, "sad24-duty"))

    @property
    def head(self) -> Element:
        """Who decides."""
        return self.life.valentina

    async def said(self) -> list[Event]:
        """What the bot has said in the room; edited events as they are shown now."""
        return self._shown(await self.head.timeline(self.room))

    def _shown(self, events: list[Event]) -> list[Event]:
        shown: dict[str, Event] = {}
        for event in events:
            if event["sender"] != self.life.house.house.bot_id or not event["content"]:
                continue
            relation = event["content"].get("m.relates_to", {})
            edited = shown.get(relation.get("event_id", ""))
            if relation.get("rel_type") == "m.replace" and edited is not None:
                edited["content"] = event["content"]["m.new_content"]
            elif event["type"] == "m.room.message":
                shown[event["event_id"]] = {**event, "content": dict(event["content"])}
        return list(shown.values())

    async def sees(self, fits: Callable[[Event], bool], what: str) -> Event:
        """Wait for something that the bot says there."""

        news = self.head.news(self.room)
        events: list[Event] = []

        async def look() -> Event | None:
            events.extend(await news.read())
            return next((event for event in self._shown(events) if fits(event)), None)

        return await until(look, f"{what} in the duty room")

    async def sees_card(self, *words: str) -> Event:
        """Wait for a card that has all these words in it now."""

        def fits(event: Event) -> bool:
            body = str(event["content"].get("body"))
            return "№" in body and all(word in body for word in words)

        return await self.sees(fits, f"a card with {words}")

    async def tap(self, card: Event, mark: str) -> None:
        """One tap on the reaction that the bot has put there."""

        async def is_there() -> bool:
            marks = [
                event["content"]["m.relates_to"].get("key")
                for event in await self.head.timeline(self.room)
                if event["type"] == "m.reaction"
                and event["content"].get("m.relates_to", {}).get("event_id") == card["event_id"]
            ]
            return mark in marks

        await until(is_there, f"{mark} at the card")
        await self.head.react(self.room, card["event_id"], mark)

    async def answer(self, card: Event, text: str) -> None:
        """Write in the thread of a card."""
        relation = {"rel_type": "m.thread", "event_id": card["event_id"]}
        await self.head.send(self.room, {**message(text), "m.relates_to": relation})

    def decision(self, text: str) -> dict[str, Any]:
        """The decision on a post with this text, as the command line lists it."""
        (decision,) = self._decisions(text)
        return decision

    def _decisions(self, text: str) -> list[dict[str, Any]]:
        return [row for row in self.life.listed("decisions", "list") if row["text"] == text]

    async def comes_to(self, text: str, state: str) -> dict[str, Any]:
        """Wait until the decision on a post stands so."""

        async def look() -> dict[str, Any] | None:
            found = self._decisions(text)
            return found[0] if [row["state"] for row in found] == [state] else None

        return await until(look, f"“{text[:30]}” {state}", LONGEST_HOLD_SECONDS, 1.0)

    def archived(self, key: str) -> list[dict[str, Any]]:
        """What the archive has of a room."""
        return self.life.listed("archive", "list", "--room", key)
