"""What waits while its room gets another key, or another room takes its place, appears there."""

from datetime import timedelta

import pytest

from bridges.enforcement.origin import Origin
from rooms.storage import rooms, year
from rooms.storage.database import Store
from rooms.storage.decisions import State
from rooms.storage.rooms import KnownRoom
from tests.support.held import CHAT, ELEMENT, MORNING, Held
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


async def test_what_waits_for_either_room_appears_though_both_lanes_wake_at_once(
    held: Held,
) -> None:
    content = {"msgtype": "m.text", "body": "Раз"}
    await held.begin(ELEMENT.model_copy(update={"content": content}), "Раз", "$one")
    held.clock.at += timedelta(hours=1)
    content = {"msgtype": "m.text", "body": "Два"}
    there = ELEMENT.model_copy(update={"room": "!twelve:example.org", "content": content})
    await held.begin(there, "Два", "$two")
    async with held.store.transaction() as connection:
        upgraded = KnownRoom("ladybirds", "!twelve:example.org", "group", "Божьи коровки")
        await rooms.put_room(connection, upgraded)
    held.clock.at = MORNING
    [one, two] = await held.tasks("held:")
    settles = [await held.release.release(task, False) for task in (two, one)]
    for settle in settles:
        assert settle is not None
        async with held.store.transaction() as connection:
            await settle(connection)
    said = [task.payload["content"]["body"] for task in await held.tasks("room:!twelve")]
    assert [body.rpartition(": ")[2] for body in said[-2:]] == ["Раз", "Два"]
    assert (await held.decision("$two")).state is State.PUBLISHED
