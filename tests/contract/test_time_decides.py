"""What time makes of posts on which nobody decided, or which the house was too late to publish."""

from datetime import timedelta

from bridges.enforcement.tasks import CARD
from policies.regulation import Regulation
from rooms.storage import decisions, queue
from rooms.storage.database import Store
from rooms.storage.decisions import State
from tests.support.duty import HOURS
from tests.support.held import CHAT, ELEMENT, MORNING, NIGHT, Held

ASKED = {
    "id": "3.1",
    "text": "Дежурный смотрит.",
    "rule": "length",
    "with": {"characters": 3},
    "action": "ask",
    "within": 120,
}
LATER = NIGHT + timedelta(minutes=121)


async def shown(held: Held) -> Held:
    """Its card was shown."""
    decision = await held.decision()
    async with held.store.transaction() as connection:
        await connection.execute("DELETE FROM queue WHERE kind = $1", CARD)
        await decisions.put_card(connection, decision.id, "$card")
    return held


async def test_what_nobody_decided_does_not_appear_at_night(store: Store) -> None:
    held = Held(store, {**ASKED, "otherwise": "allow"})
    await held.begin()
    await shown(held)
    assert await held.later(LATER) == []
    decision = await held.decision()
    assert (decision.state, decision.due_at) == (State.ASKED, MORNING.timestamp() * 1000)
    assert [task.kind for task in await held.tasks("duty")] == [CARD], "the card says when"
    assert len(await held.later(MORNING)) == 1
    assert (await held.decision()).state is State.PUBLISHED


async def test_nor_where_something_else_holds_it_for_a_person(store: Store) -> None:
    held = Held(store)
    person = {**ASKED, "action": "hold", "otherwise": "allow"}
    held.judge.replace(Regulation.model_validate({"clauses": [person, HOURS]}), "Europe/Moscow")
    await held.begin()
    assert await held.later(LATER) == []
    decision = await held.decision()
    assert (decision.state, decision.due_at) == (State.ASKED, MORNING.timestamp() * 1000)
    assert len(await held.later(MORNING)) == 1


async def test_what_is_refused_when_nobody_decides_is_so_at_any_hour(store: Store) -> None:
    held = Held(store, ASKED)
    await held.begin()
    assert await held.later(LATER) == []
    assert (await held.decision()).state is State.REFUSED


async def test_the_card_of_what_waits_on_says_until_when(store: Store) -> None:
    held = Held(store)
    await held.begin()
    await shown(held)
    assert await held.later(MORNING + timedelta(hours=14)) == []
    assert [task.kind for task in await held.tasks("duty")] == [CARD]


async def test_what_the_bot_says_in_the_morning_is_not_of_today(store: Store) -> None:
    held = Held(store)
    await held.begin(ELEMENT)
    [said] = await held.later()
    assert said["content"]["body"] == "Маша (31 августа, 22:00): Завтра"


async def test_of_all_that_waits_on_in_a_chat_its_author_hears_once(store: Store) -> None:
    held = Held(store)
    removed = CHAT.model_copy(update={"removed": True})
    for number in range(3):
        await held.begin(removed, f"Завтра {number}", f"${number}")
        async with store.transaction() as connection:
            await decisions.mark_told(connection, f"${number}", held.clock.now_ms())
        held.clock.at += timedelta(minutes=1)
    async with store.transaction() as connection:
        await queue.clear(connection, "chat:sandbox:ladybirds")
    assert await held.later(MORNING + timedelta(hours=14)) == []
    [told] = await held.tasks("chat:")
    assert "2 сентября" in told.payload["text"]
