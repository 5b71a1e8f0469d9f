"""The driver against the real bridge framework, from every state that it may find.

The messengers behind it are a simulation.
"""

import sqlite3
from contextlib import closing

import aiohttp
import pytest

from bridges.upstream import plumbing
from bridges.upstream.answers import State
from bridges.upstream.canary import sings
from bridges.upstream.login import link_account
from bridges.upstream.problems import BridgeAway, BridgeProblem, BridgeRefused, LoginEnded
from bridges.upstream.provisioning import Provisioning
from bridges.upstream.states import Condition, condition_of
from tests.support.bridged import Bridged, Side
from tests.support.driving import Person, bridge_of, driver, with_canary
from tests.support.homeserver import User
from tests.support.waiting import LIMIT_SECONDS
from tests.upstream.test_logins import passkey_answer

ROOMS = "/_matrix/client/v3/rooms"


# --- linking an account ---------------------------------------------------------------------------


async def test_a_qr_code_that_was_refreshed_is_shown_anew(bridged: Bridged, side: Side) -> None:
    account = await side.network.account("Kita", bridged.fresh_phone())
    await side.network.weather(qr_seconds=[2, 2, 60])
    person = Person(side, account, scans_at=3)
    async with driver(bridged, side) as driving:
        linked = await link_account(driving.provisioning, person, "qr")
    await side.network.weather()
    assert linked.id == account
    assert linked.is_connected
    assert [shown.type for shown in person.shown] == ["qr"] * 3
    assert len({shown.data for shown in person.shown}) == 3


async def test_codes_that_nobody_scans_end_in_a_sentence(bridged: Bridged, side: Side) -> None:
    account = await side.network.account("Kita", bridged.fresh_phone())
    await side.network.weather(qr_seconds=[1])
    async with driver(bridged, side) as driving:
        with pytest.raises(LoginEnded) as ended:
            await link_account(driving.provisioning, Person(side, account, scans_at=9), "qr")
    await side.network.weather()
    assert "M_UNKNOWN" not in str(ended.value)
    assert (await side.network.phone(account))["devices"] == 0


async def test_a_pairing_code_and_a_passkey(bridged: Bridged, whatsapp: Side) -> None:
    phone = bridged.fresh_phone()
    account = await whatsapp.network.account("Kita", phone, passkey=True)
    person = Person(whatsapp, account, answers={"phone_number": [phone]}, passkey=passkey_answer)
    async with driver(bridged, whatsapp) as driving:
        linked = await link_account(driving.provisioning, person, "phone")
    assert linked.id == account
    assert [shown.type for shown in person.shown] == ["code"]


async def test_wrong_codes_and_passwords_are_asked_for_again(
    bridged: Bridged, telegram: Side
) -> None:
    phone = bridged.fresh_phone()
    account = await telegram.network.account("Kita", phone, password="parrot")
    base = "fi.mau.telegram.login"
    answers = {
        f"{base}.phone_number": [phone],
        f"{base}.code": ["00000"],
        f"{base}.password": ["wrong", "parrot"],
    }
    person = Person(telegram, account, answers=answers)
    async with driver(bridged, telegram) as driving:
        linked = await link_account(driving.provisioning, person, "phone")
    assert linked.id == account
    assert person.wrong == [False, False, True, False, True]


async def test_without_the_network_a_log_in_ends_in_time(bridged: Bridged, side: Side) -> None:
    account = await side.network.account("Kita", bridged.fresh_phone())
    await side.network.weather(away=True)
    async with driver(bridged, side, step_seconds=3) as driving:
        with pytest.raises(BridgeProblem) as problem:
            await link_account(driving.provisioning, Person(side, account), "qr")
        assert str(problem.value)
    await side.network.weather()
    async with driver(bridged, side) as driving:
        linked = await link_account(driving.provisioning, Person(side, account), "qr")
    assert linked.is_connected, "nothing stuck is left behind"


# --- plumbing -------------------------------------------------------------------------------------


async def _group(bridged: Bridged, side: Side) -> tuple[str, str, User]:
    """A linked account in a group of a parent: login, chat, and a member of the staff."""
    login = await bridged.link(side)
    parent = await side.network.person("Inge", bridged.fresh_phone())
    chat = str((await side.network.group("Kita", parent, login, topic="theirs"))["id"])
    return login, chat, await bridged.member("Anna")


async def _carries(bridged: Bridged, side: Side, room: str, chat: str, anna: User) -> None:
    """Both ways."""
    text = f"to {chat} from {room}"
    await bridged.say(anna, room, text)
    await side.network.gets(chat, text)
    members = (await side.network.chat(chat))["members"]
    parent = next(person for person, role in members.items() if role == "owner")
    await side.network.write(chat, parent, f"back to {room}")
    await bridged.sees_text(room, f"back to {room}")


