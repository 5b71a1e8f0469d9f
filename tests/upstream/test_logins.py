"""Linking an account in every way. The network is a simulation; the API is the real one."""

import asyncio
import base64
import json
from typing import Any

import pytest

from tests.support.bridged import Bridged, Side
from tests.support.waiting import until

Step = dict[str, Any]
WAITS, WAITS_TOO = "Submitting login step", "Login step was already started"
"""What the bridge writes when it is asked to wait for the next step, and when it is asked again."""


class Linking:
    """One log-in by the API, step by step."""

    def __init__(self, bridged: Bridged, side: Side) -> None:
        self.bridged = bridged
        self.side = side
        self.last: Step = {}

    async def start(self, flow: str, **query: str) -> Step:
        owner = self.bridged.owner.user_id
        status, told = await self.side.bridge.provision(
            owner, "POST", f"/v3/login/start/{flow}", **query
        )
        assert status == 200, told
        self.last = told
        return self.last

    async def tries(self, body: object = None) -> tuple[int, Step]:
        step = self.last
        path = f"/v3/login/step/{step['login_id']}/{step['step_id']}/{step['type']}"
        return await self.side.bridge.provision(
            self.bridged.owner.user_id, "POST", path, body, txn_id=step["txn_id"]
        )

    async def goes_on(self, body: object = None) -> Step:
        status, told = await self.tries(body)
        assert status == 200, told
        self.last = told
        return told

    async def is_asked(self, words: str) -> None:
        """Wait until the bridge has noted a request, which it does not answer yet."""
        login_id = self.last["login_id"]

        async def look() -> bool:
            lines = self.side.bridge.log().splitlines()
            return any(words in line and login_id in line for line in lines)

        await until(look, f"“{words}” in the bridge's log")

    async def breaks_off_waiting(self) -> None:
        waiting = asyncio.create_task(self.tries())
        await self.is_asked(WAITS)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

    @property
    def shown(self) -> str:
        """The code that is shown now."""
        return str(self.last["display_and_wait"]["data"])


@pytest.fixture
def linking(bridged: Bridged, side: Side) -> Linking:
    return Linking(bridged, side)


async def test_a_code_that_was_not_scanned_is_replaced(linking: Linking) -> None:
    network = linking.side.network
    account = await network.account("school", linking.bridged.fresh_phone())
    await network.weather(qr_seconds=[2, 60])
    first = await linking.start("qr")
    assert first["display_and_wait"]["type"] == "qr"
    stale = linking.shown
    second = await linking.goes_on()
    assert second["step_id"] == first["step_id"]
    assert second["txn_id"] != first["txn_id"]
    assert linking.shown != stale
    await network.scan(account, linking.shown)
    done = await linking.goes_on()
    assert done["type"] == "complete"
    assert done["complete"] == {"user_login_id": account}
    await network.weather()


async def test_codes_that_nobody_scans_expire(linking: Linking) -> None:
    await linking.side.network.weather(qr_seconds=[2])
    await linking.start("qr")
    status, told = await linking.tries()
    expected = {
        "whatsapp": (400, "FI.MAU.WHATSAPP.LOGIN_TIMEOUT"),
        "telegram": (500, "M_UNKNOWN"),
    }
    assert (status, told["errcode"]) == expected[linking.side.name]
    status, told = await linking.tries()
    assert (status, told["errcode"]) == (404, "M_NOT_FOUND"), "the log-in is over"
    await linking.side.network.weather()


async def test_waiting_that_was_broken_off_goes_on(linking: Linking) -> None:
    network = linking.side.network
    account = await network.account("school", linking.bridged.fresh_phone())
    await linking.start("qr")
    await linking.breaks_off_waiting()
    waiting = asyncio.create_task(linking.goes_on())
    await linking.is_asked(WAITS_TOO)
    await network.scan(account, linking.shown)
    assert (await waiting)["type"] == "complete"


async def test_a_code_scanned_while_nobody_waited_is_seen_in_whoami_only(linking: Linking) -> None:
    network = linking.side.network
    account = await network.account("school", linking.bridged.fresh_phone())
    await linking.start("qr")
    await linking.breaks_off_waiting()
    await network.scan(account, linking.shown)
    await linking.bridged.state_of(linking.side, account, "CONNECTED")
    status, told = await linking.tries()
    assert (status, told["errcode"]) == (404, "M_NOT_FOUND")


