"""What is to be published and the homeserver refuses comes back to people, and is told to all."""

from datetime import timedelta
from typing import Any, cast

import pytest

from bridges.announcing import ANNOUNCE
from bridges.enforcement.deciding import decide, undo
from bridges.enforcement.origin import Origin
from bridges.enforcement.published import event_of
from bridges.enforcement.publishing import Publishing
from bridges.enforcement.tasks import CARD, WITHDRAW
from bridges.matrix import Matrix
from bridges.room_lane import SAY_IN_ROOM, TO_ROOM
from rooms.storage import by_hand, decisions, queue, rooms
from rooms.storage.database import Store
from rooms.storage.decisions import Decision, State
from rooms.storage.queue import Done, Handler, Hopeless, QueuedTask
from rooms.wanted.by_hand import Mute
from tests.contract.test_time_decides import ASKED
from tests.support.held import CHAT, ELEMENT, MORNING, Held
from tests.support.holding import EIGHT, Holding
from tests.support.houses import GROUP_ROOM, furnished


async def the_decision(holding: Holding, number: int = 1) -> Decision:
    async with holding.store.reading() as connection:
        decision = await decisions.get(connection, number)
    assert decision is not None
    return decision


async def change_membership(holding: Holding, verb: str, who: str) -> None:
    """Somebody changes who may be in the room, and the homeserver tells it."""
    crossroads = holding.crossroads
    path = f"/rooms/{crossroads.room}/{verb}"
    await crossroads.call("POST", path, crossroads.bot, {"user_id": who})
    told = "ban" if verb == "ban" else "leave"
    async with holding.store.transaction() as connection:
        await rooms.put_member(connection, crossroads.room, who, "Masha", told)


async def settle(holding: Holding, *, yes: bool) -> None:
    async with holding.store.transaction() as connection:
        ruling = await decide(connection, holding.settlement, 1, yes=yes, by="@zav:s")
        assert ruling.problem is None
        await queue.add_many(connection, ruling.tasks, holding.clock.now_ms())
    await holding.work_off()


async def test_whose_author_was_banned_overnight_waits_for_a_person_and_can_be_published_again(
    holding: Holding,
) -> None:
    crossroads, ghost = holding.crossroads, holding.ghost("masha")
    await holding.parent_writes(1, "Завтра")
    await holding.parent_writes(2, "Доброе утро", "boris")
    await holding.work_off()
    await change_membership(holding, "ban", ghost)
    await holding.at(EIGHT)
    assert [text for _, text, _ in await holding.appeared()] == ["Доброе утро"], "the others do"
    decision = await the_decision(holding)
    assert (decision.state, decision.settled_by) == (State.REFUSED, "homeserver")
    said = [asked[1] for asked in crossroads.messenger.asked if asked[0] == "send"]
    assert "не попало в комнату" in said[-1]
    assert [task.payload for task in holding.shown] == [{"decision": 1}]
    path = f"/rooms/{crossroads.room}/state/m.room.member/{ghost}"
    assert (await crossroads.call("GET", path, crossroads.bot))["membership"] == "ban"
    await change_membership(holding, "unban", ghost)
    holding.clock.at += timedelta(minutes=1)
    await settle(holding, yes=True)
    assert [text for _, text, _ in await holding.appeared()] == ["Доброе утро", "Завтра"]
    assert (await the_decision(holding)).state is State.PUBLISHED


async def test_what_the_bot_can_say_in_the_room_no_more_can_be_dropped(holding: Holding) -> None:
    crossroads = holding.crossroads
    await holding.educator_writes(1, "Завтра")
    await holding.work_off()
    await crossroads.call("POST", f"/rooms/{crossroads.room}/leave", crossroads.bot)
    await holding.at(EIGHT)
    assert "не попало в комнату" in holding.told[-1].payload["text"]
    assert [task.payload for task in holding.shown] == [{"decision": 1}]
    await settle(holding, yes=False)
    assert "остаётся неопубликованным" in holding.told[-1].payload["text"]
    async with holding.store.transaction() as connection:
        ruling = await undo(connection, holding.settlement, 1, by="@zav:s")
    assert ruling.problem is None, "like all that was refused"


