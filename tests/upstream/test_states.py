"""How an account is, as the status endpoint, whoami and the management room tell it.

The states' ways are the real framework's, their codes those of the published bridges; what
happens to the account is a simulation.
"""

import pytest

from tests.support.bridged import Bridged, Json, Side, both
from tests.support.waiting import until


async def test_a_push_has_all_that_is_known(bridged: Bridged, side: Side) -> None:
    login = await bridged.link(side)
    told = await side.push(login, "CONNECTED")
    assert told["user_id"] == bridged.owner.user_id
    assert told["source"] == "bridge"
    assert told["ttl"] == 21600
    assert told["remote_profile"]["name"] == "school"
    assert told["remote_name"] == told["remote_profile"]["phone"]
    assert isinstance(told["timestamp"], int), "seconds"


CONDITIONS = [
    ("logged-out", "BAD_CREDENTIALS", "wa-logged-out", None),
    ("main-device-gone", "BAD_CREDENTIALS", "wa-main-device-gone", None),
    ("temporary-ban", "BAD_CREDENTIALS", "wa-temporary-ban", None),
    ("client-outdated", "UNKNOWN_ERROR", "wa-client-outdated", None),
    ("phone-offline", "TRANSIENT_DISCONNECT", "wa-phone-offline", "OPEN_NATIVE"),
    ("keepalive-timeout", "TRANSIENT_DISCONNECT", "wa-keepalive-timeout", None),
]


@pytest.mark.parametrize(("condition", "state", "code", "action"), CONDITIONS)
async def test_what_happens_to_an_account_is_pushed_once(
    bridged: Bridged, whatsapp: Side, condition: str, state: str, code: str, action: str | None
) -> None:
    login = await bridged.link(whatsapp)
    await whatsapp.network.befall(login, condition, "You were banned until tomorrow")
    told = await whatsapp.push(login, state)
    assert told["error"] == code
    assert told.get("user_action") == action
    assert told["ttl"] == 3600
    assert told["message"]
    known = await bridged.state_of(whatsapp, login, state)
    assert known["error"] == code
    pushes = [each for each in whatsapp.pushed if each.get("remote_id") == login]
    assert [each["state_event"] for each in pushes][-1] == state
    assert len([each for each in pushes if each["state_event"] == state]) == 1


async def test_an_account_of_telegram_that_was_thrown_out(bridged: Bridged, telegram: Side) -> None:
    login = await bridged.link(telegram)
    anna = await bridged.member("Anna")
    parent = await telegram.network.person("Inge", bridged.fresh_phone())
    chat = (await telegram.network.group("Kita", login, parent))["id"]
    room = await bridged.room(telegram, anna)
    await bridged.plumb(telegram, room, login, chat)
    await telegram.network.befall(login, "logged-out")
    told = await telegram.push(login, "BAD_CREDENTIALS")
    assert told["error"] == "tg-no-auth"
    said = await bridged.say(anna, room, "anybody?")
    status = await bridged.status(room, said)
    assert (status["status"], status["reason"]) == ("FAIL_RETRIABLE", "m.foreign_network_error")
    assert status["internal_error"] == "engine was closed"
    assert telegram.ghost(parent, "kita.test") in await bridged.members(room), "rooms stay"


async def test_what_is_written_while_whatsapp_is_logged_out(
    bridged: Bridged, whatsapp: Side
) -> None:
    login = await bridged.link(whatsapp)
    anna = await bridged.member("Anna")
    chat = (await whatsapp.network.group("Kita", login))["id"]
    room = await bridged.room(whatsapp, anna)
    await bridged.plumb(whatsapp, room, login, chat)
    await whatsapp.network.befall(login, "logged-out")
    await bridged.state_of(whatsapp, login, "BAD_CREDENTIALS")
    said = await bridged.say(anna, room, "anybody?")
    status = await bridged.status(room, said)
    assert status["status"] != "SUCCESS", "the relay is asked although it is logged out"
    said = await bridged.say(bridged.owner, room, "anybody?")
    status = await bridged.status(room, said)
    assert status["status"] != "SUCCESS"


@both
async def test_a_network_that_goes_away_and_comes_back(bridged: Bridged, side: Side) -> None:
    login = await bridged.link(side)
    anna = await bridged.member("Anna")
    chat = (await side.network.group("Kita", login))["id"]
    room = await bridged.room(side, anna)
    await bridged.plumb(side, room, login, chat)
    before = len(side.pushed)
    await side.network.weather(away=True)
    told = await side.push(login, "TRANSIENT_DISCONNECT", before)
    assert told.get("error") == {"whatsapp": "wa-transient-disconnect"}.get(side.name)
    said = await bridged.say(anna, room, "lost")
    status = await bridged.status(room, said)
    expected = {
        "whatsapp": ("m.event_not_handled", "websocket not connected"),
        "telegram": ("m.foreign_network_error", "waitSession: connection dead"),
    }[side.name]
    assert status["status"] == "FAIL_RETRIABLE"
    assert (status["reason"], status["internal_error"]) == expected
    away = len(side.pushed)
    await side.network.weather()
    await side.push(login, "CONNECTED", away)
    await bridged.say(anna, room, "heard")
    await side.network.gets(chat, "heard")
    texts = [each["text"] for each in await side.network.messages(chat)]
    assert not any("lost" in text for text in texts), "what failed is never sent by the bridge"


