"""A post that was removed, came back and goes again was removed from its messenger once."""

from datetime import timedelta
from typing import cast

from bridges.chat_lane import ANSWER
from bridges.enforcement.deciding import undo
from bridges.enforcement.tasks import WITHDRAW
from bridges.enforcement.withdrawal import Withdrawal
from bridges.matrix import Matrix
from bridges.network import ChatId, MessageId, Network, NetworkRefused
from rooms.storage import queue
from rooms.storage.database import Store
from tests.support.held import CHAT, MORNING, Held

WITHDRAWN = {
    "id": "3.1",
    "text": "Без рекламы.",
    "rule": "length",
    "with": {"characters": 3},
    "action": "withdraw",
}


class Messenger:
    """It deletes what is there."""

    name = "sandbox"

    def __init__(self) -> None:
        self.there = {"1"}

    async def delete(self, chat: ChatId, message: MessageId) -> None:
        if message not in self.there:
            raise NetworkRefused("there is no such message")
        self.there.remove(message)


async def withdrawn(held: Held, withdrawal: Withdrawal) -> list[str]:
    """Carry the removal out; gives what its author hears."""
    for task in await held.tasks("chat:"):
        done = await withdrawal.withdraw(task, False) if task.kind == WITHDRAW else None
        async with held.store.transaction() as connection:
            if done is not None:
                await done(connection)
            await queue.remove(connection, task.id)
    return [task.payload["text"] for task in await held.tasks("chat:") if task.kind == ANSWER]


async def test_undone_twice(store: Store) -> None:
    held = Held(store, WITHDRAWN)
    await held.begin()
    network = cast("Network", Messenger())
    withdrawal = Withdrawal({"sandbox": network}, cast("Matrix", None), store, held.clock)
    for turn in range(2):
        [told] = await withdrawn(held, withdrawal)
        assert "удалите" not in told, "it is there no more"
        assert (await held.decision()).origin["removed"] is True
        for _ in range(2 - 2 * turn):
            async with store.transaction() as connection:
                ruling = await undo(connection, held.settlement, 1, by="@zav:example.org")
                await queue.add_many(connection, ruling.tasks, held.clock.now_ms())
        async with store.transaction() as connection:
            await connection.execute("DELETE FROM queue WHERE kind = $1", ANSWER)


async def test_what_was_refused_while_its_messenger_was_away_is_not_said_to_appear(
    store: Store,
) -> None:
    """Whether the messenger lets us remove it or not."""
    for number, there in enumerate((True, False)):
        held = Held(store)
        await held.begin(CHAT, f"Завтра {number}", f"${number}")
        decision = await held.decision(f"${number}")
        held.clock.at += timedelta(minutes=10)
        async with store.transaction() as connection:
            tasks = await held.settlement.refuse(connection, decision, "@zav:example.org")
            await queue.add_many(connection, tasks or [], held.clock.now_ms())
        messenger = Messenger()
        messenger.there = {"1"} if there else set()
        networks = {"sandbox": cast("Network", messenger)}
        withdrawal = Withdrawal(networks, cast("Matrix", None), store, held.clock)
        [told] = await withdrawn(held, withdrawal)
        assert "не опубликовано" in told
        assert ("удалите его в чате сами" in told) is not there
        async with store.transaction() as connection:
            await connection.execute("DELETE FROM queue WHERE kind = $1", ANSWER)


async def test_what_is_to_appear_a_day_later_by_then_is_told_so_alone(store: Store) -> None:
    held = Held(store)
    await held.begin()
    await held.later(MORNING + timedelta(hours=14))
    network = cast("Network", Messenger())
    withdrawal = Withdrawal({"sandbox": network}, cast("Matrix", None), store, held.clock)
    [told] = await withdrawn(held, withdrawal)
    assert "2 сентября" in told
