"""Plumbing a chat into a room that exists, from every state that the room may be in.

The commands, the power levels and the kicks are the real framework's; the network is a simulation.
"""

from collections.abc import Mapping
from typing import Any

from tests.support.bridged import OURS, Bridged, Side, both


async def power_levels(bridged: Bridged, room: str) -> Mapping[str, Any]:
    levels = await bridged.state(room, "m.room.power_levels")
    assert levels is not None
    return levels


@both
async def test_the_state_of_the_room_tells_what_is_plumbed(bridged: Bridged, side: Side) -> None:
    login = await bridged.link(side)
    parent = await side.network.person("Inge", bridged.fresh_phone())
    chat = (await side.network.group("Kita", login, parent))["id"]
    room = await bridged.room(side, await bridged.member("Anna"))
    await bridged.plumb(side, room, login, chat)
    key = f"kita.test/{side.name}"
    for kind in ("m.bridge", "uk.half-shot.bridge"):
        told = await bridged.state(room, kind, key)
        assert told is not None
        assert told["bridgebot"] == f"@{side.name}bot:kita.test"
        assert told["protocol"]["id"] == side.name
        assert told["channel"]["id"] == chat
        assert told["channel"]["displayname"] == "Kita"
    features = await bridged.state(room, "com.beeper.room_features", key)
    assert features is not None
    assert features["max_text_length"] == {"whatsapp": 65536, "telegram": 4096}[side.name]
    expected = {"service_members": [f"@{side.name}bot:kita.test"]}
    kind = "io.element.functional_members"
    await bridged.becomes(room, kind, lambda told: told == expected, "the bot among the machines")


async def test_with_power_50_our_name_topic_and_powers_stay(bridged: Bridged, side: Side) -> None:
    login = await bridged.link(side)
    parent = await side.network.person("Inge", bridged.fresh_phone())
    made = await side.network.group("Their name", parent, login, topic="theirs")
    room = await bridged.room(side, await bridged.member("Anna"))
    await bridged.invite_bot(side, room)
    before = await power_levels(bridged, room)
    await bridged.plumb(side, room, login, made["id"])
    assert (await bridged.state(room, "m.room.name")) == {"name": "Ladybirds"}
    topic = await bridged.state(room, "m.room.topic")
    assert topic is not None
    assert topic["topic"] == "the group's room"
    assert await power_levels(bridged, room) == before


@both
async def test_with_power_100_all_are_overwritten(bridged: Bridged, side: Side) -> None:
    login = await bridged.link(side)
    parent = await side.network.person("Inge", bridged.fresh_phone())
    made = await side.network.group("Their name", parent, login, topic="theirs")
    room = await bridged.room(side, await bridged.member("Anna"), power=100)
    await bridged.plumb(side, room, login, made["id"])
    expected_name = {"name": "Their name", "com.beeper.exclude_from_timeline": True}
    await bridged.becomes(room, "m.room.name", lambda told: told == expected_name, "their name")
    ghost = side.ghost(parent, "kita.test")
    levels = await bridged.becomes(
        room, "m.room.power_levels", lambda told: ghost in told["users"], "the ghost's power"
    )
    assert {name: levels["events"].get(name) for name in OURS if name != "m.room.power_levels"} == {
        "m.room.name": 0,
        "m.room.topic": 0,
        "m.room.avatar": 0,
    }
    expected = {
        "whatsapp": {"state_default": 99, "ban": 99, "redact": 50},
        "telegram": {"state_default": 75, "ban": 55, "kick": 55, "redact": 44},
    }[side.name]
    assert {name: levels.get(name, 50) for name in expected} == expected
    assert levels["users"][ghost] == {"whatsapp": 75, "telegram": 95}[side.name]
    if side.name == "telegram":
        assert "users_default" not in levels
        assert levels["events"]["m.room.power_levels"] == 85


async def test_a_bot_as_powerful_as_ours_comes_down_only_by_its_own_token(
    bridged: Bridged, side: Side
) -> None:
    login = await bridged.link(side)
    chat = (await side.network.group("Kita", login))["id"]
    room = await bridged.room(side, await bridged.member("Anna"), power=100)
    await bridged.plumb(side, room, login, chat)
    bot = f"@{side.name}bot:kita.test"
    levels = await power_levels(bridged, room)
    lower = {**levels, "users": {**levels["users"], bot: 50}}
    path = f"/_matrix/client/v3/rooms/{room}/state/m.room.power_levels/"
    status, _ = await bridged.homeserver.request(bridged.owner.access_token, "PUT", path, lower)
    assert status == 403
    said = await bridged.say(bridged.owner, room, f"{side.prefix} set-pl {bot} 50")
    assert (await bridged.status(room, said))["status"] == "SUCCESS"
    assert (await power_levels(bridged, room))["users"][bot] == 100, "and yet nothing was done"
    token = side.bridge.configuration["appservice"]["as_token"]
    status, _ = await bridged.homeserver.request(token, "PUT", path, lower, user_id=bot)
    assert status == 200
    assert (await power_levels(bridged, room))["users"][bot] == 50


