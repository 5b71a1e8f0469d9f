"""The provisioning API as the driver meets it. The network behind it is a simulation."""

import subprocess
from pathlib import Path

import aiohttp

from tests.support.bridged import Bridged, Side, both


async def test_the_programs_say_that_they_are_a_simulation(
    network_programs: Path, side: Side
) -> None:
    program = network_programs / f"simulated-{side.name}"
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert told.stdout.startswith(f"simulated-{side.name} ")
    assert await side.network.ask("GET", "/") == {"simulation": True, "network": side.name}


@both
async def test_whoami_tells_the_bridge_and_its_accounts(bridged: Bridged, side: Side) -> None:
    login = await bridged.link(side)
    told = await bridged.provision(side, "GET", "/v3/whoami")
    title = {"whatsapp": "WhatsApp", "telegram": "Telegram"}[side.name]
    assert told["network"]["displayname"] == title
    assert told["network"]["beeper_bridge_type"] == side.name
    assert told["homeserver"] == "kita.test"
    assert told["bridge_bot"] == f"@{side.name}bot:kita.test"
    assert told["command_prefix"] == side.prefix
    known = next(each for each in told["logins"] if each["id"] == login)
    assert known["state"]["state_event"] == "CONNECTED"
    assert known["profile"]["phone"].startswith("+49151")
    assert known["name"] == known["profile"]["phone"]
    assert told["network"]["network_url"] == "https://simulated.invalid"


async def test_the_flows_are_those_of_the_network(bridged: Bridged) -> None:
    for name, flows in {"whatsapp": ["qr", "phone"], "telegram": ["phone", "qr"]}.items():
        told = await bridged.provision(bridged.sides[name], "GET", "/v3/login/flows")
        assert [flow["id"] for flow in told["flows"]] == flows


async def test_a_wrong_secret_is_refused(side: Side) -> None:
    url = f"{side.bridge.url}/_matrix/provision/v3/whoami"
    headers = {"Authorization": "Bearer wrong"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(url, params={"user_id": "@kita:kita.test"}) as answer,
    ):
        assert answer.status == 401
        assert (await answer.json())["errcode"] == "M_UNKNOWN_TOKEN"


async def test_somebody_without_the_permission_is_refused(side: Side) -> None:
    status, told = await side.bridge.provision("@nobody:kita.test", "GET", "/v3/whoami")
    assert (status, told["errcode"]) == (403, "M_FORBIDDEN")


async def test_an_unknown_flow_is_refused(bridged: Bridged, side: Side) -> None:
    status, told = await side.bridge.provision(
        bridged.owner.user_id, "POST", "/v3/login/start/carrier-pigeon"
    )
    assert (status, told["errcode"]) == (404, "M_NOT_FOUND")


async def test_contacts_and_identifiers(bridged: Bridged, side: Side) -> None:
    await bridged.link(side)
    phone = bridged.fresh_phone()
    parent = await side.network.person("Oma Inge", phone)
    contacts = (await bridged.provision(side, "GET", "/v3/contacts"))["contacts"]
    found = next(each for each in contacts if each["id"] == parent)
    assert found["name"] == "Oma Inge"
    assert found["identifiers"] == [f"tel:{phone}"]
    assert found["mxid"] == side.ghost(parent, "kita.test")
    resolved = await bridged.provision(side, "GET", f"/v3/resolve_identifier/{phone}")
    assert resolved["id"] == parent


async def test_nobody_behind_an_identifier_is_said(bridged: Bridged, side: Side) -> None:
    await bridged.link(side)
    status, told = await side.bridge.provision(
        bridged.owner.user_id, "GET", "/v3/resolve_identifier/+490000"
    )
    assert (status, told["errcode"]) == (404, "M_NOT_FOUND")


async def test_a_group_is_made_for_a_room_that_exists(bridged: Bridged, side: Side) -> None:
    login = await bridged.link(side)
    parent = await side.network.person("Oma Inge", bridged.fresh_phone())
    room = await bridged.room(side)
    await bridged.invite_bot(side, room)
    status, made = await side.bridge.provision(
        bridged.owner.user_id,
        "POST",
        "/v3/create_group/group",
        {"name": {"name": "Ladybirds"}, "participants": [parent], "room_id": room},
        login_id=login,
    )
    assert status == 200, made
    assert made["mxid"] == room
    assert (await side.network.chat(made["id"]))["members"] == {login: "owner", parent: "member"}


async def test_logging_out_ends_the_session_and_tells_it(bridged: Bridged, side: Side) -> None:
    login = await bridged.link(side)
    assert await bridged.provision(side, "POST", f"/v3/logout/{login}") == {}
    assert (await side.network.phone(login))["devices"] == 0
    assert login not in (await bridged.provision(side, "GET", "/v3/logins"))["login_ids"]
    await side.push(login, "LOGGED_OUT")
