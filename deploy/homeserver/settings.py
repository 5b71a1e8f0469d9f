"""What may differ between one embedded homeserver and another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.homeserver.registration import Registration


@dataclass(frozen=True, slots=True)
class Gate:
    """Where Synapse asks before a person's post is accepted; the token is in a file."""

    url: str
    token_path: Path


@dataclass(frozen=True, slots=True)
class HomeserverSettings:
    """One homeserver.

    `folder` holds all its files. `public_url` is the address that clients use, when something
    stands in front of the loopback port. `database` is Synapse's own `database` section; without
    it, SQLite in the folder. `bridges` are the registrations beside our own; Synapse reads them
    only at its start. `additions` overrides any other option by its name.
    """

    folder: Path
    server_name: str
    port: int
    registration_secret_path: Path
    registration: Registration
    gate: Gate
    public_url: str | None = None
    database: Mapping[str, object] | None = None
    bridges: tuple[Registration, ...] = ()
    additions: Mapping[str, object] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the homeserver answers on this machine, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def sqlite_path(self) -> Path:
        """Synapse's SQLite database, where it has no other."""
        return self.folder / "homeserver.db"

    def registration_path(self, registration: Registration) -> Path:
        """Where a registration is written."""
        ours = registration.name == self.registration.name
        return self.folder / (
            "registration.yaml" if ours else f"registration-{registration.name}.yaml"
        )

    @property
    def registrations(self) -> tuple[Registration, ...]:
        """Our own and those of the bridges."""
        return (self.registration, *self.bridges)

    @property
    def configuration_path(self) -> Path:
        """Synapse's own configuration file."""
        return self.folder / "homeserver.yaml"
