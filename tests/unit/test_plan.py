"""The plan in words, and that it is made of values alone."""

from typing import cast

import pytest

from rooms.community import Community
from rooms.reconcile.changes import Aspect, Change, SetState
from rooms.reconcile.homeserver import AccountState, Content, RoomId, StateEvent, UserId
from rooms.reconcile.plan import FoundRoom, Obstacle, Plan, Readings, UnfinishedRoom, make_plan
from rooms.sentence import Sentence
from rooms.storage.rooms import PlumbedChat
from rooms.wanted.rooms import people_of, wanted_rooms

SERVER, BOT = "sad.test", UserId("@teremok:sad.test")
COMMUNITY = Community.model_validate(
    {
        "community": {"name": "Детский сад № 24", "slug": "sad24"},
        "staff": [{"id": "zav", "name": "Валентина", "role": "head"}],
        "rooms": {"staff": {"name": "Сотрудники"}},
        "groups": [
            {
                "key": "ladybirds",
                "name": "Божьи коровки",
                "chats": [{"network": "sandbox", "id": "ladybirds"}],
            }
        ],
    }
)
PEOPLE = people_of(COMMUNITY, (), SERVER)
WANTED = wanted_rooms(COMMUNITY, PEOPLE, SERVER, BOT)
NOBODY = {UserId("@zav:sad.test"): AccountState.MISSING}


def plan(readings: Readings) -> Plan:
    return make_plan(WANTED, PEOPLE, readings)


def words(changes: tuple[Change, ...], language: str = "ru") -> list[str]:
    return [change.words(language) for change in changes]


def test_a_new_house_in_words() -> None:
    assert words(plan(Readings({}, NOBODY)).changes) == [
        "учётная запись @zav:sad.test будет создана (Валентина)",
        "пространство «Детский сад № 24»: будет создано",
        "пространство «Детский сад № 24»: новый участник — Валентина",
        "комната «Сотрудники»: будет создана",
        "комната «Сотрудники»: будет видна в пространстве",
        "комната «Сотрудники»: новый участник — Валентина",
        "комната «Божьи коровки»: будет создана",
        "комната «Божьи коровки»: будет видна в пространстве",
        "комната «Божьи коровки»: новый участник — Валентина",
        "комната «Божьи коровки»: будет соединена с чатом ladybirds (sandbox)",
    ]


def test_the_same_in_english() -> None:
    said = words(plan(Readings({}, NOBODY)).changes, "en")
    assert said[3] == "room “Сотрудники”: the room will be made"


def test_every_aspect_of_a_room_has_its_words() -> None:
    for aspect in Aspect:
        change = SetState(WANTED[2], aspect, ("m.room.name", ""), {})
        assert change.words("ru") != change.words("en")


def test_the_same_values_give_the_same_plan() -> None:
    assert plan(Readings({}, NOBODY)) == plan(Readings({}, NOBODY))


def test_a_chat_that_moves_is_parted_from_the_one_room_and_connected_to_the_other() -> None:
    moved = PlumbedChat("sandbox", "ladybirds", "bees")
    said = words(plan(Readings({}, {}, (moved,))).changes)
    assert said[-2:] == [
        "чат ladybirds (sandbox) будет отсоединён от комнаты bees",
        "комната «Божьи коровки»: будет соединена с чатом ladybirds (sandbox)",
    ]


def test_a_room_that_cannot_be_had_is_said_and_nothing_is_planned_for_it() -> None:
    taken = Obstacle(Sentence("the bot is not in this room"))
    planned = plan(Readings({"ladybirds": taken}, {}))
    assert [(f.name, f.reason.words("ru")) for f in planned.failures] == [
        ("Божьи коровки", "бота нет в этой комнате")
    ]
    assert not any("Божьи коровки»: будет создана" in said for said in words(planned.changes))


def test_without_the_space_no_room_is_shown_in_it() -> None:
    planned = plan(Readings({"space": Obstacle(Sentence("the bot is not in this room"))}, {}))
    assert not any("в пространстве" in said for said in words(planned.changes))


def test_a_room_whose_making_was_cut_short_is_made_afresh() -> None:
    (creation,) = [
        change
        for change in plan(Readings({"ladybirds": UnfinishedRoom()}, {})).changes
        if getattr(change, "afresh", False)
    ]
    assert creation.words("ru") == "комната «Божьи коровки»: будет создана"


def ladybirds(**changed: tuple[object, str]) -> Readings:
    """The room as it should be, but for what these people set: content and sender by type."""
    room = next(room for room in WANTED if room.key == "ladybirds")
    state = {key: StateEvent(content, BOT) for key, content in room.new_room({}).state}
    state["m.room.create", ""] = StateEvent({}, BOT)
    state["m.room.canonical_alias", ""] = StateEvent({"alias": room.full_alias}, BOT)
    state["m.room.member", BOT] = StateEvent({"membership": "join"}, BOT)
    for kind, (content, sender) in changed.items():
        state[f"m.room.{kind}", ""] = StateEvent(cast("Content", content), sender)
    return Readings({"ladybirds": FoundRoom(RoomId("!l"), state)}, {}, bot_id=BOT)


def of_ladybirds(readings: Readings) -> list[str]:
    changes = [change for change in plan(readings).changes if isinstance(change, SetState)]
    return words(tuple(changes))


@pytest.mark.parametrize(
    "content", [{"users": {BOT: 100}}, {"users": {BOT: "100"}, "events": None, "ban": [1]}]
)
def test_senseless_powers_are_put_right(content: dict[str, object]) -> None:
    said = of_ladybirds(ladybirds(power_levels=(content, BOT)))
    assert said == ["комната «Божьи коровки»: права участников будут исправлены"]


def test_a_room_in_which_nobody_has_the_power_to_help_is_said_once_and_left_alone() -> None:
    planned = plan(ladybirds(power_levels=({"users": {"@zav:sad.test": 50}}, "@zav:sad.test")))
    (failure,) = planned.failures
    assert "@teremok:sad.test" in failure.reason.words("ru")
    assert of_ladybirds(ladybirds(power_levels=({"users": {}}, BOT))) == []


def test_who_changed_something_is_named() -> None:
    anna = "@anna:sad.test"
    changed = ladybirds(
        name=({"name": "Коровки!!!"}, anna),
        topic=({"topic": "?"}, anna),
        join_rules=({"join_rule": "public"}, anna),
    )
    assert of_ladybirds(changed) == [
        "комната «Божьи коровки»: вернуть правила входа и видимости, были изменены"
        " пользователем @anna",
        "комната «Божьи коровки»: вернуть название, было изменено на «Коровки!!!» пользователем"
        " @anna",
        "комната «Божьи коровки»: вернуть тему, была изменена пользователем @anna",
    ]


def test_a_name_that_would_command_the_terminal_is_shown_harmlessly() -> None:
    (said,) = of_ladybirds(ladybirds(name=({"name": "\x1b[2J{x}"}, "@somebody:else.test")))
    assert "«\N{REPLACEMENT CHARACTER}[2J{x}»" in said
    assert said.endswith("@somebody:else.test")
