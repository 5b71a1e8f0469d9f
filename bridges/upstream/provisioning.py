"""Client of a bridge's provisioning API, version 3; every call ends within a time of our own.

Source: ``provisioning.yaml`` of mautrix-go v0.30.0. Telegram's log-in steps never answer when the
network is away, so that no call may wait for the bridge to give up.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeVar
from urllib.parse import quote

import aiohttp
from pydantic import BaseModel, ValidationError

from bridges.upstream.answers import Flow, Login, Resolved, Step, Whoami
from bridges.upstream.descriptor import Descriptor
from bridges.upstream.problems import (
    BridgeAway,
    BridgeProblem,
    BridgeRefused,
    ErrorCode,
    LoginEnded,
    sentence_of,
)
from rooms.archive.words import storable_json
from rooms.sentence import Sentence

ASK_SECONDS = 15.0
"""For questions about the bridge itself."""
STEP_SECONDS = 60.0
"""For a step of a log-in, in which the bridge asks the network."""
LARGEST_ANSWER = 4 * 1024 * 1024

M = TypeVar("M", bound=BaseModel)


class Silence(Enum):
    """Something takes connections at a bridge's address, but does not answer; or nobody does."""

    HANGS = auto()
    NOBODY = auto()


@dataclass(frozen=True, slots=True)
class Bridge:
    """An upstream bridge that is installed, and how it is reached.

    `url` is where it listens, without a slash at the end; `owner` the Matrix id of the account
    that all is done as (the bot's); the tokens are those of its registration; `managed` is what
    keeps its program running: we (``teremok``), ``systemd`` or ``compose``; `paused`: it does not
    run because its data are copied.
    """

    descriptor: Descriptor
    url: str
    server_name: str
    owner: str
    provisioning_secret: str
    as_token: str
    hs_token: str
    managed: str = "teremok"
    paused: bool = False

    def __repr__(self) -> str:  # the secrets never get into a log
        return f"Bridge({self.network!r}, {self.url!r})"

    @property
    def network(self) -> str:
        """What the network is called in community.yaml."""
        return self.descriptor.network

    @property
    def bot_id(self) -> str:
        """The Matrix id of the bridge's bot."""
        return self.descriptor.bot_id(self.server_name)

    @property
    def state_key(self) -> str:
        """The state key of its bridge events."""
        return self.descriptor.state_key(self.server_name)