async def test_a_log_in_that_was_cancelled_is_gone(linking: Linking) -> None:
    step = await linking.start("qr")
    path = f"/v3/login/cancel/{step['login_id']}"
    assert await linking.bridged.provision(linking.side, "POST", path) == {}
    status, told = await linking.tries()
    assert (status, told["errcode"]) == (404, "M_NOT_FOUND")


async def test_cancelling_ends_the_one_who_waits(linking: Linking) -> None:
    step = await linking.start("qr")
    waiting = asyncio.create_task(linking.tries())
    await linking.is_asked(WAITS)
    path = f"/v3/login/cancel/{step['login_id']}"
    await linking.bridged.provision(linking.side, "POST", path)
    status, told = await waiting
    # The framework says which of the two it noticed first: the cancelling, or its end of the wait.
    cancelled = (410, "FI.MAU.BRIDGE.LOGIN_CANCELLED")
    assert (status, told["errcode"]) in {cancelled, (500, "M_UNKNOWN")}


async def test_a_step_that_is_not_asked_for_is_refused(linking: Linking) -> None:
    step = await linking.start("qr")
    path = f"/v3/login/step/{step['login_id']}/some.other.step/user_input"
    status, told = await linking.side.bridge.provision(
        linking.bridged.owner.user_id, "POST", path, {"some": "answer"}
    )
    assert (status, told["errcode"]) == (500, "M_BAD_STATE")


class TestWhatsApp:
    @pytest.fixture
    def linking(self, bridged: Bridged, whatsapp: Side) -> Linking:
        return Linking(bridged, whatsapp)

    async def test_the_pairing_code_is_typed_into_the_phone(self, linking: Linking) -> None:
        phone = linking.bridged.fresh_phone()
        account = await linking.side.network.account("school", phone)
        step = await linking.start("phone")
        assert step["step_id"] == "fi.mau.whatsapp.login.phone"
        fields = step["user_input"]["fields"]
        assert [(each["type"], each["id"]) for each in fields] == [("phone_number",) * 2]
        step = await linking.goes_on({"phone_number": phone})
        assert step["step_id"] == "fi.mau.whatsapp.login.code"
        assert step["display_and_wait"]["type"] == "code"
        await linking.side.network.scan(account, linking.shown)
        assert (await linking.goes_on())["complete"] == {"user_login_id": account}

    async def test_a_passkey_is_asked_for_and_answered(self, linking: Linking) -> None:
        phone = linking.bridged.fresh_phone()
        account = await linking.side.network.account("school", phone, passkey=True)
        await linking.start("qr")
        await linking.side.network.scan(account, linking.shown)
        step = await linking.goes_on()
        assert (step["type"], step["step_id"]) == ("webauthn", "fi.mau.whatsapp.login.passkey")
        assert step["webauthn"]["url"] == "https://web.whatsapp.com"
        done = await linking.goes_on(passkey_answer(step["webauthn"]["publicKey"]["challenge"]))
        assert done["complete"] == {"user_login_id": account}

    async def test_a_passkey_that_answers_something_else_ends_the_log_in(
        self, linking: Linking
    ) -> None:
        phone = linking.bridged.fresh_phone()
        account = await linking.side.network.account("school", phone, passkey=True)
        await linking.start("qr")
        await linking.side.network.scan(account, linking.shown)
        await linking.goes_on()
        status, told = await linking.tries(passkey_answer("c29tZXRoaW5nIGVsc2U"))
        assert (status, told["errcode"]) == (500, "M_UNKNOWN")
        assert "did not answer the challenge" in told["fi.mau.internal_error"]
        status, told = await linking.tries({})
        assert (status, told["errcode"]) == (404, "M_NOT_FOUND")

    async def test_without_the_network_it_fails_at_once(self, linking: Linking) -> None:
        await linking.side.network.weather(away=True)
        status, told = await linking.side.bridge.provision(
            linking.bridged.owner.user_id, "POST", "/v3/login/start/qr"
        )
        await linking.side.network.weather()
        assert (status, told["errcode"]) == (500, "M_UNKNOWN")
        assert "failed to dial whatsapp web websocket" in told["fi.mau.internal_error"]


