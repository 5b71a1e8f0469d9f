"""All that one bridge's configuration is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kind:
    """What the bridge of a network is called: `bot` and `ghosts` are localparts.

    `ghosts` is the program's own template, such as ``whatsapp_{{.}}``.
    """

    network: str
    title: str
    prefix: str
    bot: str
    ghosts: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """The secrets of a bridge; never shown."""

    as_token: str = field(repr=False)
    hs_token: str = field(repr=False)
    provisioning: str = field(repr=False)
    """At least 16 characters, or the program refuses every call of its provisioning API."""
    double_puppet: str = field(repr=False)
    """With which it speaks as the account that is linked: what is written on the phone itself
    appears as that account's, and invitations of it are accepted at once.
    Source: https://docs.mau.fi/bridges/general/double-puppeting.html"""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the bridge lives.

    `owner` is the account that links accounts and says commands, `blocked` those whose posts must
    never be carried out: the bots of bridges and appservices. `internal_url` takes the bridge's
    reports. `listens` is its address for the homeserver and for us.
    """

    server_name: str
    homeserver_url: str
    internal_url: str
    owner: str
    blocked: tuple[str, ...]
    hostname: str = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class BridgeSettings:
    """One bridge. `values` are sections of its configuration that are merged over ours.

    `database` is a PostgreSQL address, or the path of an SQLite file.
    """

    kind: Kind
    tokens: Tokens
    surroundings: Surroundings
    port: int
    database: str | Path
    relay_formats: Mapping[str, str]
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the bridge answers on this machine."""
        return f"http://127.0.0.1:{self.port}"
