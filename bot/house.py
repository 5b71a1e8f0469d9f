"""The house: a folder with all that one Teremok has.

::

    teremok.yaml      settings            community.yaml    rooms and people
    teremok.db        messages, queue     regulation.yaml   rules
    version           of the data         secrets/          mode 0600
    homeserver/       Synapse's data      media/            the archive's files
    sandbox/          the messenger's     logs/  run/       of the present run
"""

import fcntl
import json
import os
import shutil
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from bot.house_secrets import Secrets
from bot.house_settings import HouseSettings, Ports, settings_text
from deploy.private_file import PRIVATE_FOLDER, make_private_folder, write_private
from rooms.community import Community
from rooms.files.yaml_file import FileProblem, load
from rooms.files.yaml_words import words as problem_words

DATA_VERSION = 1
"""Of the folder's layout; a program never touches the folder of a newer one."""

BOT = "teremok"
DEFAULT_FOLDER = Path("data")
DEFAULT_SERVER_NAME = "teremok.local"
_DEFAULTS = Path(__file__).resolve().parent.parent / "rooms" / "defaults"
_LOOK_SECONDS = 0.5
"""How long others may take to look whether the house is locked; it is far less."""
WRITTEN_BY_PEOPLE = ("community.yaml", "regulation.yaml")


class HouseProblem(Exception):
    """Why a house cannot be opened or started; `words()` is one clear line."""

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text, values)
        self._text, self._values = text, values

    def words(self, language: str) -> str:
        """The reason in that language."""
        return problem_words(language, (self._text, self._values))

    def __str__(self) -> str:
        return self.words("en")


@dataclass(frozen=True, slots=True)
class Run:
    """The present run of `teremok up`: its process and the ports that it took."""

    pid: int
    internal: int
    homeserver: int
    console: int
    sandbox: int


@dataclass(frozen=True)
class House:
    """An opened house. Without a run, the ports are those of the settings."""

    folder: Path
    settings: HouseSettings
    run: Run | None = None

    @classmethod
    def open(cls, folder: Path) -> "House":
        """The house in that folder; changes nothing.

        Raises HouseProblem where there is none or it is newer than this program, and
        rooms.files.yaml_file.FileProblem for a broken teremok.yaml.
        """
        folder = folder.absolute()
        check_version(folder)
        if not exists(folder):
            raise HouseProblem(
                "There is no house in {folder}. Start one: teremok up --data {folder}",
                folder=folder,
            )
        settings = load(folder / "teremok.yaml", HouseSettings)
        return cls(folder, settings, _read_run(folder))

    @classmethod
    def create(cls, folder: Path, server_name: str, ports: Ports) -> "House":
        """Make what a house begins with, each only where it is not there, and open it.

        teremok.yaml comes last: a house without it was never finished and is made again.
        Raises OSError.
        """
        folder = folder.absolute()
        if not folder.exists():
            folder.mkdir(mode=PRIVATE_FOLDER, parents=True)
        Secrets(folder / "secrets").make()
        for name in ("run", "logs", "media", "sandbox", "homeserver"):
            make_private_folder(folder / name)
        for name in WRITTEN_BY_PEOPLE:
            if not os.path.lexists(folder / name):
                shutil.copyfile(_default(name, folder), folder / name)
        write_private(folder / "version", f"{DATA_VERSION}\n")
        write_private(folder / "teremok.yaml", settings_text(server_name, ports))
        return cls.open(folder)

    @cached_property
    def secrets(self) -> Secrets:
        """The house's secrets."""
        return Secrets(self.folder / "secrets")

    @property
    def server_name(self) -> str:
        """How the homeserver is called: what every id ends with."""
        return self.settings.server_name

    @property
    def bot_id(self) -> str:
        """The bot's own user id."""
        return self.user_id(BOT)

    def user_id(self, localpart: str) -> str:
        """The whole id of somebody of this house."""
        return f"@{localpart}:{self.server_name}"

    @property
    def is_running(self) -> bool:
        """Whether a `teremok up` keeps it now; one that was killed has left its run behind."""
        return self.run is not None and HouseLock.is_held(self.folder)

    def check_running(self) -> None:
        """Raise HouseProblem where it does not run."""
        if not self.is_running:
            raise HouseProblem("This house is not running. Start it: teremok up")

    @property
    def ports(self) -> Ports:
        """The ports of the present run, or of the settings."""
        if self.run is None:
            return self.settings.ports
        run = self.run
        return Ports(homeserver=run.homeserver, console=run.console, sandbox=run.sandbox)

    @property
    def homeserver_url(self) -> str:
        """Where the homeserver answers on this machine."""
        return f"http://127.0.0.1:{self.ports.homeserver}"

    @property
    def public_url(self) -> str:
        """Where people's clients find the homeserver."""
        return self.settings.public_url or self.homeserver_url

    @property
    def console_url(self) -> str:
        """Where the console and /healthz answer on this machine."""
        return f"http://127.0.0.1:{self.ports.console}"

    @property
    def public_console_url(self) -> str:
        """Where people's browsers find the console."""
        return self.settings.public_console_url or self.console_url

    @property
    def sandbox_url(self) -> str:
        """Where the sandbox messenger answers."""
        return f"http://127.0.0.1:{self.ports.sandbox}"

    @property
    def internal_url(self) -> str:
        """Where the homeserver reaches the appservice and the gate.

        The port is another one in each run; raises HouseProblem where there is no run.
        """
        if self.run is None:
            raise HouseProblem("This house is not running. Start it: teremok up")
        return f"http://127.0.0.1:{self.run.internal}"

    @property
    def database_url(self) -> str:
        """``sqlite:///path`` or ``postgres://…``."""
        return self.settings.database or "sqlite://" + quote(str(self.folder / "teremok.db"))

    @property
    def community_path(self) -> Path:
        """The rooms and the people."""
        return self.folder / "community.yaml"

    @property
    def regulation_path(self) -> Path:
        """The rules."""
        return self.folder / "regulation.yaml"

    @property
    def media_folder(self) -> Path:
        """The archive's files."""
        return self.folder / "media"

    @property
    def in_force_folder(self) -> Path:
        """The last good versions of what people wrote."""
        return self.folder / "run"

    def begin_run(self, run: Run) -> "House":
        """Tell every other process of this house where its parts answer."""
        write_private(self.folder / "run" / "run.json", json.dumps(asdict(run)))
        return House(self.folder, self.settings, run)

    def end_run(self) -> None:
        """Nothing answers any more."""
        (self.folder / "run" / "run.json").unlink(missing_ok=True)