async def test_a_bot_without_the_power_says_so(bridged: Bridged, side: Side) -> None:
    login = await bridged.link(side)
    chat = (await side.network.group("Kita", login))["id"]
    room = await bridged.room(side, await bridged.member("Anna"), power=0)
    await bridged.invite_bot(side, room)
    await bridged.row(side, room)
    answer = await bridged.command(side, room, f"bridge {login} {chat}")
    assert answer == (
        "I don't have sufficient permissions for `m.bridge` events. Adjust power levels or use "
        "the `--ignore-permissions` flag to ignore."
    )


async def test_ignoring_permissions_leaves_a_room_without_its_state(
    bridged: Bridged, side: Side
) -> None:
    login = await bridged.link(side)
    anna = await bridged.member("Anna")
    chat = (await side.network.group("Kita", login))["id"]
    room = await bridged.room(side, anna, power=0)
    await bridged.invite_bot(side, room)
    await bridged.row(side, room)
    answer = await bridged.command(side, room, f"bridge --ignore-permissions {login} {chat}")
    assert answer.startswith("Successfully plumbed this room to")
    await bridged.command(side, room, "set-relay")
    await bridged.say(anna, room, "does it work?")
    await side.network.gets(chat, "does it work?")
    assert await bridged.state(room, "m.bridge", f"kita.test/{side.name}") is None


async def test_a_bot_that_may_not_invite_brings_no_ghosts(bridged: Bridged, side: Side) -> None:
    login = await bridged.link(side)
    parent = await side.network.person("Inge", bridged.fresh_phone())
    chat = (await side.network.group("Kita", login, parent))["id"]
    room = await bridged.room(side, await bridged.member("Anna"))
    await bridged.invite_bot(side, room)
    levels = {**await power_levels(bridged, room), "invite": 60}
    await bridged.set_state(bridged.owner, room, "m.room.power_levels", levels)
    await bridged.row(side, room)
    answer = await bridged.command(side, room, f"bridge {login} {chat}")
    assert answer.startswith("Successfully plumbed this room to")
    await bridged.portal(side, room, chat)
    assert side.ghost(parent, "kita.test") not in await bridged.members(room)


async def test_without_the_bot_nobody_answers(bridged: Bridged, side: Side) -> None:
    login = await bridged.link(side)
    chat = (await side.network.group("Kita", login))["id"]
    room = await bridged.room(side, await bridged.member("Anna"))
    await bridged.say(bridged.owner, room, f"{side.prefix} bridge {login} {chat}")
    await bridged.invite_bot(side, room)
    assert await bridged.command(side, room, "id") == (
        "That command can only be ran in portal rooms."
    )


async def test_a_room_taken_by_another_chat_of_the_network(bridged: Bridged, side: Side) -> None:
    login = await bridged.link(side)
    first = (await side.network.group("One", login))["id"]
    second = (await side.network.group("Two", login))["id"]
    room = await bridged.room(side, await bridged.member("Anna"))
    await bridged.plumb(side, room, login, first)
    await bridged.row(side, room)
    answer = await bridged.command(side, room, f"bridge {login} {second}")
    assert answer.startswith(f"This room is already bridged to `{first}` on ")


async def test_overwriting_moves_the_chat_and_leaves_a_tombstone(
    bridged: Bridged, side: Side
) -> None:
    login = await bridged.link(side)
    parent = await side.network.person("Inge", bridged.fresh_phone())
    chat = (await side.network.group("Kita", login, parent))["id"]
    anna = await bridged.member("Anna")
    old, new = await bridged.room(side, anna), await bridged.room(side, anna)
    await bridged.plumb(side, old, login, chat)
    await bridged.invite_bot(side, new)
    answer = await bridged.command(side, new, f"bridge --overwrite {login} {chat}")
    assert answer.startswith("Successfully plumbed this room to")
    await bridged.portal(side, new, chat)
    await side.network.write(chat, parent, "in the new room")
    await bridged.sees_text(new, "in the new room")
    await bridged.say(anna, new, "answered in the new room")
    await side.network.gets(chat, "Anna")  # the relay is the portal's and goes with it


