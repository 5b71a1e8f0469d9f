"""`apply` on a real Synapse."""

import itertools
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from bot.homeserver import BotHomeserver, reach_homeserver
from rooms.community import Community
from rooms.reconcile.homeserver import HomeserverAway
from rooms.storage.database import Store
from rooms.storage.rooms import all_rooms
from tests.support.cutting import Cut, cutting
from tests.support.homeserver import RunningHomeserver
from tests.support.kindergarten import Kindergarten, new_bot
from tests.support.memory_homeserver import Crash
from tests.support.ports import free_port

_numbers = itertools.count(1)
EVERY = 1 if "TEREMOK_SOAK_ROUNDS" in os.environ else 3
"""The power goes out at every so many of the requests; ``make soak`` tries each."""


@pytest.fixture(scope="session")
async def bot(homeserver: RunningHomeserver) -> AsyncIterator[BotHomeserver]:
    async with new_bot(homeserver, "bot-of-rooms") as reached:
        yield reached


@pytest.fixture
async def kindergarten(
    homeserver: RunningHomeserver, bot: BotHomeserver, tmp_path: Path
) -> AsyncIterator[Kindergarten]:
    store = await Store.open(f"sqlite:///{tmp_path / 'teremok.db'}")
    yield Kindergarten(homeserver, bot, store)
    await store.close()