@pytest.mark.parametrize("power", [0, 50, 100])
async def test_a_bot_that_is_absent_or_has_other_powers(
    bridged: Bridged, side: Side, power: int
) -> None:
    login, chat, anna = await _group(bridged, side)
    room = await bridged.room(side, anna, power=power)
    async with driver(bridged, side) as driving:
        plumbed = await driving.plumber.plumb(room, chat)
    assert (plumbed.chat, plumbed.login) == (chat, login)
    await _carries(bridged, side, room, chat, anna)
    assert await bridged.state(room, "m.room.name") == {"name": "Ladybirds"}
    levels = await bridged.state(room, "m.room.power_levels")
    assert levels is not None
    assert levels["users"][f"@{side.name}bot:kita.test"] == 50
    assert levels["events"]["m.room.name"] == 100


@pytest.mark.parametrize("how", ["invited", "banned", "kicked"])
async def test_a_bot_that_was_here_before(bridged: Bridged, side: Side, how: str) -> None:
    _, chat, anna = await _group(bridged, side)
    room = await bridged.room(side, anna)
    bot = {"user_id": f"@{side.name}bot:kita.test"}
    if how == "invited":
        await side.bridge.stop()
        await bridged.as_(bridged.owner, "POST", f"{ROOMS}/{room}/invite", bot)
        await side.bridge.start()
    else:
        await bridged.invite_bot(side, room)
        verb = {"banned": "ban", "kicked": "kick"}[how]
        await bridged.as_(bridged.owner, "POST", f"{ROOMS}/{room}/{verb}", bot)
    async with driver(bridged, side) as driving:
        await bridged.state_of(side, (await driving.provisioning.login()).id, "CONNECTED")
        await driving.plumber.plumb(room, chat)
    await _carries(bridged, side, room, chat, anna)


async def test_plumbing_twice_changes_nothing(bridged: Bridged, side: Side) -> None:
    _, chat, anna = await _group(bridged, side)
    room = await bridged.room(side, anna)
    async with driver(bridged, side) as driving:
        first = await driving.plumber.plumb(room, chat)
        assert await driving.plumber.plumb(room, chat) == first
    await _carries(bridged, side, room, chat, anna)


async def test_a_room_that_is_taken_by_another_chat(bridged: Bridged, side: Side) -> None:
    login, chat, anna = await _group(bridged, side)
    other = str((await side.network.group("Other", login))["id"])
    room = await bridged.room(side, anna)
    async with driver(bridged, side) as driving:
        await driving.plumber.plumb(room, other)
        with pytest.raises(BridgeRefused, match="plumbed into this room already"):
            await driving.plumber.plumb(room, chat)
        plumb = await driving.plumber.stands(room)
        assert plumb is not None
        assert plumb.chat == other, "what stood still stands"
        await driving.plumber.plumb(room, chat, move=True)
    await _carries(bridged, side, room, chat, anna)


async def test_a_chat_that_is_plumbed_elsewhere(bridged: Bridged, side: Side) -> None:
    _, chat, anna = await _group(bridged, side)
    old, new = await bridged.room(side, anna), await bridged.room(side, anna)
    async with driver(bridged, side) as driving:
        await driving.plumber.plumb(old, chat)
        with pytest.raises(BridgeRefused, match="another room already"):
            await driving.plumber.plumb(new, chat)
        await driving.plumber.plumb(new, chat, move=True)
    await _carries(bridged, side, new, chat, anna)
    members = await bridged.members(old)
    assert not any(member.startswith(f"@{side.name}") for member in members)
    assert anna.user_id in members


async def test_a_chat_that_does_not_exist(
    bridged: Bridged, side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plumbing, "LOOK_SECONDS", 0.05)  # it is looked for six times, ever later
    _, _, anna = await _group(bridged, side)
    room = await bridged.room(side, anna)
    missing = {"whatsapp": "120363999@g.us", "telegram": "channel:999999"}[side.name]
    async with driver(bridged, side) as driving:
        with pytest.raises(BridgeRefused, match="does not know the chat"):
            await driving.plumber.plumb(room, missing)


async def test_an_invitation_link(bridged: Bridged, whatsapp: Side) -> None:
    login = await bridged.link(whatsapp)
    parent = await whatsapp.network.person("Inge", bridged.fresh_phone())
    group = await whatsapp.network.group("Kita <&> Co", parent)
    anna = await bridged.member("Anna")
    room = await bridged.room(whatsapp, anna)
    async with driver(bridged, whatsapp) as driving:
        plumbed = await driving.plumber.plumb(room, group["link"])
    assert (plumbed.chat, plumbed.login) == (group["id"], login)
    await _carries(bridged, whatsapp, room, group["id"], anna)


async def test_a_bridge_that_kicks_those_who_are_not_in_the_chat(bridged: Bridged) -> None:
    side = bridged.sides["kicking"]
    _, chat, anna = await _group(bridged, side)
    room = await bridged.room(side, anna)
    async with driver(bridged, side) as driving:
        await driving.plumber.plumb(room, chat)
    assert anna.user_id in await bridged.members(room)
    await _carries(bridged, side, room, chat, anna)


