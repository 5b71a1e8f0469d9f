"""What is done about a change is said for all rooms, and otherwise for a room of its own."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.drift import Drift
from bridges.announcing import ANNOUNCE
from rooms.clock import SystemClock
from rooms.community import Community
from rooms.community.listing import drift_of
from rooms.directory import Directory
from rooms.files.yaml_file import load_text
from rooms.reconcile.apply import Applied, Scope
from rooms.reconcile.changes import Aspect, SetState
from rooms.reconcile.homeserver import RequestCounts, UserId
from rooms.storage import queue
from rooms.storage.database import Store
from rooms.wanted.people import people_of
from rooms.wanted.rooms import wanted_rooms

FILE = """\
community: {name: Сад, slug: sad, drift: %s}
staff: [{id: zav, name: Зав, role: head}]
buildings: [{key: north, name: Север, drift: report}]
rooms: {staff: {drift: repair}}
groups:
  - {key: bees, name: Пчёлки, drift: report}
  - {key: bugs, name: Жучки, drift: repair}
  - {key: owls, name: Совы}
"""


def community(drift: str) -> Community:
    return load_text(FILE % drift, Path("community.yaml"), Community)


def renamed(key: str) -> SetState:
    """Somebody has changed the name of a room."""
    people = people_of(community("repair"), (), "sad.test")
    wanted = wanted_rooms(community("repair"), people, "sad.test", UserId("@teremok:sad.test"))
    room = next(room for room in wanted if room.key == key)
    content = {"name": room.name}
    return SetState(room, Aspect.NAME, ("m.room.name", ""), content, "Мои", "@anna:sad.test")


@pytest.mark.parametrize("drift", ["repair", "report"])
def test_a_room_may_say_otherwise_and_counts_more_than_the_community(drift: str) -> None:
    said = {"north": "report", "staff": "repair", "bees": "report", "bugs": "repair"}
    for key in ("space", "north", "staff", "bees", "bugs", "owls", "private-1"):
        assert drift_of(community(drift), key) == said.get(key, drift), key


async def test_what_a_room_reports_is_left_and_told_and_others_are_put_right(store: Store) -> None:
    directory = Directory("sad.test", community("repair"))
    drift = Drift(directory, store, SystemClock(), lambda lanes: None)
    assert [drift.spares(renamed(key)) for key in ("bees", "bugs", "owls")] == [True, False, False]
    applied = Applied((renamed("bugs"),), (), RequestCounts(), spared=(renamed("bees"),))
    for _ in range(2):
        await drift.settle(applied, Scope())
    async with store.reading() as connection:
        tasks = await queue.head(connection, ANNOUNCE, 10)
    [text] = [task.payload["text"] for task in tasks]
    assert "я ничего не исправлял" in text
    assert "Пчёлки" in text
    assert "Жучки" not in text
    directory.community = community("report")
    drift = Drift(directory, store, SystemClock(), lambda lanes: None)
    assert [drift.spares(renamed(key)) for key in ("bees", "bugs", "owls")] == [True, False, True]
    assert not drift.spares(replace(renamed("bees"), by=""))
