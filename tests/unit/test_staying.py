"""Who is in a room of parents although the roster says otherwise."""

from dataclasses import replace

from bot.desk.staying_words import MOST_TOLD, staying_text
from rooms.roster.model import Child, Guardian
from rooms.roster.staying import Staying, barred, staying
from rooms.storage.contacts import Contact
from rooms.storage.rooms import KnownRoom, Member, PlumbedChat
from rooms.storage.roster import StoredChild
from tests.support.families import BORIS, DASHA, IVAN, MARIA, OLGA, PETYA

ROOMS = [
    KnownRoom(key, f"!{key}", kind, f"Комната {key}")
    for key, kind in (
        ("ladybirds", "group"),
        ("bees", "group"),
        ("announcements", "announcements"),
        ("old", "closed"),
        ("private-1", "private"),
    )
]
CHATS = [PlumbedChat("sandbox", room.key, room.key) for room in ROOMS]
PETYA_IS_HERE = StoredChild(1, PETYA, (1, 2))
DASHA_IS_HERE = StoredChild(2, DASHA, (3, 4))


def look(
    children: list[StoredChild],
    *present: str,
    former: tuple[tuple[int, Guardian], ...] = (),
    membership: str = "join",
    chats: list[PlumbedChat] = CHATS,
) -> list[Staying]:
    """Who stays, where each of `present` is “guardian/room”; every ghost is called after both."""
    people = {number for number, _ in (one.split("/") for one in present)}
    ghosts = {f"@{number}": ("sandbox", number) for number in people}
    linked = [Contact("sandbox", number, int(number), "hand", 1) for number in people]
    members = [
        Member(f"!{key}", f"@{number}", "", membership)
        for number, key in (one.split("/") for one in present)
    ]
    return staying(barred(children, former, linked), members, ROOMS, chats, ghosts)


def there(found: list[Staying]) -> list[tuple[str, int, str]]:
    return [(row.room.key, row.guardian_id, row.reason) for row in found]


def test_a_guardian_with_a_block_is_found_in_the_group_of_the_child_and_only_there() -> None:
    here = [PETYA_IS_HERE, DASHA_IS_HERE]
    found = look(here, "1/ladybirds", "3/ladybirds", "4/ladybirds", "4/bees", "4/announcements")
    assert there(found) == [("ladybirds", 4, "blocked")]
    assert found[0].wards == (DASHA,)
    assert not found[0].also_here
    assert look(here, "4/ladybirds", membership="leave") == []
    assert look(here, "4/ladybirds", chats=[PlumbedChat("max", "1", "ladybirds")]) == []


def test_whoever_has_no_child_here_any_more_is_found_in_every_room_of_parents() -> None:
    left = replace(PETYA_IS_HERE, left_at=5)
    found = look(
        [left, DASHA_IS_HERE],
        *("1/ladybirds", "1/announcements", "1/old", "1/private-1", "3/ladybirds"),
    )
    assert there(found) == [("announcements", 1, "left"), ("ladybirds", 1, "left")]
    assert found[0].guardian == MARIA


def test_whoever_was_taken_off_a_list_is_found_unless_another_child_is_theirs() -> None:
    alone = replace(PETYA_IS_HERE, child=replace(PETYA, guardians=(MARIA,)), guardian_ids=(1,))
    assert there(look([alone], "2/ladybirds", former=((2, IVAN),))) == [("ladybirds", 2, "left")]
    sister = StoredChild(3, replace(PETYA, name="Анна", group="bees"), (1, 2))
    assert look([alone, sister], "2/ladybirds", former=((2, IVAN),)) == []


def test_a_block_about_one_child_is_told_with_the_other_child_of_the_group() -> None:
    brother: Child = replace(DASHA, name="Олег", guardians=(OLGA, replace(BORIS, blocked=False)))
    found = look([DASHA_IS_HERE, StoredChild(3, brother, (3, 4))], "4/ladybirds")
    assert there(found) == [("ladybirds", 4, "blocked")]
    assert found[0].wards == (DASHA,)
    assert found[0].also_here


def test_who_is_told_of_is_masked_and_the_command_is_told() -> None:
    [row] = look([DASHA_IS_HERE], "4/ladybirds")
    text = staying_text([row], "ru")
    assert (
        "• «Комната ladybirds» (sandbox): папа С… Б…, № 4: о ребёнке (С… Д…) этому представителю"
        " ничего не сообщают — !teremok uninvite 4 ladybirds" in text.splitlines()
    )
    assert "Борис" not in text
    assert "7925" not in text
    many = staying_text([row] * (MOST_TOLD + 3), "en")
    assert many.count("uninvite") == MOST_TOLD
    assert "and 3 more" in many
