"""Who is in which room, what they may do there, and where the rooms stand."""

from datetime import date
from typing import Any

import pytest

from rooms.community import Community
from rooms.reconcile.homeserver import RoomId, UserId
from rooms.wanted.people import people_of
from rooms.wanted.rooms import WantedRoom, wanted_rooms

SERVER, BOT = "sad.test", UserId("@teremok:sad.test")
STAFF = [
    {"id": "zav", "name": "Валентина", "role": "head"},
    {"id": "zam", "name": "Ирина", "role": "deputy"},
    {"id": "anna", "name": "Анна", "role": "educator"},
    {"id": "olga", "name": "Ольга"},
    {"id": "logoped", "name": "Мария", "role": "specialist"},
    {"id": "kazna", "name": "Пётр", "role": "treasurer"},
    {"id": "pomoshnik", "name": "Елена", "role": "duty"},
    {"id": "admin", "name": "Игорь", "role": "admin"},
]
COMMON = {"staff", "announcements", "lounge", "library"}


def rooms(today: date | None = None, **changes: Any) -> dict[str, WantedRoom]:
    content: dict[str, Any] = {
        "community": {"name": "Детский сад № 24", "slug": "sad24"},
        "staff": STAFF,
        "rooms": {"announcements": None, "lounge": None, "library": {}, "duty": None},
        "buildings": [
            {"key": "upper", "name": "Второй этаж", "parent": "north"},
            {"key": "north", "name": "Северный корпус"},
        ],
        "groups": [
            {
                "key": "ladybirds",
                "name": "Божьи коровки",
                "staff": ["anna", "logoped"],
                "building": "upper",
            },
            {"key": "hedgehogs", "name": "Ёжики", "staff": ["olga", "kazna"]},
        ],
        "projects": [{"key": "garden", "name": "Огород", "members": ["anna"]}],
    }
    community = Community.model_validate(content | changes)
    wanted = wanted_rooms(community, people_of(community, (), SERVER), SERVER, BOT, today=today)
    return {room.key: room for room in wanted}


def rooms_of(person: str, wanted: dict[str, WantedRoom]) -> set[str]:
    return {key for key, room in wanted.items() if person in {p.localpart for p in room.members}}


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("anna", COMMON | {"ladybirds", "garden", "north", "upper"}),
        ("olga", COMMON | {"hedgehogs"}),
        ("logoped", COMMON | {"ladybirds", "north", "upper"}),
        ("kazna", {"announcements", "hedgehogs"}),
        ("pomoshnik", COMMON | {"duty", "ladybirds", "hedgehogs", "north", "upper"}),
        ("zav", None),
        ("zam", None),
        ("admin", None),
    ],
)
def test_everybody_is_in_the_rooms_of_their_roles_and_groups(
    person: str, expected: set[str] | None
) -> None:
    wanted = rooms()
    everything = set(wanted)
    assert rooms_of(person, wanted) == (everything if expected is None else expected | {"space"})


def test_somebody_with_several_roles_has_the_rooms_of_all_of_them() -> None:
    both = [{**person} for person in STAFF]
    del both[2]["role"]
    wanted = rooms(staff=[*both[:2], {**both[2], "roles": ["educator", "duty"]}, *both[3:]])
    assert {"duty", "hedgehogs", "garden"} <= rooms_of("anna", wanted)
    assert level("anna", wanted["hedgehogs"]) == 50
    assert level("anna", wanted["staff"]) == 0


def level(person: str, room: WantedRoom) -> int:
    users, usual = room.powers["users"], room.powers["users_default"]
    return int(users.get(f"@{person}:{SERVER}", usual))


def test_the_head_moderates_everywhere_and_the_duty_administrator_the_groups() -> None:
    wanted = rooms()
    for room in wanted.values():
        assert [level(person, room) for person in ("zav", "zam", "admin")] == [50, 50, 50]
        assert level("teremok", room) == room.powers["state_default"] == 100
    assert level("pomoshnik", wanted["ladybirds"]) == level("pomoshnik", wanted["duty"]) == 50
    assert level("pomoshnik", wanted["staff"]) == level("anna", wanted["ladybirds"]) == 0


