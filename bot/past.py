"""Fetches what an answer to ``/sync`` left out because it was too much."""

import logging

from nio import AsyncClient, MessageDirection

from bot.asking import ask
from bot.hearing import Gap, Heard, Hearing

log = logging.getLogger(__name__)

PAGE = 100
MOST_PAGES = 50
"""More than 5,000 messages in one room since the last look are a flood, not a conversation."""


async def missed_events(
    client: AsyncClient, gap: Gap, since: str, heard_with: Hearing
) -> list[Heard]:
    """What was said to the bot between `since` and the gap's place, oldest first.

    Raises TryLater when the homeserver does not answer, Hopeless when it refuses.
    """
    missed: list[Heard] = []
    place: str | None = gap.token
    for _ in range(MOST_PAGES):
        page = await ask(
            client.room_messages(
                gap.room_id,
                start=place,
                end=since,
                direction=MessageDirection.back,
                limit=PAGE,
                message_filter=heard_with.timeline,
            )
        )
        words = [heard_with.read(gap.room_id, event.source) for event in page.chunk]
        missed += [each for each in words if each is not None]
        place = page.end
        if not place or not page.chunk:
            return missed[::-1]
    log.warning("Too much was said while the bot was away; the oldest is left unanswered")
    return missed[::-1]
