"""Pictures of the staff pass where all whom they may show have consent on the roster."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from policies.regulation import Regulation
from policies.verdict import Verdict
from rooms.directory import Directory
from rooms.files.yaml_file import load
from rooms.informing import Informing
from rooms.judgement import Judge
from rooms.posts import post_of_event
from rooms.roster.reading import read_roster
from rooms.roster.taking_over import changes_of, groups_of, take_over
from rooms.storage import roster
from rooms.storage.database import Store
from tests.support.houses import GROUP_ROOM, STAFF_ROOM, furnished

REGULATION = load(Path("rooms/defaults/regulation.yaml"), Regulation)
"""One for all tests: what is compiled of it takes seconds."""
NOON = 1_795_424_400_000
"""12:00 in Moscow on a Monday, in milliseconds."""
LIST = """\
Группа;ФИО ребёнка;Согласие на фото
ladybirds;Соколов Михаил;да
ladybirds;Орлова Дарья;согласны
ladybirds;Котов Пётр;нет
ladybirds;Ким Софья;
"""
WITHOUT_COLUMN = "\n".join(line.rpartition(";")[0] for line in LIST.splitlines())


class House:
    """A store with the rooms of a house, and its judge, who follows the roster."""

    def __init__(self, store: Store, directory: Directory, folder: Path) -> None:
        self.store = store
        self.directory = directory
        self.judge = Judge(REGULATION, "Europe/Moscow")
        self.informing = Informing(self.judge, directory, store)
        self.file = folder / "list.csv"
        self.count = 0

    async def take_over(self, text: str) -> int:
        """Import a list; gives how many children change."""
        self.file.write_text(text, "utf-8")
        groups = self.directory.community.groups
        read = read_roster(self.file, groups, today=date(2026, 9, 1))
        assert read.problems == ()
        async with self.store.transaction() as connection:
            spoken = await groups_of(connection, read, [group.key for group in groups])
            changes = await changes_of(connection, read, spoken)
            await take_over(connection, read, spoken, changes, 1_000)
        await self.informing.refresh()
        return len(changes)

    def picture(self, caption: str, room: str = GROUP_ROOM, sender: str = "anna") -> Verdict:
        """What is said of a picture with this caption."""
        self.count += 1
        named = {"body": caption, "filename": "IMG_1.jpg"} if caption else {"body": "IMG_1.jpg"}
        return self.judge.judge(self._post(room, sender, {"msgtype": "m.image", **named}))

    def _post(self, room: str, sender: str, content: dict[str, Any]) -> Any:
        info = {"mimetype": "image/jpeg", "size": 300_000}
        event = {
            "event_id": f"${self.count}",
            "room_id": room,
            "sender": f"@{sender}:example.org",
            "type": "m.room.message",
            "origin_server_ts": NOON + self.count * 600_000,
            "content": {"url": "mxc://example.org/a", "info": info, **content},
        }
        return post_of_event(event, self.directory, mirrored=True)


@pytest.fixture
async def house(store: Store, tmp_path: Path) -> House:
    made = House(store, await furnished(store), tmp_path)
    assert await made.take_over(LIST) == 4
    return made


def passes(verdict: Verdict) -> bool:
    """Whether nobody is asked about the picture."""
    found = {one.rule for one in verdict.findings}
    return verdict.lets_through and "photo_consent" not in found


def evidence(verdict: Verdict) -> Any:
    [finding] = [one for one in verdict.findings if one.rule == "photo_consent"]
    return finding.evidence


def asked(tagged: int, without: int) -> dict[str, object]:
    return {"who": "staff", "kind": "photo", "tagged": tagged, "without_consent": without}


async def test_who_has_consent_is_on_the_roster(house: House) -> None:
    async with house.store.reading() as connection:
        children = [stored.child for stored in await roster.present(connection)]
    assert {child.name: child.photo_consent for child in children} == {
        "Михаил": True, "Дарья": True, "Пётр": False, "Софья": None,
    }  # fmt: skip


@pytest.mark.parametrize("caption", ["Миша", "Миша и Дашенька лепят", "С Соколовым Михаилом"])
async def test_a_picture_of_children_with_consent_passes(house: House, caption: str) -> None:
    assert passes(house.picture(caption))


@pytest.mark.parametrize(
    ("caption", "tagged", "without"),
    [("Миша и Петя лепят", 2, 1), ("Соня поёт", 1, 1), ("Петя, Соня и Даша", 3, 2)],
)
async def test_one_with_a_child_without_consent_is_asked_about(
    house: House, caption: str, tagged: int, without: int
) -> None:
    verdict = house.picture(caption)
    assert verdict.decisive is not None
    assert (verdict.decisive.rule, verdict.action) == ("photo_consent", "ask")
    assert evidence(verdict) == asked(tagged, without)


@pytest.mark.parametrize("caption", ["", "Утренник", "Занятие ведёт Пётр Сергеевич"])
async def test_one_without_names_may_show_anybody(house: House, caption: str) -> None:
    assert evidence(house.picture(caption)) == asked(4, 2)
    whole = LIST.replace(";нет", ";да").replace("Софья;", "Софья;+")
    assert await house.take_over(whole) == 2
    assert passes(house.picture(caption))


async def test_a_consent_that_is_taken_back_counts_at_once(house: House) -> None:
    assert passes(house.picture("Миша"))
    await house.take_over(LIST.replace("Михаил;да", "Михаил;против"))
    assert evidence(house.picture("Миша")) == asked(1, 1)
    await house.take_over(LIST)
    assert passes(house.picture("Миша"))
    await house.take_over(LIST.replace("Михаил;да", "Михаил;"))
    assert evidence(house.picture("Миша")) == asked(1, 1)


async def test_a_list_without_the_column_leaves_what_is_known(house: House) -> None:
    assert await house.take_over(WITHOUT_COLUMN) == 0
    assert passes(house.picture("Миша и Даша"))
    assert evidence(house.picture("Петя")) == asked(1, 1)


async def test_who_left_is_on_no_picture(house: House) -> None:
    left = [line for line in LIST.splitlines() if "нет" not in line and "Софья" not in line]
    assert await house.take_over("\n".join(left)) == 2
    assert passes(house.picture(""))


async def test_nobody_knows_it_without_a_roster(store: Store, tmp_path: Path) -> None:
    house = House(store, await furnished(store), tmp_path)
    await house.informing.refresh()
    assert evidence(house.picture("Миша")) == {"who": "staff", "kind": "photo", "tagged": 0}


async def test_a_parents_picture_is_asked_about_whomever_it_names(house: House) -> None:
    found = evidence(house.picture("Миша", sender="teremok_sandbox_maria"))
    assert found == {"who": "parent", "kind": "photo"}


async def test_nobody_is_named_in_the_evidence(house: House) -> None:
    found = str(evidence(house.picture("Миша и Петя")))
    assert not [name for name in ("Миш", "Мих", "Соколов", "Пет", "Пёт", "Котов") if name in found]


async def test_rooms_of_no_group_are_judged_by_their_own_clauses(house: House) -> None:
    assert passes(house.picture("Миша и Петя", room=STAFF_ROOM))