async def test_an_educator_sees_her_rooms_and_cannot_change_what_they_are(
    kindergarten: Kindergarten,
) -> None:
    community = kindergarten.community()
    slug = community.community.slug
    assert (await kindergarten.apply(community)).failures == ()
    anna = await kindergarten.log_in(f"anna-{slug}")
    call = kindergarten.server.request
    _, answer = await call(anna.access_token, "GET", "/_matrix/client/v3/joined_rooms")
    space, staff, hers, *common = [
        await kindergarten.room(alias)
        for alias in (
            slug,
            *(f"{slug}-{key}" for key in ("staff", "ladybirds", "announcements", "lounge")),
            f"{slug}-library",
        )
    ]
    assert set(answer["joined_rooms"]) == {space, staff, hers, *common}
    _, answer = await call(anna.access_token, "GET", "/_matrix/client/v3/sync")
    assert "invite" not in answer["rooms"]

    def path(room: str, what: str) -> str:
        return f"/_matrix/client/v3/rooms/{quote(room)}/{what}"

    name = await call(anna.access_token, "GET", path(hers, "state/m.room.name"))
    assert name == (200, {"name": "Божьи коровки"})
    _, powers = await call(anna.access_token, "GET", path(hers, "state/m.room.power_levels"))
    powers["users"][anna.user_id] = 100
    for what, content in (
        ("m.room.name", {"name": "Коровки!!!"}),
        ("m.room.power_levels", powers),
        ("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}),
        ("m.room.join_rules", {"join_rule": "public"}),
    ):
        status, _ = await call(anna.access_token, "PUT", path(hers, f"state/{what}"), content)
        assert status == 403, what
    text = {"msgtype": "m.text", "body": "Здравствуйте"}
    for room, expected in ((hers, 200), (staff, 200), (space, 403)):
        send = path(room, f"send/m.room.message/{next(_numbers)}")
        assert (await call(anna.access_token, "PUT", send, text))[0] == expected
    hedgehogs = await kindergarten.room(f"{slug}-hedgehogs")
    assert (await call(anna.access_token, "GET", path(hedgehogs, "state")))[0] == 403


async def test_the_head_sees_everything_and_moderates(kindergarten: Kindergarten) -> None:
    community = kindergarten.community()
    slug = community.community.slug
    await kindergarten.apply(community)
    head = await kindergarten.log_in(f"valentina-{slug}")
    anna = await kindergarten.log_in(f"anna-{slug}")
    call = kindergarten.server.request
    _, answer = await call(head.access_token, "GET", "/_matrix/client/v3/joined_rooms")
    async with kindergarten.store.reading() as connection:
        assert set(answer["joined_rooms"]) == {r.room_id for r in await all_rooms(connection)}
    room = quote(await kindergarten.room(f"{slug}-ladybirds"))
    base = f"/_matrix/client/v3/rooms/{room}"
    text = {"msgtype": "m.text", "body": "…"}
    _, sent = await call(anna.access_token, "PUT", f"{base}/send/m.room.message/1", text)
    event = quote(sent["event_id"])
    assert (await call(head.access_token, "PUT", f"{base}/redact/{event}/1", {}))[0] == 200
    name = f"{base}/state/m.room.name"
    assert (await call(head.access_token, "PUT", name, {"name": "!"}))[0] == 403
    kick = {"user_id": anna.user_id}
    assert (await call(head.access_token, "POST", f"{base}/kick", kick))[0] == 200


async def test_the_space_and_its_rooms_are_private_unencrypted_and_stay_at_home(
    kindergarten: Kindergarten,
) -> None:
    community = kindergarten.community()
    await kindergarten.apply(community)
    picture = await kindergarten.picture(community)
    slug = community.community.slug
    common = {f"{slug}-{key}" for key in ("announcements", "lounge", "library")}
    for alias, state in picture.items():
        creation = state["m.room.create", ""]
        assert (creation["room_version"], creation["m.federate"]) == ("11", False)
        assert creation.get("type") == ("m.space" if alias == slug else None)
        rule = "restricted" if alias in common else "invite"
        assert state["m.room.join_rules", ""]["join_rule"] == rule
        assert state["m.room.history_visibility", ""] == {"history_visibility": "shared"}
        assert state["m.room.guest_access", ""] == {"guest_access": "forbidden"}
        assert ("m.room.encryption", "") not in state
        assert state["m.room.topic", ""]["topic"]
    children = {key: c for (kind, key), c in picture[slug].items() if kind == "m.space.child"}
    assert set(children) == set(picture) - {slug}


async def test_thirty_groups_twice_and_the_second_time_nothing_is_changed(
    kindergarten: Kindergarten,
) -> None:
    groups = [{"key": f"g{n}", "name": f"Группа {n}", "staff": ["anna"]} for n in range(30)]
    community = kindergarten.community(groups=groups)
    first = await kindergarten.apply(community)
    assert first.failures == ()
    assert len(await kindergarten.picture(community)) == 36
    before = await _event_ids(kindergarten)
    second = await kindergarten.apply(community)
    assert (second.changes, second.failures, second.requests.write) == ((), (), 0)
    assert await _event_ids(kindergarten) == before


async def _event_ids(kindergarten: Kindergarten) -> set[str]:
    """Every state event of the kindergarten's rooms, as the homeserver has it."""
    async with kindergarten.store.reading() as connection:
        known = await all_rooms(connection)
    found: set[str] = set()
    for room in known:
        answer: Any = await kindergarten.bot._session.room_get_state(room.room_id)
        found |= {event["event_id"] for event in answer.events}
    return found


@pytest.mark.parametrize("cut", list(Cut))
async def test_the_power_may_go_out_at_any_request(kindergarten: Kindergarten, cut: Cut) -> None:
    staff = [{"id": "zav", "name": "Зав", "role": "head"}, {"id": "anna", "name": "Анна"}]
    groups = [{"key": "bees", "name": "Пчёлки", "staff": ["anna"], "rules": "Пишем коротко."}]

    def community() -> Community:
        return kindergarten.community(staff=staff, rooms={"staff": {}}, groups=groups)

    undisturbed = community()
    applied = await kindergarten.apply(undisturbed)
    expected = await kindergarten.picture_in_order(undisturbed)
    asked = applied.requests.read + applied.requests.write
    assert asked >= 20
    first = 1 + list(Cut).index(cut) % EVERY
    for number in range(first, asked + 1, EVERY):
        disturbed = community()
        before = await kindergarten.rooms_of_bot()
        with pytest.raises(Crash):
            await kindergarten.apply(disturbed, cutting(kindergarten.bot, number, cut))
        assert (await kindergarten.apply(disturbed)).failures == ()
        assert len(await kindergarten.rooms_of_bot() - before) == 3
        assert await kindergarten.picture_in_order(disturbed) == expected
        assert (await kindergarten.apply(disturbed)).requests.write == 0


async def test_a_strangers_room_is_not_taken(kindergarten: Kindergarten) -> None:
    community = kindergarten.community()
    slug = community.community.slug
    stranger = await kindergarten.server.register(f"stranger-{slug}")
    status, _ = await kindergarten.server.request(
        stranger.access_token,
        "POST",
        "/_matrix/client/v3/createRoom",
        {"room_alias_name": f"{slug}-hedgehogs", "name": "Моя"},
    )
    assert status == 200
    applied = await kindergarten.apply(community)
    assert [failure.subject for failure in applied.failures] == ["hedgehogs"]
    assert "чужой" in applied.failures[0].reason.words("ru")
    assert (await kindergarten.apply(community)).requests.write == 0


async def test_a_house_that_is_not_running_is_said_at_once(
    kindergarten: Kindergarten,
) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    async with reach_homeserver(url, "@teremok:away", "token", "away") as nobody:
        with pytest.raises(HomeserverAway):
            await kindergarten.apply(kindergarten.community(), nobody)
