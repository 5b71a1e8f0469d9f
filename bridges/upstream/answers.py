"""What a bridge's provisioning API answers, as values.

Source: ``provisioning.yaml`` and ``login.go`` of mautrix-go v0.30.0 (bridgev2). Whatever else is
in an answer is left out; what is missing is empty.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_nothing(cls, answer: object) -> object:
        # An empty list of Go is written as null.
        if not isinstance(answer, dict):
            return answer
        return {key: value for key, value in answer.items() if value is not None}


CONNECTED = frozenset({"CONNECTED", "BACKFILLING"})
"""The states of an account that is linked and has its connection."""


class State(_Answer):
    """How a log-in is; `timestamp` is in seconds, `ttl` the seconds for which it is good."""

    state_event: str = ""
    timestamp: float = 0
    ttl: int = 0
    error: str = ""
    message: str = ""
    user_action: str = ""
    reason: str = ""
    remote_id: str = ""
    remote_name: str = ""
    user_id: str = ""

    @property
    def is_connected(self) -> bool:
        """Whether the network has let the account in, be it that it still gets its history."""
        return self.state_event in CONNECTED


class Profile(_Answer):
    """What the network calls the account."""

    phone: str = ""
    email: str = ""
    username: str = ""
    name: str = ""


class Login(_Answer):
    """An account that is linked."""

    id: str
    name: str = ""
    state: State = State()
    profile: Profile = Profile()


class Flow(_Answer):
    """A way to log in."""

    id: str
    name: str = ""
    description: str = ""


class NetworkName(_Answer):
    """What the bridge calls its network."""

    displayname: str = ""
    network_id: str = ""


class Whoami(_Answer):
    """The bridge and the accounts of the one who asks."""

    network: NetworkName = NetworkName()
    login_flows: tuple[Flow, ...] = ()
    bridge_bot: str = ""
    command_prefix: str = ""
    management_room: str = ""
    logins: tuple[Login, ...] = ()


class Input(_Answer):
    """Something to be filled in; `type` is username, password, phone_number, 2fa_code, select …"""

    id: str
    type: str = ""
    name: str = ""
    description: str = ""
    default_value: str = ""
    pattern: str = ""
    options: tuple[str, ...] = ()

    @property
    def is_secret(self) -> bool:
        """Whether it must not be shown while it is typed."""
        return self.type in ("password", "token")


class Inputs(_Answer):
    """What is to be filled in."""

    fields: tuple[Input, ...] = ()


class Shown(_Answer):
    """What is to be shown to the one who logs in: a QR code's text, a code, an emoji, nothing."""

    type: str = "nothing"
    data: str = ""
    image_url: str = ""


class CookieSource(_Answer):
    """Where a value is found in the browser."""

    type: str = ""
    name: str = ""
    cookie_domain: str = ""


class Cookie(_Answer):
    """A value that is taken out of a browser in which somebody has logged in."""

    id: str
    required: bool = False
    sources: tuple[CookieSource, ...] = ()
    pattern: str = ""


class Cookies(_Answer):
    """Which values are taken out of the browser, and where to log in first."""

    url: str = ""
    fields: tuple[Cookie, ...] = ()
    extract_js: str = ""


class Passkey(_Answer):
    """What a browser needs to ask for the passkey (``navigator.credentials.get``)."""

    url: str = ""
    public_key: Mapping[str, Any] = Field(default={}, alias="publicKey")


class Completed(_Answer):
    """The account that is linked now."""

    user_login_id: str = ""


class Step(_Answer):
    """Where a log-in is: exactly one of the parts is there, as `type` says.

    `login_id` is the running log-in's own, `txn_id` this step's.
    """

    login_id: str = ""
    type: str
    step_id: str = ""
    txn_id: str = ""
    instructions: str = ""
    user_input: Inputs | None = None
    display_and_wait: Shown | None = None
    cookies: Cookies | None = None
    webauthn: Passkey | None = None
    complete: Completed | None = None


class Resolved(_Answer):
    """Somebody in the network."""

    id: str = ""
    name: str = ""
    mxid: str = ""
    identifiers: tuple[str, ...] = ()
    dm_room_mxid: str = ""
