"""Linking an account: drives a log-in of the provisioning API to its end.

Who is asked, in a terminal or in the console, is behind the Protocol `Asks`. However it ends, no
log-in is left behind in the bridge: one that is abandoned goes on connecting to the network.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bridges.upstream.answers import Cookies, Flow, Input, Login, Passkey, Shown, Step
from bridges.upstream.problems import BridgeAway, BridgeProblem, LoginEnded
from bridges.upstream.provisioning import Provisioning
from rooms.sentence import Sentence

WAIT_SECONDS = 75.0
"""How long one long poll for the scanned code takes; WhatsApp's first QR code lives 60 s."""
SCAN_SECONDS = 600.0
"""How long altogether people are given to scan, to type a code in the app, or to confirm."""
CONNECT_SECONDS = 60.0
SEEN_SECONDS = 5.0
"""How long a bridge may take to say that an account is linked which it did not hear of itself."""
LOOK_SECONDS = 0.5
OUT = ("BAD_CREDENTIALS", "LOGGED_OUT")
MOST_STEPS = 40


class Asks(Protocol):
    """Somebody who wants to link an account, at a terminal or a browser.

    A question may be answered with LoginGivenUp.
    """

    async def choose_flow(self, flows: Sequence[Flow]) -> str:
        """Which way to log in: an id."""
        ...

    async def fill(self, fields: Sequence[Input], instructions: str, wrong: bool) -> dict[str, str]:
        """What belongs in the fields, by their ids; `wrong`: the last answer was not accepted."""
        ...

    async def show(self, shown: Shown, instructions: str) -> None:
        """Show a QR code, a code or an emoji, in place of what was shown before; do not wait."""
        ...

    async def give_cookies(self, cookies: Cookies, instructions: str) -> dict[str, str]:
        """Values out of a browser, by the fields' ids."""
        ...

    async def give_passkey(self, passkey: Passkey, instructions: str) -> Mapping[str, Any]:
        """What the browser answers to ``navigator.credentials.get`` (JSON, base64url)."""
        ...


class LoginGivenUp(BridgeProblem):
    """Whoever was asked does not want to go on."""

    def __init__(self) -> None:
        super().__init__("The log-in was broken off.")


@dataclass(frozen=True, slots=True)
class LinkedAccount:
    """The account that is linked now; `login` is None where the bridge does not know it yet."""

    id: str
    login: Login | None

    @property
    def is_connected(self) -> bool:
        """Whether the network has let it in."""
        return self.login is not None and self.login.state.is_connected


async def link_account(
    provisioning: Provisioning,
    asks: Asks,
    flow: str | None = None,
    login_id: str | None = None,
    scan_seconds: float = SCAN_SECONDS,
    connect_seconds: float = CONNECT_SECONDS,
) -> LinkedAccount:
    """Log in, by the given flow or the one that is chosen; `login_id`: renew that account.

    Raises BridgeAway, BridgeRefused (LoginEnded) or LoginGivenUp; then nothing is left behind.
    Where the network needs it (quirk `restart_after_login`), the bridge has to be started again
    afterwards.
    """
    flows = sorted(await provisioning.flows(), key=_preference(provisioning))
    chosen = await _choose(asks, flows, flow)
    before = (await provisioning.whoami()).logins
    step = await provisioning.start_login(chosen, login_id)
    began = step
    done = False
    try:
        try:
            account = await _drive(provisioning, asks, step, scan_seconds)
        except LoginEnded as ended:
            # A code that is scanned between two polls ends the log-in, and nobody is told.
            account = await _linked_meanwhile(provisioning, before, ended)
        done = True
    finally:
        if not done:
            await asyncio.shield(provisioning.cancel_login(began))
    return await until_connected(provisioning, account, connect_seconds)


