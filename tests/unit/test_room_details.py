"""Pictures, pinned rules, retention and buildings, against a homeserver in memory."""

from collections.abc import AsyncIterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml

from rooms.community import Community
from rooms.community.days import seconds_to_the_next_turn
from rooms.files.yaml_file import load
from rooms.reconcile.apply import Applied, Reconciliation
from rooms.reconcile.homeserver import EventId, RoomId, StateEvent
from rooms.storage.database import Store
from rooms.wanted.pictures import DIGEST
from tests.support.memory_homeserver import Crash, MemoryHomeserver, When
from tests.support.pictures import PNG

SERVER = "teremok.test"
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00"
GIF += b"\x00\x02\x02D\x01\x00;"
AVATAR, PINNED, RETENTION = "m.room.avatar", "m.room.pinned_events", "m.room.retention"


class Day:
    """A clock that stands at noon of a day."""

    def __init__(self, day: str = "2026-04-01") -> None:
        self.day = day

    def now_ms(self) -> int:
        noon = datetime.fromisoformat(f"{self.day}T12:00").replace(tzinfo=timezone.utc)
        return int(noon.timestamp() * 1000)


class Garden:
    """A community.yaml with a picture beside it, applied as it stands."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        self.store = store
        self.clock = Day()
        self.house = MemoryHomeserver(SERVER)
        self.content: dict[str, Any] = {
            "community": {"name": "Сад", "slug": "sad", "avatar": "sad.png"},
            "staff": [{"id": "anna", "name": "Анна"}, {"id": "zav", "name": "В", "role": "head"}],
            "buildings": [{"key": "north", "name": "Север"}, {"key": "south", "name": "Юг"}],
            "rooms": {"lounge": {"avatar": "sad.png"}},
            "groups": [
                {
                    "key": "bees",
                    "name": "Пчёлки",
                    "staff": ["anna"],
                    "building": "north",
                    "avatar": "sad.png",
                    "rules": "Пишем вежливо.\nС 8 до 20.",
                    "retention_days": 30,
                }
            ],
        }
        (folder / "sad.png").write_bytes(PNG)

    @property
    def bees(self) -> dict[str, Any]:
        group: dict[str, Any] = self.content["groups"][0]
        return group

    def community(self) -> Community:
        path = self.folder / "community.yaml"
        path.write_text(yaml.safe_dump(self.content, allow_unicode=True), "utf-8")
        return load(path, Community)

    async def apply(self, community: Community | None = None) -> Applied:
        reconciliation = Reconciliation(
            self.house, self.store, SERVER, patience=0, clock=self.clock
        )
        return await reconciliation.apply(community or self.community())

    async def applied(self) -> list[str]:
        """Everything went well, and applying again changes nothing; the words of what was done."""
        applied = await self.apply()
        assert applied.failures == ()
        again = await self.apply()
        assert (again.changes, again.failures, again.requests.write) == ((), (), 0)
        return [change.words("ru") for change in applied.changes]

    def rules(self) -> list[str]:
        """The texts of the pinned messages."""
        pinned = self.house.says("sad-bees", PINNED).get("pinned", [])
        return [str(self.house.messages[event][1]["body"]) for event in pinned]


@pytest.fixture
async def garden(tmp_path: Path) -> AsyncIterator[Garden]:
    store = await Store.open(f"sqlite:///{tmp_path / 'teremok.db'}")
    yield Garden(tmp_path, store)
    await store.close()


async def test_a_picture_is_uploaded_once_for_all_rooms_that_show_it(garden: Garden) -> None:
    await garden.applied()
    assert list(garden.house.media.values()) == [PNG]
    shown = [garden.house.says(room, AVATAR) for room in ("sad", "sad-bees", "sad-lounge")]
    assert [content["url"] for content in shown] == list(garden.house.media) * 3
    assert shown[0]["info"] == {"mimetype": "image/png", "size": len(PNG), "w": 2, "h": 2}
    assert garden.house.counts.write == len(garden.house.media) + _writes_beside(garden)


def _writes_beside(garden: Garden) -> int:
    """What must be asked for beside pictures: nothing is set that a room could be made with."""
    house = garden.house
    rooms, accounts = len(house.rooms), len(house.accounts) - 1
    joins = sum(len(house.members(alias)) - 1 for alias in house.aliases)
    rules = 3  # the message, its pin, what we know of it
    return rooms + (rooms - 1) + accounts + joins + rules


async def test_another_picture_is_uploaded_and_the_same_one_is_not(garden: Garden) -> None:
    await garden.applied()
    (garden.folder / "sad.png").write_bytes(GIF)
    assert "комната «Пчёлки»: картинкой станет sad.png" in await garden.applied()
    assert list(garden.house.media.values()) == [PNG, GIF]
    assert garden.house.says("sad-bees", AVATAR)["info"]["mimetype"] == "image/gif"
    garden.bees["avatar"] = "copy.png"
    (garden.folder / "copy.png").write_bytes(GIF)
    assert await garden.applied() == []


async def test_a_picture_that_somebody_changed_is_put_right_without_an_upload(
    garden: Garden,
) -> None:
    await garden.applied()
    right = garden.house.says("sad-bees", AVATAR)
    for wrong in ({"url": "mxc://x/y"}, {**right, "url": "mxc://x/y"}, {}):
        room_id = garden.house.aliases["sad-bees"]
        garden.house.rooms[room_id].state[AVATAR, ""] = StateEvent(wrong, "@zav:teremok.test")
        assert len(await garden.applied()) == 1
        assert garden.house.says("sad-bees", AVATAR) == right
    assert len(garden.house.media) == 1


async def test_a_picture_that_the_file_does_not_have_is_taken_away(garden: Garden) -> None:
    await garden.applied()
    del garden.bees["avatar"]
    assert await garden.applied() == ["комната «Пчёлки»: картинка будет убрана"]
    assert garden.house.says("sad-bees", AVATAR) == {}


async def test_a_picture_that_vanishes_while_we_run_is_told_and_nothing_is_lost(
    garden: Garden,
) -> None:
    community = garden.community()
    await garden.applied()
    (garden.folder / "sad.png").unlink()
    applied = await garden.apply(community)
    assert {f.subject for f in applied.failures} == {"space", "lounge", "bees"}
    assert applied.failures[0].reason.words("ru") == "Картинки «sad.png» нет."
    assert garden.house.says("sad", AVATAR)["url"]
    assert applied.requests.write == 0


async def test_rules_are_posted_once_and_pinned(garden: Garden) -> None:
    assert "комната «Пчёлки»: правила будут отправлены и закреплены" in await garden.applied()
    assert garden.rules() == ["Пишем вежливо.\nС 8 до 20."]
    assert len(garden.house.messages) == 1


async def test_changed_rules_are_pinned_instead_and_other_pins_stay(garden: Garden) -> None:
    await garden.applied()
    room_id = garden.house.aliases["sad-bees"]
    other = EventId("$other")
    garden.house.messages[other] = (room_id, {"body": "Меню"})
    pinned = garden.house.says("sad-bees", PINNED)["pinned"]
    await garden.house.put_state(room_id, (PINNED, ""), {"pinned": [*pinned, other]})
    assert await garden.applied() == []
    garden.bees["rules"] = "Пишем очень вежливо."
    await garden.applied()
    assert garden.rules() == ["Пишем очень вежливо.", "Меню"]
    del garden.bees["rules"]
    assert await garden.applied() == ["комната «Пчёлки»: правила будут откреплены"]
    assert garden.rules() == ["Меню"]


async def test_unpinned_rules_are_pinned_again_and_not_posted_again(garden: Garden) -> None:
    await garden.applied()
    await garden.house.put_state(garden.house.aliases["sad-bees"], (PINNED, ""), {"pinned": []})
    await garden.applied()
    assert garden.rules() == ["Пишем вежливо.\nС 8 до 20."]
    assert len(garden.house.messages) == 1


async def test_retention_is_set_put_right_and_taken_away(garden: Garden) -> None:
    await garden.applied()
    month = {"max_lifetime": 30 * 24 * 3600 * 1000}
    assert garden.house.says("sad-bees", RETENTION) == month
    room_id = garden.house.aliases["sad-bees"]
    await garden.house.put_state(room_id, (RETENTION, ""), {"max_lifetime": 1})
    await garden.applied()
    assert garden.house.says("sad-bees", RETENTION) == month
    del garden.bees["retention_days"]
    assert "комната «Пчёлки»: срок хранения сообщений будет исправлен" in await garden.applied()
    assert garden.house.says("sad-bees", RETENTION) == {}


async def test_rules_are_posted_anew_before_they_are_forgotten(garden: Garden) -> None:
    await garden.applied()
    wait = seconds_to_the_next_turn(garden.community(), garden.clock)
    assert wait is not None
    assert 0 < wait <= 30 * 24 * 3600
    garden.clock.day = "2026-05-02"
    await garden.applied()
    assert garden.rules() == ["Пишем вежливо.\nС 8 до 20."]
    assert len(garden.house.messages) == 2


async def test_a_group_that_moves_is_shown_in_the_other_building_alone(garden: Garden) -> None:
    await garden.applied()
    bees, north, south = (garden.house.aliases[f"sad-{k}"] for k in ("bees", "north", "south"))
    assert _children(garden, "sad-north") == {bees}
    garden.bees["building"] = "south"
    await garden.applied()
    assert (_children(garden, "sad-north"), _children(garden, "sad-south")) == (set(), {bees})
    assert garden.house.says("sad-bees", "m.space.parent", north) == {}
    assert garden.house.says("sad-bees", "m.space.parent", south)["canonical"] is True
    assert _children(garden, "sad") >= {north, south}
    assert bees not in _children(garden, "sad")


def _children(garden: Garden, alias: str) -> set[RoomId]:
    return {
        RoomId(room_id)
        for (kind, room_id), event in garden.house.room(alias).state.items()
        if kind == "m.space.child" and event.content
    }


async def test_a_project_is_made_in_time_and_read_only_afterwards(garden: Garden) -> None:
    project = {"key": "garden", "name": "Огород", "starts": "2026-04-10", "ends": "2026-04-20"}
    garden.content["projects"] = [{**project, "members": ["anna"]}]
    del garden.bees["retention_days"]
    await garden.applied()
    assert "sad-garden" not in garden.house.aliases
    wait = seconds_to_the_next_turn(garden.community(), garden.clock)
    assert wait == (8 * 24 + 9) * 3600  # from 15:00 in Moscow to the midnight before the tenth
    garden.clock.day = "2026-04-10"
    await garden.applied()
    assert garden.house.says("sad-garden", "m.room.power_levels")["events_default"] == 0
    garden.clock.day = "2026-04-21"
    assert await garden.applied() == ["комната «Огород»: права участников будут исправлены"]
    assert garden.house.says("sad-garden", "m.room.power_levels")["events_default"] == 50
    assert "@anna:teremok.test" in garden.house.members("sad-garden")


async def test_a_project_that_is_over_gets_no_room_any_more(garden: Garden) -> None:
    garden.content["projects"] = [{"key": "old", "name": "Старый", "ends": "2020-01-01"}]
    await garden.applied()
    assert "sad-old" not in garden.house.aliases


@pytest.mark.parametrize("when", [When.BEFORE, When.AFTER])
async def test_a_crash_at_any_request_leaves_one_message_one_pin_and_one_picture(
    garden: Garden, when: When
) -> None:
    await garden.applied()
    undisturbed, writes = garden.house.picture(), garden.house.counts.write
    for number in range(writes):
        garden.house = MemoryHomeserver(SERVER)
        garden.house.crash = (number, when)
        async with garden.store.transaction() as connection:
            await connection.execute("DELETE FROM room")
        with pytest.raises(Crash):
            await garden.apply()
        garden.house.crash = None
        await garden.applied()
        assert len(garden.house.messages) == 1
        assert len(garden.house.inhabited()) == len(garden.house.aliases)
        picture = _without_addresses(garden.house.picture(), garden)
        assert picture == _without_addresses(undisturbed, garden)


def _without_addresses(picture: dict[str, Any], garden: Garden) -> str:
    """An upload whose answer was lost is made again: another address of the same picture."""
    text = repr(
        sorted((alias, sorted(map(repr, state.items()))) for alias, state in picture.items())
    )
    for number in range(10):
        text = text.replace(f"mxc://{SERVER}/{number}", "mxc://")
        text = text.replace(f"$!{number}:", "$!")
    assert DIGEST in text
    return text