async def test_without_a_relay_what_members_write_is_not_bridged(
    bridged: Bridged, side: Side
) -> None:
    login = await bridged.link(side)
    anna = await bridged.member("Anna")
    chat = (await side.network.group("Kita", login))["id"]
    room = await bridged.room(side, anna)
    await bridged.invite_bot(side, room)
    await bridged.row(side, room)
    await bridged.command(side, room, f"bridge {login} {chat}")
    said = await bridged.say(anna, room, "is anybody there?")
    status = await bridged.status(room, said)
    assert status["status"] == "FAIL_RETRIABLE"
    assert "not logged in" in status["message"]
    notice = await bridged.sees_text(room, "⚠️ Your message was not bridged: You're not logged in")
    assert notice["content"]["m.relates_to"]["m.in_reply_to"] == {"event_id": said}


async def test_where_matrix_users_are_kicked_plumbing_kicks_them(bridged: Bridged) -> None:
    side = bridged.sides["kicking"]
    login = await bridged.link(side)
    anna = await bridged.member("Anna")
    chat = (await side.network.group("Kita", login))["id"]
    room = await bridged.room(side, anna)
    await bridged.invite_bot(side, room)
    await bridged.row(side, room)
    await bridged.command(side, room, f"bridge {login} {chat}")
    kicked = await bridged.sees(
        room,
        lambda event: (
            event.get("state_key") == anna.user_id and event["content"]["membership"] == "leave"
        ),
        "Anna's kick",
    )
    assert kicked["content"]["reason"] == "User is not in remote chat"


async def test_a_new_chat_of_the_account_makes_no_room_unasked(
    bridged: Bridged, side: Side
) -> None:
    login = await bridged.link(side)
    parent = await side.network.person("Inge", bridged.fresh_phone())
    path = "/_matrix/client/v3/joined_rooms"
    chat = (await side.network.group("Kita", parent, login))["id"]
    await side.network.write(chat, parent, "hello?")
    await side.network.write_privately(login, parent, "a private word")
    room = await bridged.room(side, await bridged.member("Anna"))
    await bridged.invite_bot(side, room)
    answer = await bridged.bridge(side, room, login, chat)
    assert answer.startswith("Successfully plumbed"), "a message makes the row, too"
    ghost = side.ghost(parent, "kita.test")
    for other in (await bridged.as_(bridged.owner, "GET", path))["joined_rooms"]:
        assert other == room or ghost not in await bridged.members(other)


@both
async def test_a_ghost_that_the_homeserver_has_kicked_comes_back_with_a_word(
    bridged: Bridged, side: Side
) -> None:
    login = await bridged.link(side)
    parent = await side.network.person("Inge", bridged.fresh_phone())
    chat = (await side.network.group("Kita", parent, login))["id"]
    room = await bridged.room(side, await bridged.member("Anna"))
    await bridged.plumb(side, room, login, chat)
    ghost = side.ghost(parent, "kita.test")
    content = await bridged.status(room, await bridged.kick(room, ghost))
    expected = {
        "whatsapp": ("FAIL_RETRIABLE", "m.event_not_handled", "code 403"),
        "telegram": ("FAIL_PERMANENT", "m.no_permission", "CHAT_ADMIN_REQUIRED"),
    }[side.name]
    assert (content["status"], content["reason"]) == expected[:2]
    assert expected[2] in content["internal_error"]
    assert parent in (await side.network.chat(chat))["members"]
    await side.network.write(chat, parent, "I am still here")
    await bridged.sees_text(room, "I am still here")
    await bridged.joined(room, ghost)


async def test_kicking_a_ghost_removes_the_parent_where_the_account_may(
    bridged: Bridged, side: Side
) -> None:
    login = await bridged.link(side)
    parent = await side.network.person("Inge", bridged.fresh_phone())
    chat = (await side.network.group("Kita", login, parent))["id"]
    room = await bridged.room(side, await bridged.member("Anna"))
    await bridged.plumb(side, room, login, chat)
    ghost = side.ghost(parent, "kita.test")
    status = await bridged.status(room, await bridged.kick(room, ghost))
    assert status["status"] == "SUCCESS"
    assert (await side.network.chat(chat))["members"][parent] == "gone"