class Provisioning:
    """The API of one bridge. Each call raises BridgeAway or BridgeRefused.

    `step_seconds`: see STEP_SECONDS.
    """

    def __init__(
        self, bridge: Bridge, session: aiohttp.ClientSession, step_seconds: float = STEP_SECONDS
    ) -> None:
        self.bridge = bridge
        self._session = session
        self.step_seconds = step_seconds

    async def is_ready(self) -> bool:
        """Whether the bridge runs and has reached the homeserver (``/_matrix/mau/ready``)."""
        try:
            async with self._session.get(
                f"{self.bridge.url}/_matrix/mau/ready", timeout=_within(ASK_SECONDS)
            ) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, OSError, TimeoutError):
            return False

    async def silence(self) -> Silence | None:
        """What keeps the bridge from answering; None: it answers, be it that it has to wait.

        What waits for the homeserver says so at once.
        """
        try:
            await self.whoami()
        except BridgeProblem as problem:
            match problem.__cause__:
                case TimeoutError():
                    return Silence.HANGS
                case aiohttp.ClientConnectorError():
                    return Silence.NOBODY
        return None

    async def whoami(self) -> Whoami:
        """The bridge, and our accounts with their states."""
        return _read(Whoami, await self._ask("GET", "whoami", ASK_SECONDS))

    async def login(self, login_id: str | None = None) -> Login:
        """Our account, or that one of several; raises BridgeRefused where there is none."""
        logins = (await self.whoami()).logins
        for login in logins:
            if login_id in (None, login.id):
                return login
        text = "No account of {title} is linked. Link one: teremok bridge login {network}"
        values = {"title": self.bridge.descriptor.title, "network": self.bridge.network}
        raise BridgeRefused(Sentence(text, values), ErrorCode("NOT_LOGGED_IN"))

    async def flows(self) -> tuple[Flow, ...]:
        """The ways to log in."""
        answer = await self._ask("GET", "login/flows", ASK_SECONDS)
        flows = answer.get("flows")
        return tuple(_read(Flow, each) for each in flows) if isinstance(flows, list) else ()

    async def start_login(self, flow: str, login_id: str | None = None) -> Step:
        """Begin a log-in, or (`login_id`) renew that of a linked account.

        A log-in whose beginning is not answered in time is cancelled by the bridge as soon as we
        hang up.
        """
        query = {"login_id": login_id} if login_id else {}
        path = f"login/start/{_segment(flow)}"
        return _read(Step, await self._ask("POST", path, self.step_seconds, query=query))

    async def take_step(
        self, step: Step, body: Mapping[str, Any] | None = None, seconds: float | None = None
    ) -> Step:
        """Go on with a log-in: what was filled in, or nothing where there is only to wait.

        Waiting may be begun again with the same step as often as it ends with BridgeAway. Raises
        LoginEnded where there is nothing to go on with any more.
        """
        path = f"login/step/{_segment(step.login_id)}/{_segment(step.step_id)}/{step.type}"
        query = {"txn_id": step.txn_id} if step.txn_id else {}
        within = self.step_seconds if seconds is None else seconds
        try:
            answer = await self._ask("POST", path, within, body or {}, query)
        except BridgeRefused as refused:
            # Whatever a step answers but the next step, the bridge has deleted the log-in.
            raise LoginEnded(refused.sentence, refused.code, refused.detail) from refused
        return _read(Step, answer)

    async def cancel_login(self, step: Step) -> None:
        """Break a log-in off; never fails: the bridge forgets it by itself after half an hour."""
        try:
            await self._ask("POST", f"login/cancel/{_segment(step.login_id)}", ASK_SECONDS)
        except (BridgeAway, BridgeRefused):
            return

    async def logout(self, login_id: str) -> None:
        """Unlink an account, or ``all``."""
        await self._ask("POST", f"logout/{_segment(login_id)}", self.step_seconds)

    async def resolve(self, identifier: str, seconds: float = ASK_SECONDS) -> Resolved:
        """Look somebody up in the network."""
        path = f"resolve_identifier/{_segment(identifier)}"
        return _read(Resolved, await self._ask("GET", path, seconds))

    async def search(self, words: str, seconds: float = ASK_SECONDS) -> tuple[Resolved, ...]:
        """Search the network for people."""
        return _people(
            await self._ask("POST", "search_users", seconds, {"query": words}), "results"
        )

    async def contacts(self) -> tuple[Resolved, ...]:
        """The account's contacts."""
        return _people(await self._ask("GET", "contacts", self.step_seconds), "contacts")

    async def _ask(
        self,
        method: str,
        path: str,
        seconds: float,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        bridge = self.bridge
        try:
            async with self._session.request(
                method,
                f"{bridge.url}/_matrix/provision/v3/{path}",
                params={"user_id": bridge.owner, **(query or {})},
                headers={"Authorization": f"Bearer {bridge.provisioning_secret}"},
                json=None if method == "GET" else dict(body or {}),
                timeout=_within(seconds),
            ) as answer:
                status, content = answer.status, await _content(answer)
        except TimeoutError as late:
            raise BridgeAway(
                "The bridge to {title} has not answered for {seconds} seconds: either it hangs or"
                " the messenger's servers are out of reach.",
                title=bridge.descriptor.title,
                seconds=round(seconds),
            ) from late
        except (aiohttp.ClientError, OSError) as away:
            raise BridgeAway(
                "The bridge to {title} does not run.", title=bridge.descriptor.title
            ) from away
        return _object(status, content)


async def _content(answer: aiohttp.ClientResponse) -> bytes:
    """All of an answer, which comes in pieces; of one that is too large, too little to be read."""
    content = bytearray()
    async for piece in answer.content.iter_any():
        content += piece
        if len(content) > LARGEST_ANSWER:
            return b"?"
    return bytes(content)


def _within(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds, sock_connect=5)


def _segment(part: str) -> str:
    return quote(part, safe="")


def _object(status: int, content: bytes) -> dict[str, Any]:
    try:
        answer = storable_json(json.loads(content or b"{}"))
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise BridgeAway("What answers at the bridge's address is not a bridge.")
    if status >= 400:
        code, words = _text(answer.get("errcode")), _text(answer.get("error"))
        internal = _text(answer.get("fi.mau.internal_error"))
        sentence = sentence_of(code, words, internal)
        raise BridgeRefused(sentence, ErrorCode(code), internal or words)
    return answer


def _people(answer: Mapping[str, Any], key: str) -> tuple[Resolved, ...]:
    found = answer.get(key)
    return tuple(_read(Resolved, each) for each in found) if isinstance(found, list) else ()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _read(model: type[M], answer: object) -> M:
    try:
        return model.model_validate(answer)
    except ValidationError as odd:
        raise BridgeAway("What answers at the bridge's address is not a bridge.") from odd