async def test_the_management_room_is_told_too(bridged: Bridged, whatsapp: Side) -> None:
    login = await bridged.link(whatsapp)
    await whatsapp.network.befall(login, "logged-out")
    await whatsapp.push(login, "BAD_CREDENTIALS")

    async def management_room() -> str | None:
        told = await bridged.provision(whatsapp, "GET", "/v3/whoami")
        return str(told["management_room"]) if told.get("management_room") else None

    room = await until(management_room, "the management room")
    status, _ = await bridged.homeserver.request(
        bridged.owner.access_token, "POST", f"/_matrix/client/v3/join/{room}"
    )
    assert status == 200

    def fits(event: Json) -> bool:
        state = event["content"].get("fi.mau.bridge_state", {})
        return bool(state.get("error") == "wa-logged-out")

    event = await bridged.sees(room, fits, "the state")
    assert event["content"]["body"].startswith("State update for +49")


async def test_a_deaf_account_says_that_it_is_connected(bridged: Bridged, side: Side) -> None:
    login = await bridged.link(side)
    parent = await side.network.person("Inge", bridged.fresh_phone())
    anna = await bridged.member("Anna")
    chat = (await side.network.group("Kita", login, parent))["id"]
    room = await bridged.room(side, anna)
    await bridged.plumb(side, room, login, chat)
    await side.network.befall(login, "deaf-and-dumb")
    await side.network.write(chat, parent, "can you hear me?")
    said = await bridged.say(anna, room, "can you hear us?")
    assert (await bridged.status(room, said))["status"] == "SUCCESS", "and it went nowhere"
    texts = [each["text"] for each in await side.network.messages(chat)]
    assert texts == ["can you hear me?"]
    assert (await bridged.state_of(side, login, "CONNECTED"))["state_event"] == "CONNECTED"
    for event in await bridged.timeline(room):
        assert event["content"].get("body") != "can you hear me?"
    await side.bridge.kill()
    await side.bridge.start()
    await bridged.sees_text(room, "can you hear me?")


async def test_slow_and_failing_sends(bridged: Bridged, side: Side) -> None:
    login = await bridged.link(side)
    anna = await bridged.member("Anna")
    chat = (await side.network.group("Kita", login))["id"]
    room = await bridged.room(side, anna)
    await bridged.plumb(side, room, login, chat)
    await side.network.weather(send_delay=300, failing_sends=1, failure_text="too many requests")
    said = [await bridged.say(anna, room, f"number {number}") for number in range(4)]
    statuses = [(await bridged.status(room, event))["status"] for event in said]
    await side.network.weather()
    assert statuses == ["FAIL_RETRIABLE", "SUCCESS", "SUCCESS", "SUCCESS"]
    texts = [each["text"][-8:] for each in await side.network.messages(chat)]
    assert texts == ["number 1", "number 2", "number 3"], "the rest in order"


async def test_a_killed_bridge_loses_nothing_that_waits(bridged: Bridged, side: Side) -> None:
    login = await bridged.link(side)
    parent = await side.network.person("Inge", bridged.fresh_phone())
    anna = await bridged.member("Anna")
    chat = (await side.network.group("Kita", login, parent))["id"]
    room = await bridged.room(side, anna)
    await bridged.plumb(side, room, login, chat)
    await side.bridge.kill()
    for number in range(5):
        await bridged.say(anna, room, f"out {number}")
        await side.network.write(chat, parent, f"in {number}")
    await side.bridge.start()
    await side.network.gets(chat, "out 4")
    await bridged.sees_text(room, "in 4")
    out = [each["text"][-5:] for each in await side.network.messages(chat) if "out" in each["text"]]
    assert out == [f"out {number}" for number in range(5)]
    inside = [
        event["content"]["body"]
        for event in await bridged.timeline(room)
        if event["content"].get("body", "").startswith("in ")
    ]
    assert inside == [f"in {number}" for number in range(5)]


async def test_a_bridge_that_was_started_again_says_so_for_each_account(
    bridged: Bridged, side: Side
) -> None:
    login = await bridged.link(side)
    before = len(side.pushed)
    assert await side.bridge.stop() == 0
    await side.bridge.start()
    await side.push(login, "CONNECTED", before)
    pushed = (each for each in side.pushed[before:] if each.get("remote_id") in (login, None, ""))
    told = {each["state_event"] for each in pushed}
    assert not told & {"STARTING", "CONNECTING"}, "what lasts a moment only is not told"
