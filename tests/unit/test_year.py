"""The change of the year, against a homeserver in memory: moved on, undone, killed anywhere."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rooms.community import Community
from rooms.files.yaml_file import load_text
from rooms.reconcile.apply import Reconciliation
from rooms.reconcile.outdated import OutdatedFile
from rooms.roster.model import Child, Guardian, ReadRoster
from rooms.storage import queue, rooms, roster, year
from rooms.storage.database import Store
from rooms.storage.queue import Task
from rooms.year import changing, exporting
from rooms.year.changing import YearChanger
from rooms.year.file_editing import without_groups
from rooms.year.files import YearPlaces
from rooms.year.plan import YearPlan, make_year_plan
from rooms.year.problem import YearProblem
from rooms.year.record import YearRecord
from rooms.year.undoing import YearUndoer
from rooms.year.words import plan_words
from tests.support.console import SetClock
from tests.support.memory_homeserver import Crash, MemoryHomeserver, When

SERVER = "teremok.test"
BEFORE = """\
# Наш сад
community: {name: Сад, slug: sad}
staff:
  - {id: zav, name: Валентина, role: head}
  - {id: anna, name: Анна}
rooms: {staff: {name: Сотрудники}}
groups:
  # самые маленькие
  - key: junior
    name: Младшая
    staff: [anna]
    chats: [{network: sandbox, id: j}]
  - {key: middle, name: Средняя, chats: [{network: sandbox, id: m}]}

  # выпускники
  - key: senior
    name: Старшая
    chats:
      - {network: sandbox, id: s}
"""
AFTER = """\
community: {name: Сад, slug: sad}
staff:
  - {id: zav, name: Валентина, role: head}
  - {id: anna, name: Анна}
  - {id: olga, name: Ольга}
rooms: {staff: {name: Сотрудники}}
groups:
  - {key: junior, name: Новая младшая, staff: [olga], chats: [{network: sandbox, id: n}]}
  - {key: middle, was: junior, name: Средняя, staff: [anna], chats: [{network: sandbox, id: j}]}
  - {key: senior, was: middle, name: Старшая, chats: [{network: sandbox, id: m}]}
"""
NOW = 1_796_000_000_000
"""Autumn 2026."""


class World:
    """A house on the old year, with a roster."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.homeserver = MemoryHomeserver(SERVER)
        self.store = store
        self.path = folder / "community.yaml"
        self.path.write_text(BEFORE, "utf-8")
        self.places = YearPlaces(self.path, folder / "exports", folder / "media", folder / "lock")
        self.reconciliation = Reconciliation(self.homeserver, store, SERVER, None, 0, SetClock(NOW))
        parts = (self.homeserver, store, self.reconciliation, self.places)
        self.changer, self.undoer = YearChanger(*parts), YearUndoer(*parts)

    async def begin(self) -> None:
        await self.reconciliation.apply(community(BEFORE))
        async with self.store.transaction() as connection:
            for name, group in (("Петя", "junior"), ("Маша", "middle"), ("Коля", "senior")):
                guardian = await roster.new_guardian(connection, 1)
                await roster.add(connection, child(name, group), [guardian])

    async def plan(self, after: str = AFTER, read: ReadRoster | None = None) -> YearPlan:
        async with self.store.reading() as connection:
            known = await rooms.all_rooms(connection)
        return make_year_plan(community(BEFORE), community(after), known, 2026)

    async def change(self, after: str = AFTER, read: ReadRoster | None = None) -> None:
        """As the command does it, for the first time or again."""
        async with self.store.reading() as connection:
            pending = await year.pending(connection)
        if pending is None:
            plan = await self.plan(after)
            record = await self.changer.begin(record_of(plan, after), plan, read, tell)
        else:
            record = YearRecord.of(pending)
        await self.changer.finish(record)

    async def undo(self) -> None:
        async with self.store.reading() as connection:
            pending = await year.pending(connection)
        assert pending is not None
        await self.undoer.undo(YearRecord.of(pending), pending.state)

    async def picture(self) -> dict[str, Any]:
        """All that a change of the year is about."""
        async with self.store.reading() as connection:
            tables = {
                "rooms": [(r.key, r.kind, r.name) for r in await rooms.all_rooms(connection)],
                "room_ids": {r.key: r.room_id for r in await rooms.all_rooms(connection)},
                "chats": await rooms.all_chats(connection),
                "children": [
                    (c.child.name, c.child.group, c.left_at is None)
                    for c in await roster.everybody(connection)
                ],
                "told": [
                    (task.payload["chat"], task.payload["key"])
                    for lane in await queue.lanes(connection)
                    for task in await queue.head(connection, lane, 9)
                ],
            }
        said = [content["body"] for _, content in self.homeserver.messages.values()]
        return {
            **tables,
            "homeserver": self.homeserver.picture(),
            "said": sorted(said),
            "file": self.path.read_text("utf-8"),
            "exports": sorted(p.name for p in self.places.exports.glob("*")),
        }