async def test_unplumbing_leaves_people_and_no_state(bridged: Bridged, side: Side) -> None:
    _, chat, anna = await _group(bridged, side)
    room = await bridged.room(side, anna)
    async with driver(bridged, side) as driving:
        await driving.plumber.plumb(room, chat)
        await driving.plumber.unplumb(room)
        assert await driving.plumber.stands(room) is None
    assert set(await bridged.members(room)) == {bridged.owner.user_id, anna.user_id}
    key = f"kita.test/{side.name}"
    for kind in ("m.bridge", "uk.half-shot.bridge", "com.beeper.room_features"):
        assert not await bridged.state(room, kind, key)


async def test_what_the_bridge_has_forgotten_is_plumbed_again_or_taken_away(
    bridged: Bridged, side: Side
) -> None:
    """As after its removal while the house did not run: the room still says what it said."""
    login, chat, anna = await _group(bridged, side)
    room = await bridged.room(side, anna)

    async def forgets() -> None:
        await side.bridge.stop()
        with closing(sqlite3.connect(side.bridge.folder / "bridge.db")) as database, database:
            done = database.execute("UPDATE portal SET mxid = NULL WHERE mxid = ?", (room,))
            assert done.rowcount == 1
        await side.bridge.start()
        await bridged.state_of(side, login, "CONNECTED")

    async with driver(bridged, side) as driving:
        await driving.plumber.plumb(room, chat)
        await forgets()
        await driving.plumber.plumb(room, chat)
        await _carries(bridged, side, room, chat, anna)
        await forgets()
        await driving.plumber.unplumb(room)
        assert await driving.plumber.stands(room) is None
    assert set(await bridged.members(room)) == {bridged.owner.user_id, anna.user_id}


async def test_an_account_that_is_logged_out_cannot_plumb(bridged: Bridged, side: Side) -> None:
    login, chat, anna = await _group(bridged, side)
    await side.network.befall(login, "logged-out")
    await bridged.state_of(side, login, "BAD_CREDENTIALS")
    room = await bridged.room(side, anna)
    async with driver(bridged, side) as driving:
        with pytest.raises(BridgeRefused, match="not connected"):
            await driving.plumber.plumb(room, chat)
    assert set(await bridged.members(room)) == {bridged.owner.user_id, anna.user_id}


# --- states ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("happens", "condition"),
    [
        ("logged-out", Condition.LOGGED_OUT),
        ("main-device-gone", Condition.LOGGED_OUT),
        ("temporary-ban", Condition.BANNED),
        ("client-outdated", Condition.OUTDATED),
        ("phone-offline", Condition.PHONE),
        ("keepalive-timeout", Condition.DEGRADED),
    ],
)
async def test_what_a_state_means(
    bridged: Bridged, whatsapp: Side, happens: str, condition: Condition
) -> None:
    login = await bridged.link(whatsapp)
    descriptor = bridge_of(bridged, whatsapp).descriptor
    await whatsapp.network.befall(login, happens, "until tomorrow")

    state = State()
    for wanted in ("BAD_CREDENTIALS", "TRANSIENT_DISCONNECT", "UNKNOWN_ERROR"):
        if happens in _STATES[wanted]:
            state = State.model_validate(await whatsapp.push(login, wanted))
    assert condition_of(descriptor, state) is condition


_STATES = {
    "BAD_CREDENTIALS": ("logged-out", "main-device-gone", "temporary-ban"),
    "TRANSIENT_DISCONNECT": ("phone-offline", "keepalive-timeout"),
    "UNKNOWN_ERROR": ("client-outdated",),
}


async def test_the_canary_tells_the_deaf_from_the_well(bridged: Bridged, side: Side) -> None:
    login = await bridged.link(side)
    bridge = bridge_of(bridged, side)
    async with driver(bridged, side) as driving, aiohttp.ClientSession() as session:
        patient = Provisioning(with_canary(bridge, int(LIMIT_SECONDS)), session)
        hasty = Provisioning(with_canary(bridge, 3), session)
        account = await patient.login(login)
        assert await sings(patient, account, driving.commands, None) is True
        await side.network.befall(login, "deaf")
        assert await sings(hasty, account, driving.commands, None) is False
        assert (await patient.login(login)).state.state_event == "CONNECTED"
        await side.network.befall(login, "hearing")
        assert await sings(patient, account, driving.commands, None) is True


async def test_a_bridge_that_is_down_is_away(bridged: Bridged, side: Side) -> None:
    async with driver(bridged, side) as driving:
        await side.bridge.stop()
        with pytest.raises(BridgeAway):
            await driving.provisioning.whoami()
        assert not await driving.provisioning.is_ready()
        await side.bridge.start()
        assert await driving.provisioning.is_ready()