def test_in_announcements_the_staff_write_and_all_others_read() -> None:
    announcements = rooms()["announcements"]
    needed = announcements.powers["events_default"]
    assert level("anna", announcements) >= needed > level("kazna", announcements)
    assert needed > level("teremok_sandbox_mama", announcements)  # a parent's ghost


def test_the_file_gives_other_powers_to_a_role() -> None:
    told = {"announcements": {"powers": {"treasurer": 10}}, "lounge": {"powers": {"head": 0}}}
    wanted = rooms(rooms=told)
    assert level("kazna", wanted["announcements"]) == 10
    assert (level("zav", wanted["lounge"]), level("zam", wanted["lounge"])) == (0, 50)


def test_a_room_without_words_has_the_usual_ones_of_its_kind() -> None:
    wanted = rooms()
    assert [wanted[key].name for key in ("staff", "announcements", "lounge", "library")] == [
        "Сотрудники",
        "Объявления",
        "Гостиная",
        "Копилка опыта",
    ]
    assert "дежурного администратора" in wanted["duty"].topic
    english = {"name": "Kindergarten 24", "slug": "sad24", "language": "en"}
    assert rooms(community=english)["library"].name == "Library"
    assert len({room.topic for room in wanted.values()}) == len(wanted)


def test_outer_buildings_come_before_what_stands_in_them() -> None:
    wanted = rooms()
    keys = list(wanted)
    assert keys.index("space") < keys.index("north") < keys.index("upper") < keys.index("ladybirds")
    parents = {
        key: wanted[key].parent for key in ("space", "north", "upper", "ladybirds", "garden")
    }
    assert parents == {
        "space": None,
        "north": "space",
        "upper": "north",
        "ladybirds": "upper",
        "garden": "space",
    }


def test_rooms_with_a_number_are_shown_first_and_the_others_as_in_the_file() -> None:
    groups = [
        {"key": "a", "name": "А"},
        {"key": "b", "name": "Б", "order": 10},
        {"key": "c", "name": "В", "order": 2},
    ]
    wanted = rooms(groups=groups, staff=STAFF[:1], projects=[], rooms={"lounge": None})
    inside = [room for room in wanted.values() if room.parent == "space"]
    shown = [room.key for room in sorted(inside, key=lambda room: room.order)]
    assert shown == ["c", "b", "staff", "lounge", "north", "a"]


def test_only_who_is_in_the_space_comes_into_its_open_rooms() -> None:
    lounge, staff = rooms()["lounge"], rooms()["staff"]
    rule = lounge.access_state({"space": RoomId("!space")})["m.room.join_rules", ""]
    allowed = [{"type": "m.room_membership", "room_id": "!space"}]
    assert rule == {"join_rule": "restricted", "allow": allowed}
    assert ("m.room.join_rules", "") not in lounge.access_state({})
    assert staff.access_state({})["m.room.join_rules", ""] == {"join_rule": "invite"}


@pytest.mark.parametrize(
    ("day", "there", "over"),
    [(28, False, False), (1, True, False), (31, True, False), (32, True, True)],
)
def test_a_project_has_its_room_from_its_start_and_only_to_be_read_after_its_end(
    day: int, there: bool, over: bool
) -> None:
    starts, ends = date(2026, 3, 1), date(2026, 3, 31)
    today = date(2026, 2, 28) if day == 28 else date.fromordinal(starts.toordinal() + day - 1)
    project = {"key": "garden", "name": "Огород", "starts": str(starts), "ends": str(ends)}
    wanted = rooms(today, projects=[project])
    assert ("garden" in wanted) == there
    if there:
        assert wanted["garden"].is_over == over
        assert wanted["garden"].powers["events_default"] == (50 if over else 0)


def test_rules_are_others_before_the_homeserver_has_forgotten_them() -> None:
    groups = [{"key": "a", "name": "А", "rules": "Пишем вежливо.", "retention_days": 30}]

    def digest(day: date) -> str:
        return rooms(day, groups=groups, staff=[], projects=[])["a"].rules_digest

    first = date.fromordinal(30 * 24600)
    assert digest(first) == digest(date.fromordinal(first.toordinal() + 29))
    assert digest(first) != digest(date.fromordinal(first.toordinal() + 30))