def community(text: str) -> Community:
    return load_text(text, Path("community.yaml"), Community)


def child(name: str, group: str) -> Child:
    return Child("Иванов", name, "", date(2021, 1, 2), group, (Guardian("Мария", "mother"),))


def tell(network: str, chat: str, key: str, text: str) -> Task:
    payload = {"network": network, "chat": chat, "key": key, "text": text}
    return Task(f"chat:{network}:{chat}", "answer", payload)


def record_of(plan: YearPlan, after: str) -> YearRecord:
    return YearRecord(
        kind="open",
        at=NOW,
        before=BEFORE,
        after=after,
        graduates=plan.graduates,
        rekeyed=plan.rekeyed,
        new=tuple(key for key, _ in plan.new),
        farewell="До свидания, {name}!",
        placed=(),
        children=(),
    )


@pytest.fixture
async def world(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(exporting, "PATIENCE", 0)
    made = World(tmp_path, store)
    await made.begin()
    return made


async def _worlds(folder: Path) -> AsyncIterator[World]:
    folder.mkdir(exist_ok=True)
    store = await Store.open(f"sqlite:///{folder / 'teremok.db'}")
    made = World(folder, store)
    await made.begin()
    yield made
    await store.close()


def names(picture: dict[str, Any], key: str) -> str:
    """What the room at an address is called."""
    content: dict[str, Any] = picture["homeserver"][f"sad-{key}"]["m.room.name", ""]
    return str(content["name"])


async def test_groups_move_up_and_each_keeps_its_room(world: World) -> None:
    before = await world.picture()
    await world.change()
    after = await world.picture()
    old, new = before["room_ids"], after["room_ids"]
    assert new["middle"] == old["junior"]
    assert new["senior"] == old["middle"]
    assert new["senior-2026"] == old["senior"]
    assert new["junior"] not in old.values()
    assert [names(after, key) for key in ("junior", "middle", "senior")] == [
        "Новая младшая",
        "Средняя",
        "Старшая",
    ]
    assert world.homeserver.members("sad-junior") >= {f"@olga:{SERVER}"}
    assert {(c.chat, c.room_key) for c in after["chats"]} == {
        ("n", "junior"),
        ("j", "middle"),
        ("m", "senior"),
    }
    assert after["children"] == [
        ("Петя", "middle", True),
        ("Маша", "senior", True),
        ("Коля", "senior-2026", False),
    ]
    assert (await world.reconciliation.plan(community(AFTER))).plan.changes == ()


async def test_the_graduates_room_says_farewell_is_only_read_and_is_exported(world: World) -> None:
    await world.change()
    picture = await world.picture()
    assert "До свидания, Старшая!" in picture["said"]
    assert picture["told"] == [("s", f"farewell/senior-2026-{NOW}")]
    assert picture["exports"] == ["senior-2026.zip"]
    room = world.homeserver.rooms[picture["room_ids"]["senior-2026"]]
    assert room.state["m.room.power_levels", ""].content["events_default"] == 100
    space = world.homeserver.room("sad").state
    assert not space["m.space.child", picture["room_ids"]["senior-2026"]].content


async def test_undone_everything_is_as_it_was(world: World) -> None:
    before = await world.picture()
    await world.change()
    await world.undo()
    after = await world.picture()
    for what in ("chats", "children", "file", "exports"):
        assert after[what] == before[what], what
    assert {k: after["room_ids"][k] for k in before["room_ids"]} == before["room_ids"]
    assert _lasting(after) == _lasting(before)
    (set_aside,) = set(after["room_ids"]) - set(before["room_ids"])
    assert set_aside.startswith("junior-undone-")
    async with world.store.reading() as connection:
        assert await year.pending(connection) is None
    await world.reconciliation.apply(community(BEFORE))
    with pytest.raises(OutdatedFile):
        await _stale_after(world)


def _lasting(picture: dict[str, Any]) -> dict[str, Any]:
    """All state but who is in a room: nobody was removed."""
    return {
        alias: {
            key: content for key, content in state.items() if key[0] != "m.room.member" and content
        }
        for alias, state in picture["homeserver"].items()
        if alias != "accounts"
    }


async def _stale_after(world: World) -> None:
    """The daemon that still has the wrong file in its memory."""
    await world.change()
    await world.reconciliation.apply(community(BEFORE))


async def test_confirmed_it_cannot_be_undone_and_leaves_nothing_personal_behind(
    world: World,
) -> None:
    await world.change()
    async with world.store.transaction() as connection:
        await year.forget(connection, NOW)
        assert await connection.fetchval("SELECT count(*) FROM year_change") == 0
        # A running daemon takes the new file up within seconds; until then, it has the old one.
        assert await year.is_outdated(connection, community(BEFORE), NOW + 1)
        later = NOW + year.MEMORY_MS
        assert not await year.is_outdated(connection, community(BEFORE), later)
    with pytest.raises(OutdatedFile):
        await world.reconciliation.apply(community(BEFORE))


async def test_newcomers_come_and_the_undo_sends_them_away_again(world: World) -> None:
    before = await world.picture()
    coming = child("Нина", "junior"), child("Петя", "middle"), child("Маша", "senior")
    await world.change(read=ReadRoster(coming))
    children = (await world.picture())["children"]
    assert ("Нина", "junior", True) in children
    await world.undo()
    after = (await world.picture())["children"]
    assert after == [*before["children"], ("Нина", "junior", False)]


async def _killed(world: World, work: Any, left: int, when: When) -> bool:
    world.homeserver.crash = (left, when)
    try:
        await work()
    except Crash:
        return True
    finally:
        world.homeserver.crash = None
    return False


@pytest.mark.parametrize("when", [When.BEFORE, When.AFTER])
async def test_killed_at_any_request_and_begun_again_the_new_year_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: When
) -> None:
    monkeypatch.setattr(exporting, "PATIENCE", 0)
    expected: dict[str, Any] = {}
    async for world in _worlds(tmp_path / "undisturbed"):
        await world.change()
        expected = await world.picture()
    left = killed = 0
    while left == killed:
        async for world in _worlds(tmp_path / f"{when.name}-{left}"):
            if await _killed(world, world.change, left, when):
                killed += 1
                await world.change()
            assert await world.picture() == expected, left
        left += 1
    assert killed > 15


