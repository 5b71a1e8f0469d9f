"""The bridges that a house has: a folder for each, ``bridges/<network>``.

::

    bridge.yaml      what was asked for        config.yaml    written for the program (0600)
    secrets.json     its tokens (0600)         bridge.db      its data, if in SQLite
    descriptor.yaml  an operator's own         programs/      the program itself, kept as it was
"""

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field

from bot.house import House, HouseProblem
from bot.house_settings import Port
from bridges.upstream.descriptor import Descriptor, known_networks, read_descriptor
from bridges.upstream.provisioning import Bridge
from deploy.bridges.program import Image, Runnable
from deploy.private_file import make_private_folder, write_private
from policies.file_model import FileModel
from rooms.files.yaml_file import FileProblem, load

SETTINGS, SECRETS, OWN_DESCRIPTOR = "bridge.yaml", "secrets.json", "descriptor.yaml"
CONFIGURATION = "config.yaml"
ADDRESSES = ("postgres://", "postgresql://")
"""How the address of a PostgreSQL database begins."""
MEMORY_MB = 1024
"""A bridge that takes more is started anew; measured ones take 30 to 60."""
TOKENS = ("as_token", "hs_token", "provisioning")
_TOKEN_BYTES = 32


class ProgramSettings(FileModel):
    """A program: the file that is run, where it was found, or a container image; its version.

    The file is named as seen from the bridge's folder, which so can be moved with the house.
    """

    path: str
    found: str | None = None
    image: str | None = None
    engine: str | None = None
    version: str

    def runnable(self, folder: Path) -> Runnable:
        """How it is run, from the bridge's folder."""
        if self.image and self.engine:
            return Runnable(Path(self.path), Image(self.image, self.engine))
        return Runnable(folder / self.path)


class State(FileModel):
    """A program with the data that it works on; `database` is an address or a file's name."""

    program: ProgramSettings
    database: str = "bridge.db"


class Installation(FileModel):
    """The whole of bridge.yaml; written by Teremok.

    `managed`: who keeps the program running: we as a child, or what an operator has in production.
    `values` are merged over the configuration; `environment` is what the program must be told
    besides. `former`: what the bridge was before its last upgrade.
    """

    network: str
    now: State
    former: State | None = None
    port: Port
    managed: Literal["teremok", "compose", "systemd"] = "teremok"
    values: dict[str, Any] = Field(default_factory=dict)
    environment: dict[str, str] = Field(default_factory=dict)
    paused: bool = False
    """Whether its program is not to run for the moment, because its data are copied."""
    starts: int = 0
    """Counted up by whoever wants the program to be started anew."""
    leaving: bool = False
    """Whether it is being taken out: the house drives it no more."""
    memory_mb: Annotated[int, Field(ge=64)] = MEMORY_MB


@dataclass(frozen=True, slots=True)
class InstalledBridge:
    """A bridge of this house."""

    house: House
    descriptor: Descriptor
    installation: Installation

    @property
    def network(self) -> str:
        """What community.yaml calls its network."""
        return self.descriptor.network

    @property
    def folder(self) -> Path:
        """All that it has."""
        return bridge_folder(self.house, self.network)

    @property
    def process_name(self) -> str:
        """What its process and its log are called."""
        return f"bridge-{self.network}"

    @property
    def log_path(self) -> Path:
        """What it says."""
        return self.house.folder / "logs" / f"{self.process_name}.log"

    @property
    def runnable(self) -> Runnable:
        """How its program is run."""
        return self.installation.now.program.runnable(self.folder)

    @property
    def database(self) -> str | Path:
        """A PostgreSQL address, or an SQLite file."""
        return database_of(self.folder, self.installation.now)

    @property
    def secrets(self) -> dict[str, str]:
        """Its tokens by their names."""
        return _read_secrets(self.folder / SECRETS)

    @property
    def bridge(self) -> Bridge:
        """The bridge as the driver reaches it. Raises HouseProblem without its secrets."""
        tokens = self.secrets
        return replace(
            self.without_secrets,
            provisioning_secret=tokens["provisioning"],
            as_token=tokens["as_token"],
            hs_token=tokens["hs_token"],
        )

    @property
    def without_secrets(self) -> Bridge:
        """The same for what is done without a word to it."""
        return Bridge(
            descriptor=self.descriptor,
            url=f"http://127.0.0.1:{self.installation.port}",
            server_name=self.house.server_name,
            owner=self.house.bot_id,
            provisioning_secret="",
            as_token="",
            hs_token="",
            managed=self.installation.managed,
            paused=self.installation.paused,
        )

    def start_anew(self) -> "InstalledBridge":
        """Have a running house start the program anew."""
        return self.change(lambda now: {"starts": now.starts + 1})

    def change(self, wanted: Callable[[Installation], Mapping[str, object]]) -> "InstalledBridge":
        """Write some settings anew, the others as they are by now.

        Much may have been written since this was read: a log-in takes minutes. The daemon and the
        commands write, too, one after the other. Raises FileProblem and OSError.
        """
        with _writing(self.folder):
            now = load(self.folder / SETTINGS, Installation)
            changed = now.model_copy(update=wanted(now))
            write_installation(self.folder, changed)
        return InstalledBridge(self.house, self.descriptor, changed)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Nobody else changes a bridge's settings meanwhile."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def bridges_folder(house: House) -> Path:
    """Where the bridges' folders are."""
    return house.folder / "bridges"