def _default(name: str, folder: Path) -> Path:
    """What a file begins with; the rules are in the language of the community that is there."""
    if name == "regulation.yaml":
        with suppress(FileProblem):
            spoken = load(folder / "community.yaml", Community, alone=True).community.language
            own = _DEFAULTS / f"regulation.{spoken}.yaml"
            return own if own.exists() else _DEFAULTS / name
    return _DEFAULTS / name


def exists(folder: Path) -> bool:
    """Whether there is a house in that folder."""
    return (folder / "teremok.yaml").exists()


def check_version(folder: Path) -> None:
    """Raise HouseProblem where a newer program made this folder."""
    try:
        written = (folder / "version").read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return
    except (OSError, ValueError):
        written = ""
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise HouseProblem(
            "The file {path} does not say which version of Teremok made this folder.",
            path=folder / "version",
        )
    if int(written) > DATA_VERSION:
        raise HouseProblem(
            "The data in {folder} belong to a newer Teremok (version {written} of the data, this"
            " one knows {known}). Install the newer Teremok.",
            folder=folder,
            written=written,
            known=DATA_VERSION,
        )


class HouseLock:
    """Only one `teremok up` at a time on one folder; the lock ends with the process."""

    def __init__(self, folder: Path) -> None:
        # The folder itself is locked: nothing has to be written to find out that it is.
        self._handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        until = time.monotonic() + _LOOK_SECONDS
        while not _locked(self._handle, fcntl.LOCK_EX):
            if time.monotonic() > until:
                os.close(self._handle)
                raise HouseProblem("Teremok is already running on {folder}.", folder=folder)
            time.sleep(_LOOK_SECONDS / 20)

    @staticmethod
    def is_held(folder: Path) -> bool:
        """Whether a `teremok up` has it.

        Looking is shared, so others who look are not in the way; and a house that is started in
        that moment waits for it to be over.
        """
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            return not _locked(handle, fcntl.LOCK_SH)
        finally:
            os.close(handle)

    def release(self) -> None:
        """Let another one begin."""
        os.close(self._handle)


def _locked(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_run(folder: Path) -> Run | None:
    try:
        return Run(**json.loads((folder / "run" / "run.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
