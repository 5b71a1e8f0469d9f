"""Rooms that are adopted, upgraded, closed, and people who leave, on a real Synapse."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from bot.homeserver import BotHomeserver
from rooms.community import Community
from rooms.reconcile.apply import Applied, Reconciliation, Scope
from rooms.reconcile.homeserver import RoomId
from rooms.reconcile.standing import membership_of
from rooms.storage import accounts
from rooms.storage.accounts import Account
from rooms.storage.database import Store
from rooms.storage.rooms import all_chats, all_rooms
from tests.support.homeserver import RunningHomeserver, User
from tests.support.kindergarten import Kindergarten, new_bot

V3 = "/_matrix/client/v3"
REMOVING = Scope(allow_removals=True)


@pytest.fixture(scope="module")
async def bot(homeserver: RunningHomeserver) -> AsyncIterator[BotHomeserver]:
    async with new_bot(homeserver, "bot-that-keeps") as reached:
        yield reached


@pytest.fixture
async def kindergarten(
    homeserver: RunningHomeserver, bot: BotHomeserver, tmp_path: Path
) -> AsyncIterator[Kindergarten]:
    store = await Store.open(f"sqlite:///{tmp_path / 'teremok.db'}")
    yield Kindergarten(homeserver, bot, store)
    await store.close()


def small(kindergarten: Kindergarten, number: int, **of_group: object) -> Community:
    staff = [{"id": "zav", "name": "Зав", "role": "head"}, {"id": "anna", "name": "Анна"}]
    chats = [{"network": "sandbox", "id": f"bees{number}"}]
    bees = {"key": "bees", "name": "Пчёлки", "staff": ["anna"], "chats": chats, **of_group}
    return kindergarten.community(number, staff=staff, rooms={"staff": {}}, groups=[bees])


async def apply(
    kindergarten: Kindergarten, community: Community, scope: Scope | None = None
) -> Applied:
    name = kindergarten.server.server_name
    reconciliation = Reconciliation(kindergarten.bot, kindergarten.store, name)
    return await reconciliation.apply(community, scope=scope or Scope())


async def call(
    kindergarten: Kindergarten, user: User, method: str, path: str, body: Any = None
) -> Any:
    status, answer = await kindergarten.server.request(user.access_token, method, path, body)
    assert status == 200, answer
    return answer


async def new_room(kindergarten: Kindergarten, owner: User, alias: str, **more: Any) -> str:
    body = {"room_alias_name": alias, "name": "Наша старая", "room_version": "11", **more}
    made = await call(kindergarten, owner, "POST", f"{V3}/createRoom", body)
    return str(made["room_id"])


async def test_a_room_that_there_is_becomes_the_groups_with_what_was_said_in_it(
    kindergarten: Kindergarten,
) -> None:
    owner = await kindergarten.server.register("owner-of-old")
    old = await new_room(kindergarten, owner, "old-bees")
    server = kindergarten.server.server_name
    community = small(kindergarten, 9001, adopt=f"#old-bees:{server}")
    name = kindergarten.server.server_name
    planned = await Reconciliation(kindergarten.bot, kindergarten.store, name).plan(community)
    assert planned.plan.failures == ()
    assert "комната «Пчёлки»: бот войдёт" in [c.words("ru") for c in planned.plan.changes]
    assert membership_of(await kindergarten.bot.look_into(RoomId(old)) or {}, owner.user_id)
    applied = await apply(kindergarten, community)
    assert applied.failures == ()
    assert await kindergarten.room("k9001-bees") == await kindergarten.room("old-bees") == old
    state = await kindergarten.bot.read_state(RoomId(old))
    assert state["m.room.name", ""].content == {"name": "Пчёлки"}
    powers = state["m.room.power_levels", ""].content
    assert powers["users"] == {kindergarten.bot.bot_id: 100, f"@zav-k9001:{server}": 50}
    assert membership_of(state, f"@anna-k9001:{server}") == "join"
    assert membership_of(state, owner.user_id) == "join"
    assert [change.words("ru") for change in applied.waiting] == [
        "комната «Пчёлки»: удалить участника @owner-of-old, в файле его здесь нет"
    ]
    assert (await apply(kindergarten, community)).requests.write == 0


async def test_a_room_in_which_nobody_can_give_the_bot_power_is_one_clear_message(
    kindergarten: Kindergarten,
) -> None:
    owner = await kindergarten.server.register("owner-who-left")
    other = await kindergarten.server.register("other-of-old")
    room = await new_room(
        kindergarten, owner, "powerless", invite=[other.user_id], visibility="private"
    )
    await call(kindergarten, other, "POST", f"{V3}/join/{quote(room)}")
    await call(kindergarten, owner, "POST", f"{V3}/rooms/{quote(room)}/leave")
    server = kindergarten.server.server_name
    community = small(kindergarten, 9002, adopt=f"#powerless:{server}")
    applied = await apply(kindergarten, community)
    (failure,) = applied.failures
    assert failure.subject == "bees"
    assert "у бота нет прав" in failure.reason.words("ru")
    assert (await apply(kindergarten, community)).requests.write == 0


async def test_an_adopted_address_that_leads_nowhere_makes_no_room(
    kindergarten: Kindergarten,
) -> None:
    server = kindergarten.server.server_name
    community = small(kindergarten, 9003, adopt=f"#nowhere:{server}")
    (failure,) = (await apply(kindergarten, community)).failures
    assert "никуда не ведёт" in failure.reason.words("ru")
    assert await kindergarten.bot.find_alias("k9003-bees") is None


async def test_an_upgraded_room_takes_over_key_address_and_chats(
    kindergarten: Kindergarten,
) -> None:
    community = small(kindergarten, 9004)
    await apply(kindergarten, community)
    old = await kindergarten.room("k9004-bees")
    anna = await kindergarten.log_in("anna-k9004")
    token = kindergarten.bot._session.access_token
    make = f"/_synapse/admin/v1/rooms/{quote(old)}/make_room_admin"
    await kindergarten.server.request(token, "POST", make, {"user_id": anna.user_id})
    path = f"{V3}/rooms/{quote(old)}/upgrade"
    new = (await call(kindergarten, anna, "POST", path, {"new_version": "11"}))["replacement_room"]
    applied = await apply(kindergarten, community)
    assert applied.failures == ()
    assert await kindergarten.room("k9004-bees") == new != old
    async with kindergarten.store.reading() as connection:
        known = {room.key: room.room_id for room in await all_rooms(connection)}
        chats = [(chat.chat, chat.room_key) for chat in await all_chats(connection)]
    assert (known["bees"], chats) == (new, [("bees9004", "bees")])
    server = kindergarten.server.server_name
    state = await kindergarten.bot.read_state(RoomId(new))
    assert all(
        membership_of(state, f"@{person}-k9004:{server}") == "join" for person in ("zav", "anna")
    )
    powers = state["m.room.power_levels", ""].content["users"]
    assert powers == {kindergarten.bot.bot_id: 100, f"@zav-k9004:{server}": 50}
    space = await kindergarten.bot.read_state(await kindergarten.room("k9004"))
    shown = {
        key for (kind, key), event in space.items() if kind == "m.space.child" and event.content
    }
    assert (new in shown, old in shown) == (True, False)
    assert (await apply(kindergarten, community)).requests.write == 0


async def test_who_and_what_is_in_the_file_no_more_goes_only_when_that_is_allowed(
    kindergarten: Kindergarten,
) -> None:
    before = small(kindergarten, 9005)
    await apply(kindergarten, before)
    room, anna = await kindergarten.room("k9005-bees"), await kindergarten.log_in("anna-k9005")
    zav = [{"id": "zav", "name": "Зав", "role": "head"}]
    smaller = kindergarten.community(9005, staff=zav, rooms={"staff": {}}, groups=[])
    applied = await apply(kindergarten, smaller)
    waiting = [change.words("ru") for change in applied.waiting]
    assert waiting == [
        "пространство «Детский сад № 24 „Теремок“»: удалить участника @anna-k9005, в файле его"
        " здесь нет",
        "комната «Сотрудники»: удалить участника @anna-k9005, в файле его здесь нет",
        "комната «Пчёлки»: закрыть — в файле её больше нет; читать можно, писать нельзя",
    ]
    joined = f"{V3}/joined_rooms"
    assert len((await call(kindergarten, anna, "GET", joined))["joined_rooms"]) == 3
    removed = await apply(kindergarten, smaller, REMOVING)
    assert (removed.failures, removed.waiting) == ((), ())
    assert (await call(kindergarten, anna, "GET", joined))["joined_rooms"] == [room]
    send = f"{V3}/rooms/{quote(room)}/send/m.room.message/1"
    text = {"msgtype": "m.text", "body": "Ау!"}
    status, _ = await kindergarten.server.request(anna.access_token, "PUT", send, text)
    assert status == 403
    said = await call(kindergarten, anna, "GET", f"{V3}/rooms/{quote(room)}/messages?dir=b")
    assert "Комната закрыта" in said["chunk"][0]["content"]["body"]
    space = await kindergarten.bot.read_state(await kindergarten.room("k9005"))
    assert space["m.space.child", room].content == {}
    again = await apply(kindergarten, smaller, REMOVING)
    assert (again.changes, again.requests.write) == ((), 0)


async def test_a_group_that_comes_back_gets_its_room_back(kindergarten: Kindergarten) -> None:
    before = small(kindergarten, 9006)
    await apply(kindergarten, before)
    room, anna = await kindergarten.room("k9006-bees"), await kindergarten.log_in("anna-k9006")
    without = before.model_copy(update={"groups": ()})
    await apply(kindergarten, without, REMOVING)
    assert (await apply(kindergarten, before)).failures == ()
    assert await kindergarten.room("k9006-bees") == room
    send = f"{V3}/rooms/{quote(room)}/send/m.room.message/1"
    await call(kindergarten, anna, "PUT", send, {"msgtype": "m.text", "body": "Мы снова тут"})
    assert (await apply(kindergarten, before, REMOVING)).requests.write == 0


async def test_who_got_an_account_and_was_in_the_file_has_left_with_it(
    kindergarten: Kindergarten,
) -> None:
    before = small(kindergarten, 9007)
    await apply(kindergarten, before)
    anna = f"@anna-k9007:{kindergarten.server.server_name}"
    async with kindergarten.store.transaction() as connection:
        await accounts.put(connection, Account(anna, "Анна", "educator", 0))
    zav = [{"id": "zav", "name": "Зав", "role": "head"}]
    without = kindergarten.community(9007, staff=zav, rooms={"staff": {}}, groups=[])
    waiting = [c.words("ru") for c in (await apply(kindergarten, without)).waiting]
    assert any("@anna-k9007" in words for words in waiting)
    await apply(kindergarten, without, REMOVING)
    state = await kindergarten.bot.read_state(await kindergarten.room("k9007-staff"))
    assert membership_of(state, anna) == "leave"