@pytest.mark.parametrize("author", ["parent", "educator"])
async def test_what_came_before_its_author_was_banned_stands_though_it_was_not_noted(
    holding: Holding, monkeypatch: pytest.MonkeyPatch, author: str
) -> None:
    who = holding.ghost("masha") if author == "parent" else "@anna:s"
    await (holding.parent_writes if author == "parent" else holding.educator_writes)(1, "Завтра")
    await holding.work_off()
    holding.clock.at = EIGHT
    await holding.release()
    [lane] = await holding.due()
    async with holding.store.reading() as connection:
        [task] = await queue.head(connection, lane, 2)
    await holding.handlers[task.kind](task, False)  # said, and killed before it is noted
    await change_membership(holding, "ban", who)
    holding.crossroads.ghosts.forget(who, holding.crossroads.room)
    await holding.kill(monkeypatch)
    await holding.work_off()
    assert [text for _, text, _ in await holding.appeared()] == ["Завтра"]
    assert (await the_decision(holding)).state is State.PUBLISHED
    async with holding.store.reading() as connection:
        assert await event_of(connection, 1) is not None
    path = f"/rooms/{holding.crossroads.room}/state/m.room.member/{who}"
    member = await holding.crossroads.call("GET", path, holding.crossroads.bot)
    assert member["membership"] == "ban"


# --- what it is that is refused -------------------------------------------------------------------


async def refusing(task: QueuedTask, repeated: bool) -> Done:
    """A room that takes nothing."""
    raise Hopeless("403 M_FORBIDDEN")


async def taking(task: QueuedTask, repeated: bool) -> Done:
    """A room that takes everything."""
    return None


async def published(
    store: Store, origin: Origin = ELEMENT, *clauses: dict[str, Any], lane: Handler = refusing
) -> tuple[Held, Publishing, QueuedTask]:
    """A post of the morning; the task that publishes it is still to be carried out."""
    held = Held(store, *clauses)
    await held.begin(origin)
    await held.later()
    directory = await furnished(store)
    lanes = {TO_ROOM: lane, SAY_IN_ROOM: lane}
    matrix = cast("Matrix", None)  # nothing was said before
    publishing = Publishing(lanes, matrix, held.settlement, directory, store, held.clock)
    [task] = await held.tasks("room:")
    return held, publishing, task


async def carried_out(held: Held, publishing: Publishing, task: QueuedTask) -> None:
    done = await publishing.handlers()[task.kind](task, False)
    assert done is not None
    async with held.store.transaction() as connection:
        await done(connection)


async def test_of_what_has_a_card_those_on_duty_hear_beside_it(store: Store) -> None:
    held, publishing, task = await published(store)
    async with store.transaction() as connection:
        await decisions.put_card(connection, 1, "$card")
    await carried_out(held, publishing, task)
    assert [task.kind for task in await held.tasks("duty")] == [CARD]
    [announced] = await held.tasks(ANNOUNCE)
    assert announced.payload["text"].startswith("№ 1 не попало в комнату")


async def test_what_stood_in_the_messenger_goes_when_it_is_dropped(store: Store) -> None:
    held, publishing, task = await published(store, CHAT, {**ASKED, "otherwise": "allow"})
    await carried_out(held, publishing, task)
    async with store.transaction() as connection:
        ruling = await decide(connection, held.settlement, 1, yes=False, by="@zav:s")
    [withdrawn] = [task for task in ruling.tasks if task.kind == WITHDRAW]
    assert "остаётся неопубликованным" in withdrawn.payload["text"]


async def test_what_was_undone_and_published_anew_meanwhile_is_not_given_back(
    store: Store,
) -> None:
    held, publishing, task = await published(store)
    async with store.transaction() as connection:
        for _ in range(2):
            held.clock.at += timedelta(minutes=1)
            await undo(connection, held.settlement, 1, by="@zav:s")
    await carried_out(held, publishing, task)
    assert (await held.decision()).state is State.PUBLISHED


async def test_other_words_in_the_room_are_set_aside_as_ever(store: Store) -> None:
    _, publishing, task = await published(store)
    other = QueuedTask(9, task.lane, TO_ROOM, {"network": "sandbox"}, 0, 0, 0)
    with pytest.raises(Hopeless):
        await publishing.handlers()[TO_ROOM](other, False)


@pytest.mark.parametrize("verb", ["ban", "mute"])
async def test_in_nobodys_name_is_said_what_they_may_not_say_any_more(
    store: Store, verb: str
) -> None:
    held, publishing, task = await published(store, lane=taking)
    author = (await held.decision()).author
    async with store.transaction() as connection:
        if verb == "ban":
            await rooms.put_member(connection, GROUP_ROOM, author, "Маша", "ban")
        else:
            until = int((MORNING + timedelta(hours=1)).timestamp() * 1000)
            await by_hand.put_mute(connection, Mute("ladybirds", author, until, "@zav:s", 1))
    await carried_out(held, publishing, task)
    decision = await held.decision()
    assert (decision.state, decision.settled_by) == (State.REFUSED, "homeserver")
