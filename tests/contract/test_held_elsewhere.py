"""What waits while its room gets another key, or another room takes its place, appears there."""

import pytest

from bridges.enforcement.origin import Origin
from rooms.storage import rooms, year
from rooms.storage.database import Store
from rooms.storage.decisions import State
from rooms.storage.rooms import KnownRoom
from tests.support.held import CHAT, ELEMENT, Held
from tests.support.houses import GROUP_ROOM


@pytest.fixture
def held(store: Store) -> Held:
    return Held(store)


@pytest.mark.parametrize("origin", [CHAT, ELEMENT], ids=["chat", "element"])
async def test_the_year_changes_overnight(held: Held, origin: Origin) -> None:
    await held.begin(origin)
    async with held.store.transaction() as connection:
        await year.rekey(connection, [("ladybirds", "owls")])
        other = KnownRoom("ladybirds", "!new:example.org", "group", "Новые божьи коровки")
        await rooms.put_room(connection, other)
    [said] = await held.later()
    assert said["room"] == GROUP_ROOM, "the children took their room with them"


@pytest.mark.parametrize("origin", [CHAT, ELEMENT], ids=["chat", "element"])
async def test_the_room_is_upgraded_overnight(held: Held, origin: Origin) -> None:
    await held.begin(origin)
    async with held.store.transaction() as connection:
        upgraded = KnownRoom("ladybirds", "!twelve:example.org", "group", "Божьи коровки")
        await rooms.put_room(connection, upgraded)
    [said] = await held.later()
    assert said["room"] == "!twelve:example.org"
    decision = await held.decision()
    assert (decision.state, decision.origin["room"]) == (State.PUBLISHED, "!twelve:example.org")