async def _linked_meanwhile(
    provisioning: Provisioning, before: Sequence[Login], ended: LoginEnded
) -> str:
    """The account that is new, or was logged out before and is not any more."""
    was_out = {login.id: login.state.state_event in OUT for login in before}
    ends = time.monotonic() + SEEN_SECONDS
    while ended.code == "M_NOT_FOUND":
        logins = (await provisioning.whoami()).logins
        linked = {
            login.id
            for login in logins
            if login.id not in was_out or (was_out[login.id] and login.state.state_event not in OUT)
        }
        if len(linked) == 1:
            return linked.pop()
        if time.monotonic() > ends:
            break
        await asyncio.sleep(LOOK_SECONDS)
    raise ended


async def until_connected(
    provisioning: Provisioning, login_id: str, seconds: float = CONNECT_SECONDS
) -> LinkedAccount:
    """Wait until the account is connected, or has failed, or the time is over."""
    ends = time.monotonic() + seconds
    login: Login | None = None
    while True:
        try:
            whoami = await provisioning.whoami()
            login = next((each for each in whoami.logins if each.id == login_id), None)
        except BridgeAway:
            login = None
        if login is not None and (login.state.is_connected or login.state.state_event in OUT):
            return LinkedAccount(login_id, login)
        if time.monotonic() > ends:
            return LinkedAccount(login_id, login)
        await asyncio.sleep(LOOK_SECONDS)


def _preference(provisioning: Provisioning) -> Callable[[Flow], int]:
    """The best way first, as the network's description has them."""
    best = {flow: place for place, flow in enumerate(provisioning.bridge.descriptor.flows)}
    return lambda flow: best.get(flow.id, len(best))


async def _choose(asks: Asks, flows: Sequence[Flow], wanted: str | None) -> str:
    known = [flow.id for flow in flows]
    if wanted is None:
        wanted = known[0] if len(known) == 1 else await asks.choose_flow(flows)
    if wanted not in known:
        text = "The bridge does not know the way “{flow}” to log in; it knows: {known}."
        sentence = Sentence(text, {"flow": wanted, "known": ", ".join(known)})
        raise LoginEnded(sentence)
    return wanted


async def _drive(provisioning: Provisioning, asks: Asks, step: Step, scan_seconds: float) -> str:
    asked_before = ""
    for _ in range(MOST_STEPS):
        match step.type:
            case "complete":
                return step.complete.user_login_id if step.complete else ""
            case "user_input":
                fields = step.user_input.fields if step.user_input else ()
                wrong = _is_wrong(step, asked_before)
                asked_before = _question(step)
                filled = await asks.fill(fields, step.instructions, wrong)
                step = await provisioning.take_step(step, filled)
            case "cookies":
                given = await asks.give_cookies(step.cookies or Cookies(), step.instructions)
                step = await provisioning.take_step(step, given)
            case "webauthn":
                passkey = await asks.give_passkey(step.webauthn or Passkey(), step.instructions)
                step = await provisioning.take_step(step, passkey)
            case "display_and_wait":
                await asks.show(step.display_and_wait or Shown(), step.instructions)
                step = await _wait(provisioning, step, scan_seconds)
            case other:
                text = "The bridge asks for something that Teremok does not know: {what}"
                raise LoginEnded(Sentence(text, {"what": other}))
    raise LoginEnded(Sentence("The log-in took too long. Begin again."))


async def _wait(provisioning: Provisioning, step: Step, seconds: float) -> Step:
    """Wait for the next code, or for what comes after it.

    The bridge answers a poll that is begun again with the same step as if it were the first.
    """
    ends = time.monotonic() + seconds
    while True:
        left = ends - time.monotonic()
        if left <= 0:
            raise LoginEnded(Sentence("The log-in took too long. Begin again."))
        try:
            return await provisioning.take_step(step, seconds=min(WAIT_SECONDS, left))
        except BridgeAway:
            if not await provisioning.is_ready():
                raise


def _question(step: Step) -> str:
    fields = step.user_input.fields if step.user_input else ()
    return ",".join(field.id for field in fields)


def _is_wrong(step: Step, asked_before: str) -> bool:
    """Whether the last answer was not accepted: the same is asked again.

    Telegram says so in the id of the step, too (``…login.code.incorrect``).
    """
    return step.step_id.endswith(".incorrect") or asked_before == _question(step)