@pytest.mark.parametrize("when", [When.BEFORE, When.AFTER])
async def test_killed_at_any_request_of_the_undo_and_begun_again_the_old_year_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: When
) -> None:
    monkeypatch.setattr(exporting, "PATIENCE", 0)
    expected: dict[str, Any] = {}
    async for world in _worlds(tmp_path / "undisturbed"):
        await world.change()
        await world.undo()
        expected = await world.picture()
    left = killed = 0
    while left == killed:
        async for world in _worlds(tmp_path / f"{when.name}-{left}"):
            await world.change()
            if await _killed(world, world.undo, left, when):
                killed += 1
                await world.undo()
            assert await world.picture() == expected, left
        left += 1
    assert killed > 15


async def test_killed_before_the_file_is_written_the_old_file_is_applied_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(changing, "write_whole", power_cut)
        with pytest.raises(Crash):
            await world.change()
    assert world.path.read_text("utf-8") == BEFORE
    with pytest.raises(OutdatedFile):
        await world.reconciliation.apply(community(BEFORE))
    await world.change()
    assert world.path.read_text("utf-8") == AFTER


def plan(after: str) -> YearPlan:
    return make_year_plan(community(BEFORE), community(after), (), 2026)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("was: junior", "was: juniors", "perhaps junior?"),
        ("was: middle", "was: junior", "Two groups of the new file were “junior”"),
        ("slug: sad", "slug: garden", "The slug must stay “sad”"),
    ],
)
def test_a_new_file_that_cannot_be_meant_is_refused(old: str, new: str, complaint: str) -> None:
    with pytest.raises(YearProblem) as refused:
        plan(AFTER.replace(old, new))
    assert complaint in refused.value.sentence.words("en")


def test_the_plan_is_told_in_words() -> None:
    words = list(plan_words(plan(AFTER), {"senior": 2, "junior": 1}, "ru"))
    assert words == [
        "группа «Старшая» (senior) выпускается: в комнате прощальные слова, дальше её можно только"
        " читать; переписка выгружается в файл (2 ребёнка)",
        "группа «Младшая» (junior) становится группой «Средняя» (middle), комната остаётся за ней"
        " (1 ребёнок)",
        "группа «Средняя» (middle) становится группой «Старшая» (senior), комната остаётся за ней",
        "группа «Новая младшая» (junior) новая",
    ]


@pytest.mark.parametrize("keys", [["senior"], ["junior"], ["middle"], ["junior", "middle"]])
def test_groups_are_taken_out_of_the_file_and_the_rest_stays_as_written(
    keys: Sequence[str],
) -> None:
    shorter = without_groups(BEFORE, keys)
    before = community(BEFORE)
    staying = tuple(group for group in before.groups if group.key not in keys)
    assert community(shorter) == before.model_copy(update={"groups": staying})
    assert shorter.startswith("# Наш сад\n")
    assert "# выпускники" in shorter
    assert set(shorter.splitlines()) <= set(BEFORE.splitlines())
