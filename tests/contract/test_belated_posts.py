"""Posts that reach us when the hour for which they had to wait has come already."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bridges.enforcement.tasks import WITHDRAW
from bridges.relay import Relay
from bridges.room_lane import TO_ROOM
from policies.regulation import Regulation
from rooms.judgement import Judge
from rooms.storage import decisions, queue, rooms
from rooms.storage.database import Store
from rooms.storage.decisions import Decision, State
from rooms.storage.rooms import PlumbedChat
from tests.contract.test_relay import accept, message
from tests.support.clocks import Hand
from tests.support.duty import HOURS
from tests.support.houses import furnished

MOSCOW = ZoneInfo("Europe/Moscow")
NOTED = {"id": "4", "text": "Коротко.", "rule": "length", "with": {"characters": 3}}


def moscow(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=MOSCOW)


async def taken(
    store: Store, written_at: str, now: str, *clauses: dict[str, Any]
) -> tuple[Decision | None, set[str]]:
    """The decision on a parent's post that is told us so late, and the kinds of the tasks."""
    await furnished(store)
    async with store.transaction() as connection:
        chat = PlumbedChat("sandbox", "ladybirds", "ladybirds")
        await rooms.replace_chats(connection, [chat])
    regulation = Regulation.model_validate({"clauses": [HOURS, *clauses]})
    judge = Judge(regulation, "Europe/Moscow")
    relay = Relay(store, await furnished(store), judge, Hand(moscow(now)), lambda _lanes: None)
    await accept(relay, "1", message(1, moscow(written_at)))
    async with store.reading() as connection:
        lanes = await queue.lanes(connection)
        tasks = [task for lane in lanes for task in await queue.head(connection, lane, 9)]
        return await decisions.of_post(connection, "sandbox/ladybirds/1"), {t.kind for t in tasks}


async def test_it_appears_and_stays_in_the_messenger(store: Store) -> None:
    decision, kinds = await taken(store, "2026-11-23 22:00", "2026-11-24 09:00")
    assert decision is None
    assert TO_ROOM in kinds
    assert WITHDRAW not in kinds


async def test_what_else_was_found_is_noted(store: Store) -> None:
    noted = {**NOTED, "action": "flag"}
    decision, kinds = await taken(store, "2026-11-23 22:00", "2026-11-24 09:00", noted)
    assert decision is not None
    assert (decision.clause, decision.state) == ("4", State.NOTED)
    assert TO_ROOM in kinds


@pytest.mark.parametrize("rehearsal", [True, False])
async def test_what_is_severer_than_waiting_follows_all_the_same(
    store: Store, rehearsal: bool
) -> None:
    refused = {**NOTED, "action": "refuse", "rehearsal": rehearsal}
    decision, kinds = await taken(store, "2026-11-23 22:00", "2026-11-24 09:00", refused)
    assert (decision is None, TO_ROOM in kinds) == (rehearsal, rehearsal)


@pytest.mark.parametrize(
    ("now", "opens"),
    [("2026-11-23 22:05", "2026-11-24 08:00"), ("2026-11-24 21:00", "2026-11-25 08:00")],
)
async def test_when_it_is_shut_now_it_waits_for_the_next_opening(
    store: Store, now: str, opens: str
) -> None:
    decision, kinds = await taken(store, "2026-11-23 22:00", now)
    assert decision is not None
    assert (decision.state, decision.due_at) == (State.WAITING, Hand(moscow(opens)).now_ms())
    assert WITHDRAW in kinds
