"""Who was banned from a room is not let in again by what they do in the messenger."""

from datetime import timedelta

import pytest

from bridges.network import (
    ChatId,
    Durable,
    IncomingMembership,
    IncomingReaction,
    MessageId,
)
from rooms.storage import decisions, queue, rooms
from rooms.storage.database import Store
from tests.contract.test_relay import NOON, accept, message
from tests.contract.test_relay_posts import NO_LINKS, opened
from tests.support.houses import GROUP_ROOM, SERVER

GHOST = f"@teremok_sandbox_masha:{SERVER}"
CHAT, MASHA = ChatId("ladybirds"), message(1).person


@pytest.mark.parametrize("membership", ["ban", "leave"])
@pytest.mark.parametrize(
    "happening",
    [
        message(1, NOON),
        IncomingReaction(CHAT, "2", MessageId("1"), MASHA, NOON, "👍", False),
        IncomingMembership(CHAT, "3", MASHA, NOON, True),
    ],
    ids=["message", "reaction", "coming"],
)
async def test_nothing_of_theirs_comes_into_the_room(
    store: Store, membership: str, happening: Durable
) -> None:
    relay = await opened(store, NO_LINKS)
    async with store.transaction() as connection:
        await rooms.put_member(connection, GROUP_ROOM, GHOST, "Маша", membership)
    await accept(relay, "1", happening)
    async with store.reading() as connection:
        carried = await queue.head(connection, f"room:{GROUP_ROOM}", 9)
    assert len(carried) == (membership != "ban")


async def test_they_are_told(store: Store) -> None:
    relay = await opened(store, NO_LINKS)
    async with store.transaction() as connection:
        await rooms.put_member(connection, GROUP_ROOM, GHOST, "Маша", "ban")
    await accept(relay, "1", message(1, NOON + timedelta(hours=1)))
    async with store.reading() as connection:
        [decision] = await decisions.listed(connection)
        [answer] = await queue.head(connection, "chat:sandbox:ladybirds", 9)
    assert decision.rule == "mute"
    assert "лишил вас слова" in answer.payload["text"]
