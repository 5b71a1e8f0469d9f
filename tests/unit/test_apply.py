"""What `teremok apply` does, against a homeserver in memory."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rooms.community import Community
from rooms.files.yaml_file import load
from rooms.reconcile.apply import Applied, Reconciliation
from rooms.reconcile.homeserver import (
    AccountState,
    HomeserverAway,
    HomeserverRefused,
    NewRoom,
    RoomId,
    UserId,
)
from rooms.storage import accounts, rooms
from rooms.storage.accounts import Account
from rooms.storage.database import Store
from rooms.storage.rooms import KnownRoom, PlumbedChat
from tests.support.memory_homeserver import MAKING, Crash, MemoryHomeserver, When

SERVER = "teremok.test"
SAMPLE = Path("rooms/defaults/community.yaml")
COMMON = ("staff", "announcements", "lounge", "library", "duty")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(f"sqlite:///{tmp_path / 'teremok.db'}")
    yield opened
    await opened.close()


@pytest.fixture
def house() -> MemoryHomeserver:
    return MemoryHomeserver(SERVER)


def sample(**changes: object) -> Community:
    content = load(SAMPLE, Community).model_dump(mode="json")
    return Community.model_validate(content | changes)


async def apply(
    house: MemoryHomeserver, store: Store, community: Community | None = None
) -> Applied:
    reconciliation = Reconciliation(house, store, SERVER, patience=0)
    return await reconciliation.apply(community or sample())


def person(localpart: str) -> UserId:
    return UserId(f"@{localpart}:{SERVER}")


async def test_a_new_house_gets_its_rooms_with_names_powers_and_members(
    house: MemoryHomeserver, store: Store
) -> None:
    applied = await apply(house, store)
    assert applied.failures == ()
    assert set(house.aliases) == {
        "sad24",
        *(f"sad24-{key}" for key in COMMON),
        "sad24-ladybirds",
        "sad24-hedgehogs",
        "sad24-swallows",
    }
    everybody = {person(p) for p in ("teremok", "valentina", "anna", "maria", "olga", "elena")}
    assert house.members("sad24") == house.members("sad24-staff") == everybody
    assert house.members("sad24-hedgehogs") == {person(p) for p in ("teremok", "valentina", "olga")}
    assert house.says("sad24-hedgehogs", "m.room.name") == {"name": "Ёжики"}
    assert "Ёжики" in house.says("sad24-hedgehogs", "m.room.topic")["topic"]
    assert house.says("sad24", "m.room.create")["type"] == "m.space"
    powers = house.says("sad24-hedgehogs", "m.room.power_levels")
    assert powers["users"] == {person("teremok"): 100, person("valentina"): 50}
    assert (powers["events_default"], powers["state_default"]) == (0, 100)
    assert house.says("sad24", "m.room.power_levels")["events_default"] == 100


async def test_the_space_shows_the_rooms_in_the_order_of_the_file(
    house: MemoryHomeserver, store: Store
) -> None:
    await apply(house, store)
    space = house.room("sad24")
    children = {
        state_key: event.content["order"]
        for (kind, state_key), event in space.state.items()
        if kind == "m.space.child"
    }
    wanted = [f"sad24-{key}" for key in (*COMMON, "ladybirds", "hedgehogs", "swallows")]
    assert sorted(children, key=children.__getitem__) == [house.aliases[a] for a in wanted]
    for alias in wanted:
        parent = house.says(alias, "m.space.parent", house.aliases["sad24"])
        assert parent == {"via": [SERVER], "canonical": True}


async def test_the_rooms_and_chats_are_kept(house: MemoryHomeserver, store: Store) -> None:
    await apply(house, store)
    async with store.reading() as connection:
        known = await rooms.all_rooms(connection)
        chats = await rooms.all_chats(connection)
    ladybirds = house.aliases["sad24-ladybirds"]
    assert KnownRoom("ladybirds", ladybirds, "group", "Божьи коровки") in known
    assert {room.kind for room in known} == {"space", "group", *COMMON}
    assert PlumbedChat("sandbox", "ladybirds", "ladybirds") in chats


async def test_applying_twice_changes_nothing(house: MemoryHomeserver, store: Store) -> None:
    first = await apply(house, store)
    assert first.requests.write == house.counts.write
    picture = house.picture()
    async with store.reading() as connection:
        revision = await rooms.revision(connection)
    second = await apply(house, store)
    assert (second.changes, second.failures, second.requests.write) == ((), (), 0)
    assert second.requests.read > 0
    assert house.picture() == picture
    async with store.reading() as connection:
        assert await rooms.revision(connection) == revision


async def test_a_forgotten_database_makes_no_second_room(
    house: MemoryHomeserver, store: Store, tmp_path: Path
) -> None:
    await apply(house, store)
    empty = await Store.open(f"sqlite:///{tmp_path / 'empty.db'}")
    again = await apply(house, empty)
    async with empty.reading() as connection:
        assert len(await rooms.all_rooms(connection)) == 9
    await empty.close()
    assert again.requests.write == 0
    assert len(house.rooms) == 9


async def test_a_lost_address_leads_to_its_room_again(
    house: MemoryHomeserver, store: Store
) -> None:
    await apply(house, store)
    picture = house.picture()
    house.aliases.pop("sad24-swallows")
    applied = await apply(house, store)
    assert [type(change).__name__ for change in applied.changes] == ["RestoreAlias"]
    assert house.picture() == picture


@pytest.mark.parametrize("when", list(When))
async def test_a_crash_at_any_request_is_made_good_by_applying_again(
    store: Store, tmp_path: Path, when: When
) -> None:
    undisturbed = MemoryHomeserver(SERVER)
    other = await Store.open(f"sqlite:///{tmp_path / 'other.db'}")
    await apply(undisturbed, other)
    await other.close()
    requests = len(undisturbed.rooms) if when in MAKING else undisturbed.counts.write
    assert requests > 4
    for number in range(requests):
        house = MemoryHomeserver(SERVER)
        house.crash = (number, when)
        await _clear(store)
        try:
            await apply(house, store)
        except Crash:
            house.crash = None
        assert house.crash is None
        applied = await apply(house, store)
        assert applied.failures == ()
        assert house.picture() == undisturbed.picture()
        assert len(house.inhabited()) == len(house.aliases)
        assert (await apply(house, store)).requests.write == 0


async def _clear(store: Store) -> None:
    async with store.transaction() as connection:
        await connection.execute("DELETE FROM room")
        await connection.execute("DELETE FROM chat")


async def test_a_strangers_room_with_our_address_is_reported_and_left_alone(
    house: MemoryHomeserver, store: Store
) -> None:
    state = [(("m.room.name", ""), {"name": "Мои"})]
    house.make_room(NewRoom("sad24-hedgehogs", False, state), person("stranger"))
    applied = await apply(house, store)
    assert [failure.subject for failure in applied.failures] == ["hedgehogs"]
    words = applied.failures[0].reason.words("ru")
    assert words == "адрес #sad24-hedgehogs:teremok.test занят чужой комнатой"
    assert house.says("sad24-hedgehogs", "m.room.name") == {"name": "Мои"}
    assert house.members("sad24-swallows") >= {person("elena")}


async def test_another_room_of_the_house_with_our_address_is_not_taken(
    house: MemoryHomeserver, store: Store
) -> None:
    await apply(house, store)
    house.aliases["sad24-swallows"] = house.aliases["sad24-hedgehogs"]
    applied = await apply(house, store)
    assert [failure.subject for failure in applied.failures] == ["swallows"]
    assert applied.requests.write == 0


class OneBrokenRoom(MemoryHomeserver):
    """Does not make the room of the hedgehogs."""

    problem: Exception = HomeserverRefused("M_UNKNOWN", "Internal server error", 400)

    async def create_room(self, room: NewRoom) -> RoomId:
        if room.alias.endswith("hedgehogs"):
            raise self.problem
        return await super().create_room(room)


@pytest.mark.parametrize(
    "problem", [HomeserverRefused("M_UNKNOWN", "no", 400), HomeserverAway("500")]
)
async def test_one_broken_room_is_reported_and_the_others_go_on(
    store: Store, problem: Exception
) -> None:
    house = OneBrokenRoom(SERVER)
    house.problem = problem
    applied = await apply(house, store)
    assert [failure.subject for failure in applied.failures] == ["hedgehogs"]
    assert len(house.rooms) == 8
    assert house.members("sad24-swallows") >= {person("elena")}


class Away(MemoryHomeserver):
    """Does not answer."""

    async def find_alias(self, alias: str) -> RoomId | None:
        raise HomeserverAway("ConnectionRefused")


async def test_a_homeserver_that_is_away_is_said_once(store: Store) -> None:
    with pytest.raises(HomeserverAway):
        await apply(Away(SERVER), store)


async def test_what_was_changed_is_put_right(house: MemoryHomeserver, store: Store) -> None:
    await apply(house, store)
    picture = house.picture()
    room_id = house.aliases["sad24-hedgehogs"]
    powers = house.says("sad24-hedgehogs", "m.room.power_levels")
    guest, olga = person("speech_therapist"), person("olga")
    spoilt = {
        ("m.room.name", ""): {"name": "Ежи!!!"},
        ("m.room.topic", ""): {},
        ("m.room.join_rules", ""): {"join_rule": "public"},
        ("m.room.power_levels", ""): {
            **powers,
            "users": {**powers["users"], olga: 100, guest: 10},
            "events_default": 50,
        },
        ("m.room.member", olga): {"membership": "leave"},
    }
    for key, content in spoilt.items():
        await house.put_state(room_id, key, content)
    await house.put_state(house.aliases["sad24"], ("m.space.child", room_id), {})
    applied = await apply(house, store)
    words = [change.words("ru") for change in applied.changes]
    back = "вернуть название, было изменено на «Ежи!!!» пользователем @teremok"
    assert f"комната «Ёжики»: {back}" in words
    assert len(words) == 7
    assert "комната «Ёжики»: @olga перестанет быть наравне с ботом" in words
    assert house.picture() == picture


async def test_an_account_made_by_hand_comes_into_its_rooms(
    house: MemoryHomeserver, store: Store
) -> None:
    house.accounts[person("irina")] = AccountState.OPEN
    async with store.transaction() as connection:
        await accounts.put(connection, Account(person("irina"), "Ирина", "admin", 0))
    await apply(house, store)
    assert all(person("irina") in house.members(alias) for alias in house.aliases)
    assert house.says("sad24", "m.room.power_levels")["users"][person("irina")] == 50


async def test_somebody_with_a_closed_account_is_reported_and_keeps_nobody_out(
    house: MemoryHomeserver, store: Store
) -> None:
    house.accounts[person("anna")] = AccountState.CLOSED
    applied = await apply(house, store)
    assert [failure.subject for failure in applied.failures] == [person("anna")]
    assert person("anna") not in house.members("sad24")
    assert person("maria") in house.members("sad24-ladybirds")


async def test_nobody_is_removed_and_no_room_is_closed(
    house: MemoryHomeserver, store: Store
) -> None:
    await apply(house, store)
    smaller = sample(staff=[sample().staff[0].model_dump()], groups=[])
    applied = await apply(house, store, smaller)
    assert {type(change).__name__ for change in applied.changes} <= {"UnplumbChat", "SetState"}
    assert person("anna") in house.members("sad24-staff")
    assert person("olga") in house.members("sad24-hedgehogs")


async def test_at_most_eight_requests_are_under_way(house: MemoryHomeserver, store: Store) -> None:
    groups = [{"key": f"group-{n}", "name": f"Группа {n}", "staff": ["anna"]} for n in range(30)]
    applied = await apply(house, store, sample(groups=groups))
    assert applied.failures == ()
    assert house.most_under_way == 8
    assert len(house.rooms) == 36
