"""The outbox on both databases: order, retries, what an earlier run left."""

import asyncio

import pytest

from bridges.outbox import MOST_SURPRISES, UNDER_WAY, Outbox
from rooms.clock import SystemClock
from rooms.storage import queue, settings
from rooms.storage.database import Connection, DatabaseAway, Store
from rooms.storage.queue import Done, Hopeless, QueuedTask, Task, TryLater
from tests.support.waiting import LIMIT_SECONDS, until


class Recorder:
    """A handler that notes what it was given, and fails where it is told to."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, int, bool]] = []
        self.problems: list[Exception] = []

    async def __call__(self, task: QueuedTask, repeated: bool) -> Done:
        if self.problems:
            raise self.problems.pop(0)
        self.seen.append((task.lane, task.payload["number"], repeated))
        return None


async def fill(store: Store, lane: str, numbers: range, due_at: int = 0) -> None:
    async with store.transaction() as connection:
        for number in numbers:
            await queue.add(connection, Task(lane, "note", {"number": number}, due_at), 1)


async def until_empty(store: Store) -> None:
    async def is_empty() -> bool:
        async with store.reading() as connection:
            return not await queue.lanes(connection)

    await until(is_empty, "an empty queue", pause=0.02)


async def test_lanes_leave_in_order_and_only_the_first_count_as_repeated(store: Store) -> None:
    recorder = Recorder()
    outbox = Outbox(store, {"note": recorder}, SystemClock())
    await fill(store, "a", range(150))
    await fill(store, "b", range(150))
    outbox.wake(["a", "b"])
    await until_empty(store)
    for lane in "ab":
        mine = [(number, repeated) for where, number, repeated in recorder.seen if where == lane]
        assert mine == [(number, number < UNDER_WAY) for number in range(150)]
    await outbox.stop()


async def test_what_is_queued_in_this_run_is_new(store: Store) -> None:
    recorder = Recorder()
    outbox = Outbox(store, {"note": recorder}, SystemClock())
    await fill(store, "a", range(2))
    outbox.wake(["a"])
    await until_empty(store)
    await fill(store, "a", range(2, 5))
    await fill(store, "b", range(3))
    outbox.wake(["a", "b"])
    await until_empty(store)
    await outbox.stop()
    assert [(number, repeated) for lane, number, repeated in recorder.seen if lane == "a"] == [
        (number, number < 2) for number in range(5)
    ]
    assert not any(repeated for lane, _, repeated in recorder.seen if lane == "b")


async def test_a_failing_task_holds_its_lane_and_no_other(store: Store) -> None:
    recorder = Recorder()
    recorder.problems = [TryLater("busy", 0.3), RuntimeError("a bug")]
    outbox = Outbox(store, {"note": recorder}, SystemClock())
    await fill(store, "a", range(3))
    outbox.wake(["a"])
    await asyncio.sleep(0.1)
    await fill(store, "b", range(1))
    outbox.wake(["b"])
    await until_empty(store)
    order_in_a = [entry for entry in recorder.seen if entry[0] == "a"]
    assert [number for _, number, _ in order_in_a] == [0, 1, 2]
    assert order_in_a[0][2], "what was tried before must be looked up"
    assert ("b", 0, True) in recorder.seen
    await outbox.stop()


async def test_a_hopeless_task_is_set_aside_for_people_and_the_rest_goes_on(store: Store) -> None:
    async def then(connection: Connection) -> None:
        await settings.put(connection, "told", "yes")

    recorder = Recorder()
    recorder.problems = [Hopeless("never", then)]
    outbox = Outbox(store, {"note": recorder}, SystemClock())
    await fill(store, "a", range(2))
    outbox.wake(["a"])
    await until_empty(store)
    async with store.reading() as connection:
        assert await settings.get(connection, "told") == "yes"
        [left] = await queue.lengths(connection)
    assert (left.lane, left.waiting, left.problem) == ("failed:a", 1, "never")
    assert [number for _, number, _ in recorder.seen] == [1]
    await outbox.stop()


async def test_a_task_waits_until_it_is_due(store: Store) -> None:
    recorder = Recorder()
    clock = SystemClock()
    outbox = Outbox(store, {"note": recorder}, clock)
    due_at = clock.now_ms() + 400
    await fill(store, "a", range(1), due_at)
    outbox.wake(["a"])
    await until_empty(store)
    assert clock.now_ms() >= due_at
    await outbox.stop()


async def test_what_another_process_adds_is_found_without_a_call(store: Store) -> None:
    recorder = Recorder()
    outbox = Outbox(store, {"note": recorder}, SystemClock())
    running = asyncio.create_task(outbox.run())
    await asyncio.sleep(0.1)
    await fill(store, "a", range(1))
    await until_empty(store)
    running.cancel()
    await outbox.stop()
    assert len(recorder.seen) == 1


async def test_a_stop_in_the_middle_loses_nothing(store: Store) -> None:
    started = asyncio.Event()

    async def slow(task: QueuedTask, repeated: bool) -> Done:
        started.set()
        await asyncio.sleep(60)
        return None

    outbox = Outbox(store, {"note": slow}, SystemClock())
    await fill(store, "a", range(2))
    outbox.wake(["a"])
    await started.wait()
    await outbox.stop()
    recorder = Recorder()
    second = Outbox(store, {"note": recorder}, SystemClock())
    second.wake(["a"])
    await until_empty(store)
    assert recorder.seen == [("a", 0, True), ("a", 1, True)]
    await second.stop()


async def test_what_nobody_foresaw_does_not_stop_a_lane_for_ever(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bridges.outbox.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("bridges.outbox.LONGEST_PAUSE", 0.01)
    recorder = Recorder()
    recorder.problems = [ValueError("words of a parent")] * MOST_SURPRISES
    outbox = Outbox(store, {"note": recorder}, SystemClock())
    await fill(store, "a", range(2))
    outbox.wake(["a"])
    await until_empty(store)
    await outbox.stop()
    assert [number for _, number, _ in recorder.seen] == [1]
    async with store.reading() as connection:
        [left] = await queue.lengths(connection)
    assert (left.lane, left.problem) == ("failed:a", "ValueError")
    assert "words of a parent" not in caplog.text


async def test_what_nobody_foresaw_in_noting_an_end_does_not_stop_a_lane_for_ever(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridges.outbox.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("bridges.outbox.LONGEST_PAUSE", 0.01)
    seen: list[int] = []

    async def handler(task: QueuedTask, repeated: bool) -> Done:
        seen.append(task.payload["number"])

        async def done(connection: Connection) -> None:
            if task.payload["number"] == 0:
                raise ValueError

        return done

    outbox = Outbox(store, {"note": handler}, SystemClock())
    await fill(store, "a", range(2))
    outbox.wake(["a"])
    await until_empty(store)
    await outbox.stop()
    assert seen == [0] * MOST_SURPRISES + [1]
    async with store.reading() as connection:
        [left] = await queue.lengths(connection)
    assert (left.lane, left.waiting, left.problem) == ("failed:a", 1, "ValueError")


async def test_a_task_whose_end_could_not_be_noted_counts_as_repeated(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridges.outbox.LONGEST_PAUSE", 0.01)
    # A write that fails among others is tried once more alone.
    problems: list[Exception] = [ValueError(), ValueError(), DatabaseAway("for a moment")]
    seen: list[tuple[int, bool]] = []

    async def handler(task: QueuedTask, repeated: bool) -> Done:
        seen.append((task.payload["number"], repeated))
        if len(seen) == 4:
            raise problems.pop()

        async def done(connection: Connection) -> None:
            if task.payload["number"] == 1 and len(problems) > 1:
                raise problems.pop(0)

        return done

    outbox = Outbox(store, {"note": handler}, SystemClock())
    await fill(store, "a", range(3))
    outbox.wake(["a"])
    await until_empty(store)
    await outbox.stop()
    assert seen == [(0, True), (1, True), (1, True), (2, True), (2, True)]


async def test_what_stands_alone_does_not_wait_for_the_notes_of_those_before(
    store: Store,
) -> None:
    begun: list[int] = []
    may_note = asyncio.Event()

    async def handler(task: QueuedTask, repeated: bool) -> Done:
        begun.append(task.payload["number"])

        async def done(connection: Connection) -> None:
            if task.payload["number"] == 0:
                await may_note.wait()

        return done

    outbox = Outbox(store, {"note": handler}, SystemClock(), lambda task: True)
    await fill(store, "a", range(2 * UNDER_WAY))
    outbox.wake(["a"])

    async def is_ahead() -> bool:
        return len(begun) >= UNDER_WAY - 1

    await until(is_ahead, "one that does not wait", pause=0.01)
    await asyncio.sleep(0.1)
    assert len(begun) == UNDER_WAY - 1, "so many without a note, and no more"
    may_note.set()
    await until_empty(store)
    await outbox.stop()
    assert begun == list(range(2 * UNDER_WAY))


async def test_what_refers_to_something_waits_until_it_is_noted(store: Store) -> None:
    noted: list[int] = []
    seen: list[tuple[int, list[int]]] = []

    async def handler(task: QueuedTask, repeated: bool) -> Done:
        number = task.payload["number"]
        seen.append((number, list(noted)))

        async def done(connection: Connection) -> None:
            await asyncio.sleep(0.01)
            noted.append(number)

        return done

    outbox = Outbox(store, {"note": handler}, SystemClock())
    await fill(store, "a", range(4))
    outbox.wake(["a"])
    await until_empty(store)
    await outbox.stop()
    assert seen == [(number, list(range(number))) for number in range(4)]


async def test_a_stop_while_an_end_is_being_noted_does_not_wait_for_the_database(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    noting = asyncio.Event()
    for_ever = asyncio.Event()

    async def write(self: object, writes: object) -> None:
        noting.set()
        await for_ever.wait()

    monkeypatch.setattr("bridges.outbox.GroupCommit._write", write)
    recorder = Recorder()
    outbox = Outbox(store, {"note": recorder}, SystemClock(), lambda task: True)
    await fill(store, "a", range(2))
    outbox.wake(["a"])
    await noting.wait()
    await asyncio.wait_for(outbox.stop(), LIMIT_SECONDS)
    assert [number for _, number, _ in recorder.seen] == [0, 1]


async def test_an_ordinary_stop_forgets_nothing_that_is_carried_out(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rooms.storage.group_commit.GATHER_SECONDS", LIMIT_SECONDS)
    for_ever = asyncio.Event()
    begun: list[int] = []

    async def handler(task: QueuedTask, repeated: bool) -> Done:
        begun.append(task.payload["number"])
        if len(begun) == 3:
            await for_ever.wait()
        return None

    outbox = Outbox(store, {"note": handler}, SystemClock(), lambda task: True)
    await fill(store, "a", range(4))
    outbox.wake(["a"])

    async def is_under_way() -> bool:
        return len(begun) == 3

    await until(is_under_way, "the third one", pause=0.01)
    await outbox.stop()
    async with store.reading() as connection:
        left = [task.payload["number"] for task in await queue.head(connection, "a", 9)]
    assert left == [2, 3]


async def test_a_stop_ends_a_lane_that_was_just_rung_for_and_the_next_run_doubts_it(
    store: Store,
) -> None:
    begun = asyncio.Event()
    seen: list[tuple[int, bool]] = []

    async def handler(task: QueuedTask, repeated: bool) -> Done:
        seen.append((task.payload["number"], repeated))
        if len(seen) == 2:
            begun.set()
            await asyncio.sleep(60)
        return None

    outbox = Outbox(store, {"note": handler}, SystemClock())
    for number in range(2):
        await fill(store, "a", range(number, number + 1))
        outbox.wake(["a"])
        if number == 0:
            await until_empty(store)
    await begun.wait()
    outbox.wake(["a"])
    await outbox.stop()
    await asyncio.sleep(0.1)
    assert seen == [(0, True), (1, False)]
    outbox.wake(["a"])
    await until_empty(store)
    await outbox.stop()
    assert seen[2:] == [(1, True)]


async def test_a_stop_ends_a_lane_that_is_rung_for_while_another_ends(store: Store) -> None:
    begun = asyncio.Event()

    async def handler(task: QueuedTask, repeated: bool) -> Done:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            outbox.wake([other])
        return None

    outbox, other = Outbox(store, {"note": handler}, SystemClock()), "rung for"
    await fill(store, "a", range(1))
    outbox.wake(["a"])
    await begun.wait()
    await outbox.stop()
    assert f"lane {other}" not in [task.get_name() for task in asyncio.all_tasks()]


async def test_nothing_is_remembered_of_a_lane_that_is_empty(store: Store) -> None:
    outbox = Outbox(store, {"note": Recorder()}, SystemClock())
    lanes = [f"asked:{number}" for number in range(5)]
    for lane in lanes:
        await fill(store, lane, range(1))
    outbox.wake(lanes)
    await until_empty(store)

    async def is_forgotten() -> bool:
        return not any(
            lane in known
            for known in vars(outbox).values()
            if isinstance(known, dict)
            for lane in lanes
        )

    await until(is_forgotten, "an outbox that has forgotten them", pause=0.01)
    await outbox.stop()