class TestTelegram:
    @pytest.fixture
    def linking(self, bridged: Bridged, telegram: Side) -> Linking:
        return Linking(bridged, telegram)

    async def test_wrong_codes_and_passwords_may_be_given_again(self, linking: Linking) -> None:
        phone = linking.bridged.fresh_phone()
        account = await linking.side.network.account("school", phone, password="parrot")
        base = "fi.mau.telegram.login"
        step = await linking.start("phone")
        assert step["step_id"] == f"{base}.phone_number"
        step = await linking.goes_on({f"{base}.phone_number": phone})
        assert step["step_id"] == f"{base}.code"
        assert step["user_input"]["fields"][0]["type"] == "2fa_code"
        step = await linking.goes_on({f"{base}.code": "00000"})
        assert step["step_id"] == f"{base}.code.incorrect"
        assert step["user_input"]["fields"][0]["id"] == f"{base}.code"
        code = (await linking.side.network.phone(account))["code"]
        step = await linking.goes_on({f"{base}.code": code})
        assert step["step_id"] == f"{base}.password"
        step = await linking.goes_on({f"{base}.password": "parrots"})
        assert step["step_id"] == f"{base}.password.incorrect"
        step = await linking.goes_on({f"{base}.password": "parrot"})
        assert step["complete"] == {"user_login_id": account}

    async def test_a_number_without_an_account_ends_the_log_in(self, linking: Linking) -> None:
        await linking.start("phone")
        status, told = await linking.tries({"fi.mau.telegram.login.phone_number": "+490000"})
        assert (status, told["errcode"]) == (500, "M_UNKNOWN")
        assert "PHONE_NUMBER_INVALID" in told["fi.mau.internal_error"]

    async def test_the_password_is_asked_after_the_qr_code_too(self, linking: Linking) -> None:
        phone = linking.bridged.fresh_phone()
        account = await linking.side.network.account("school", phone, password="parrot")
        step = await linking.start("qr")
        assert step["step_id"] == "fi.mau.telegram.login.show_qr"
        assert linking.shown.startswith("tg://login?token=")
        await linking.side.network.scan(account, linking.shown)
        step = await linking.goes_on()
        assert step["step_id"] == "fi.mau.telegram.login.password"
        step = await linking.goes_on({"fi.mau.telegram.login.password": "parrot"})
        assert step["complete"] == {"user_login_id": account}

    async def test_without_the_network_nothing_is_ever_answered(self, linking: Linking) -> None:
        await linking.side.network.weather(away=True)
        asking = asyncio.create_task(
            linking.side.bridge.provision(
                linking.bridged.owner.user_id, "POST", "/v3/login/start/qr"
            )
        )
        done, _ = await asyncio.wait([asking], timeout=2)
        assert not done
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await linking.side.network.weather()

    async def test_logging_in_again_does_not_ask_for_the_number(self, linking: Linking) -> None:
        login = await linking.bridged.link(linking.side)
        step = await linking.start("phone", login_id=login)
        assert step["step_id"] == "fi.mau.telegram.login.code"


async def test_an_account_that_was_thrown_out_is_linked_again(linking: Linking) -> None:
    bridged, side = linking.bridged, linking.side
    login = await bridged.link(side)
    await side.network.befall(login, "logged-out")
    await bridged.state_of(side, login, "BAD_CREDENTIALS")
    await linking.start("qr", login_id=login)
    await side.network.scan(login, linking.shown)
    assert (await linking.goes_on())["complete"] == {"user_login_id": login}
    await bridged.state_of(side, login, "CONNECTED")

    async def one_device() -> bool:
        return bool((await side.network.phone(login))["devices"] == 1)

    await until(one_device, "one linked device")


def passkey_answer(challenge: str) -> Step:
    """What a browser's navigator.credentials.get gives, as far as the challenge goes."""
    client = {"type": "webauthn.get", "challenge": challenge, "origin": "https://web.whatsapp.com"}
    encoded = base64.urlsafe_b64encode(json.dumps(client).encode()).decode().rstrip("=")
    return {
        "id": "a2V5",
        "rawId": "a2V5",
        "type": "public-key",
        "response": {"clientDataJSON": encoded, "authenticatorData": "", "signature": ""},
    }