def bridge_folder(house: House, network: str) -> Path:
    """A bridge's folder, whether it is there or not."""
    return bridges_folder(house) / network


def database_of(folder: Path, state: State) -> str | Path:
    """A PostgreSQL address, or an SQLite file in the bridge's folder."""
    return state.database if state.database.startswith(ADDRESSES) else folder / state.database


def write_installation(folder: Path, installation: Installation) -> None:
    """Write bridge.yaml (0600: what was set may be secret)."""
    content = installation.model_dump()
    write_private(folder / SETTINGS, yaml.safe_dump(content, sort_keys=False, allow_unicode=True))


def installed_networks(house: House) -> tuple[str, ...]:
    """The networks that have a bridge in this house."""
    return tuple(sorted(path.parent.name for path in bridges_folder(house).glob(f"*/{SETTINGS}")))


def open_bridge(house: House, network: str) -> InstalledBridge:
    """The bridge of a network. Raises HouseProblem where there is none, and FileProblem."""
    folder = bridge_folder(house, network)
    known = installed_networks(house)
    if network not in known:
        if not known:
            raise HouseProblem(
                "This house has no bridges yet. Add one: teremok bridge add {network}",
                network=network if network in known_networks() else "NETWORK",
            )
        raise HouseProblem(
            "This house has no bridge to “{network}”; it has: {known}.",
            network=network,
            known=", ".join(known),
        )
    descriptor = _descriptor(folder)
    return InstalledBridge(house, descriptor, load(folder / SETTINGS, Installation))


def open_broken(house: House, network: str) -> InstalledBridge:
    """The bridge whose settings cannot be read, as far as it is known. Raises FileProblem."""
    descriptor = _descriptor(bridge_folder(house, network))
    program = ProgramSettings(path=descriptor.binary, version="?")
    now = State(program=program)
    return InstalledBridge(
        house, descriptor, Installation(network=network, now=now, port=descriptor.port)
    )


def _descriptor(folder: Path) -> Descriptor:
    own = folder / OWN_DESCRIPTOR
    return read_descriptor(str(own) if own.exists() else folder.name)


def installed_bridges(house: House) -> Iterator[InstalledBridge]:
    """All bridges whose files can be read; a broken one stops only itself."""
    for network in installed_networks(house):
        try:
            bridge = open_bridge(house, network)
            _ = bridge.bridge
        except (FileProblem, HouseProblem, OSError, ValueError, LookupError):
            continue
        yield bridge


def make_secrets(folder: Path) -> None:
    """Make a bridge's tokens, unless it has them."""
    make_private_folder(folder)
    path = folder / SECRETS
    if not path.exists():
        _make(path, TOKENS)


def _make(path: Path, names: tuple[str, ...]) -> None:
    made = {name: secrets.token_urlsafe(_TOKEN_BYTES) for name in names}
    write_private(path, json.dumps(made))


def _read_secrets(path: Path) -> dict[str, str]:
    try:
        content = json.loads(path.read_text(encoding="ascii"))
        return {name: str(content[name]) for name in TOKENS}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        raise HouseProblem(
            "The bridge's secrets in {path} cannot be read. Put the file back from a backup, or"
            " take the bridge out and add it again: teremok bridge remove {network}",
            path=path,
            network=path.parent.name,
        ) from None
