"""Adding a bridge to a house that does not run, with a program on the real bridge framework."""

import asyncio
import json
import shutil
import socket
import stat
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.house import House
from bot.house_settings import Ports
from bot.upstream.installed import open_bridge
from bot.upstream.keeper import Keeper
from bot.upstream.writing import registrations
from deploy.bridges.portals import PortalsAway, read_portals
from deploy.supervisor import Supervisor
from tests.support.house import teremok
from tests.support.ports import free_port
from tests.support.postgres import RunningPostgres
from tests.support.waiting import until

SERVER = "sad24.test"


class Place:
    """A house that does not run."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        self.programs = programs
        self.house = House.create(folder, SERVER, Ports())

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        # Without the machine's own PATH: no test may find a real bridge by chance.
        whole = ("bridge", *words, "--data", str(self.folder))
        return teremok(*whole, PATH="/nowhere", TEREMOK_LANGUAGE="en")

    def add(self, network: str = "whatsapp", *words: str) -> subprocess.CompletedProcess[str]:
        program = self.programs / f"simulated-{network}"
        return self.command(
            *("add", network, "--program", str(program)),
            *("--set", "network.messenger=http://127.0.0.1:9"),
            *words,
        )

    def refuses(self, *words: str) -> str:
        """The one line of a command that ends with 2."""
        done = self.command(*words)
        return self.refused(done)

    def refused(self, done: subprocess.CompletedProcess[str]) -> str:
        assert done.returncode == 2, (done.stdout, done.stderr)
        (line,) = done.stderr.strip().splitlines()
        assert "Traceback" not in line
        return line


@pytest.fixture
def place(tmp_path: Path, network_programs: Path) -> Place:
    return Place(tmp_path / "house", network_programs)


def test_a_bridge_is_installed_with_all_files_for_nobody_else(place: Place) -> None:
    done = place.add("whatsapp", "--port", str(free_port()))
    assert done.returncode == 0, done.stderr
    assert "teremok up" in done.stdout
    folder = place.folder / "bridges" / "whatsapp"
    for path in folder.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode in (
            (0o700,) if path.is_dir() or path.parent.parent.name == "programs" else (0o600,)
        ), path
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not list(folder.glob(".*")), "what was tried is cleared away"
    names = [registration.name for registration in registrations(place.house)]
    assert names == ["whatsapp"]


def test_the_program_is_kept_as_it_was(place: Place, tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "mautrix-whatsapp"
    mine.parent.mkdir()
    shutil.copyfile(place.programs / "simulated-whatsapp", mine)
    mine.chmod(0o755)
    done = place.command(
        *("add", "whatsapp", "--program", str(mine.parent), "--port", str(free_port())),
        *("--set", "network.messenger=http://127.0.0.1:9"),
    )
    assert done.returncode == 0, done.stderr
    mine.write_text("no program any more")
    kept = open_bridge(place.house, "whatsapp").runnable.path
    assert kept != mine
    assert kept.read_bytes() == (place.programs / "simulated-whatsapp").read_bytes()


def test_two_bridges_do_not_listen_to_each_other(place: Place) -> None:
    assert place.add("whatsapp", "--port", str(free_port())).returncode == 0
    needed = ("network.api_id=1", "network.api_hash=x")
    sets = (word for value in needed for word in ("--set", value))
    assert place.add("telegram", "--port", str(free_port()), *sets).returncode == 0
    text = (place.folder / "bridges" / "telegram" / "config.yaml").read_text()
    permissions = yaml.safe_load(text)["bridge"]["permissions"]
    assert permissions[f"@whatsappbot:{SERVER}"] == "block"
    assert permissions[f"@telegrambot:{SERVER}"] == "block"
    assert permissions[f"@_teremok_bridge:{SERVER}"] == "block"


def test_a_second_add_is_refused(place: Place) -> None:
    assert place.add("whatsapp", "--port", str(free_port())).returncode == 0
    before = (place.folder / "bridges" / "whatsapp" / "bridge.yaml").read_text()
    assert "there already" in place.refused(place.add())
    assert (place.folder / "bridges" / "whatsapp" / "bridge.yaml").read_text() == before


def test_an_unknown_network_is_told_with_those_that_are_known(place: Place) -> None:
    line = place.refuses("add", "icq")
    assert "“icq”" in line
    assert "whatsapp" in line


def test_a_missing_program_is_told_with_what_to_do(place: Place) -> None:
    line = place.refuses("add", "whatsapp")
    assert "mautrix-whatsapp" in line
    assert "--program" in line
    assert "There is no file" in place.refuses("add", "whatsapp", "--program", "/no/such/file")
    assert not (place.folder / "bridges" / "whatsapp").exists()


def test_a_program_that_cannot_be_run_is_told(place: Place, tmp_path: Path) -> None:
    plain = tmp_path / "mautrix-whatsapp"
    plain.write_text("#!/bin/sh\necho 'panic: invalid semver' >&2\nexit 2\n")
    plain.chmod(0o644)
    assert "chmod +x" in place.refuses("add", "whatsapp", "--program", str(plain))
    plain.chmod(0o755)
    assert "invalid semver" in place.refuses("add", "whatsapp", "--program", str(plain))
    assert not (place.folder / "bridges" / "whatsapp").exists()


def test_a_wrong_set_is_told(place: Place) -> None:
    line = place.refused(place.add("whatsapp", "--set", "network.mesenger=x"))
    assert "network.mesenger" in line
    assert "“network.messenger”" in line
    assert "network.key=value" in place.refused(place.add("whatsapp", "--set", "nonsense"))
    assert "Teremok itself" in place.refused(
        place.add("whatsapp", "--set", "bridge.kick_matrix_users=true")
    )
    assert not (place.folder / "bridges" / "whatsapp").exists()


def test_what_a_network_needs_is_told(place: Place) -> None:
    line = place.refused(place.add("telegram"))
    assert "--set network.api_id=" in line
    assert "my.telegram.org" in line


def test_a_taken_port_is_told(place: Place) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        assert port in place.refused(place.add("whatsapp", "--port", port))
    assert "teremok.yaml" in place.refused(place.add("whatsapp", "--port", "8008"))


def test_the_other_messengers_program_is_not_taken(place: Place, tmp_path: Path) -> None:
    lying = tmp_path / "mautrix-whatsapp"
    told = {"Name": "mautrix-telegram", "FormattedVersion": "v1", "Mautrix": {"Version": "v1"}}
    lying.write_text(f"#!/bin/sh\necho '{json.dumps(told)}'\n")
    lying.chmod(0o755)
    line = place.refuses("add", "whatsapp", "--program", str(lying))
    assert "mautrix-telegram" in line


def test_a_house_without_bridges_says_so(place: Place) -> None:
    assert "teremok bridge add" in place.command("list").stdout
    for words in (("status", "irc"), ("login", "irc"), ("logs", "irc"), ("remove", "irc")):
        assert "teremok bridge add" in place.refuses(*words)


def test_a_bridge_of_a_house_that_does_not_run_cannot_be_driven(place: Place) -> None:
    assert place.add("whatsapp", "--port", str(free_port())).returncode == 0
    for words in (("login", "whatsapp"), ("chats", "whatsapp"), ("command", "whatsapp", "help")):
        assert "teremok up" in place.refuses(*words)
    listed = json.loads(place.command("list", "--json").stdout)
    assert [(row["network"], row["works"]) for row in listed] == [("whatsapp", False)]
    done = place.command("remove", "whatsapp")
    assert done.returncode == 0, done.stderr
    assert "on the phone" in done.stderr, "nobody could log it out"
    assert not (place.folder / "bridges" / "whatsapp").exists()


def test_an_own_description_of_a_network_is_taken(place: Place, tmp_path: Path) -> None:
    described = tmp_path / "chirp.yaml"
    described.write_text(
        "network: chirp\ntitle: Chirp\nbinary: chirp\nport: 29999\nprefix: '!chirp'\n"
        "bot: chirpbot\nghosts: chirp_{id}\nchats: {group: '.+'}\n"
    )
    program = place.programs / "simulated-whatsapp"
    done = place.command(
        *("add", str(described), "--program", str(program), "--port", str(free_port())),
        *("--set", "network.messenger=http://127.0.0.1:9"),
    )
    assert done.returncode == 0, done.stderr
    described.unlink()
    assert open_bridge(place.house, "chirp").descriptor.title == "Chirp"
    described.write_text("network: [")
    assert "chirp.yaml:" in place.refuses("add", str(described))


def test_a_database_that_is_none_is_told(place: Place) -> None:
    port = ("--port", str(free_port()))
    elsewhere = f"postgres://u:secret@127.0.0.1:{free_port()}/b"
    for wrong, words in {
        "/etc/passwd": "looks like postgres://",
        "postgres://u:p@h:no/b": "cannot be reached",
        elsewhere: "cannot be reached",
    }.items():
        told = place.refused(place.add("whatsapp", *port, "--database", wrong))
        assert words in told
        assert "secret" not in told
    assert not (place.folder / "bridges" / "whatsapp").exists()


@pytest.mark.postgres
async def test_a_bridge_takes_an_empty_postgresql_database(
    place: Place, postgres: RunningPostgres
) -> None:
    url = postgres.new_database()
    assert place.add("whatsapp", "--port", str(free_port()), "--database", url).returncode == 0
    bridge = open_bridge(place.house, "whatsapp")
    with subprocess.Popen([bridge.runnable.path, "-n", "-c", bridge.folder / "config.yaml"]) as ran:

        async def has_tables() -> bool:
            try:
                return await read_portals(bridge.database) == []
            except PortalsAway:
                return False

        try:
            await until(has_tables, "the bridge's tables")
        finally:
            ran.kill()
    needed = ("--set", "network.api_id=1", "--set", "network.api_hash=x")
    told = place.refused(place.add("telegram", *needed, "--database", url))
    assert "is not empty" in told
    removed = place.command("remove", "whatsapp")
    assert removed.returncode == 0, removed.stderr
    assert "drop it yourself" in removed.stderr


def test_compose_and_systemd_get_their_files(place: Place) -> None:
    port = ("--port", str(free_port()))
    assert "internal" in place.refused(place.add("whatsapp", *port, "--write", "systemd"))
    settings = place.folder / "teremok.yaml"
    settings.write_text(settings.read_text().replace("ports:", "ports:\n  internal: 8011", 1))
    assert "--image" in place.refused(place.add("whatsapp", *port, "--write", "compose"))
    done = place.add("whatsapp", *port, "--write", "systemd")
    assert done.returncode == 0, done.stderr
    unit = place.folder / "bridges" / "whatsapp" / "teremok-bridge-whatsapp.service"
    assert str(unit) in done.stdout
    assert "config.yaml" in unit.read_text()
    options = yaml.safe_load((unit.parent / "config.yaml").read_text())
    assert options["homeserver"]["status_endpoint"].startswith("http://127.0.0.1:8011/")


def test_an_upgrade_of_what_systemd_runs_is_tried_on_a_copy_of_its_data(
    place: Place, tmp_path: Path
) -> None:
    settings = place.folder / "teremok.yaml"
    settings.write_text(settings.read_text().replace("ports:", "ports:\n  internal: 8011", 1))
    done = place.add("whatsapp", "--port", str(free_port()), "--write", "systemd")
    assert done.returncode == 0, done.stderr
    folder = place.folder / "bridges" / "whatsapp"
    before = (folder / "bridge.yaml").read_text()
    real, other = place.programs / "simulated-whatsapp", tmp_path / "simulated-whatsapp"
    refusing = f'[ "$1" = -n ] && /bin/grep -q {folder.name}/bridge-trial "$3" && exit 1\n'
    other.write_text(f'#!/bin/sh\n{refusing}exec {real} "$@"\n')
    other.chmod(0o755)
    told = place.refuses("upgrade", "whatsapp", "--program", str(other))
    assert "does not start on the bridge's data" in told
    assert (folder / "bridge.yaml").read_text() == before
    other.write_text(f'#!/bin/sh\nexec {real} "$@"\n')
    done = place.command("upgrade", "whatsapp", "--program", str(other))
    assert done.returncode == 0, done.stderr
    program = open_bridge(place.house, "whatsapp").runnable.path
    assert str(program) in (folder / "teremok-bridge-whatsapp.service").read_text()
    assert list(folder.glob("bridge-trial*")) == []


def test_another_program_takes_over_a_copy_of_the_data(place: Place, tmp_path: Path) -> None:
    assert place.add("whatsapp", "--port", str(free_port())).returncode == 0
    same = place.command("upgrade", "whatsapp")
    assert same.returncode == 0
    assert "already" in same.stdout
    broken = tmp_path / "simulated-whatsapp"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    before = (place.folder / "bridges" / "whatsapp" / "bridge.yaml").read_text()
    assert place.refuses("upgrade", "whatsapp", "--program", str(broken))
    assert (place.folder / "bridges" / "whatsapp" / "bridge.yaml").read_text() == before


async def test_a_bridge_that_cannot_be_started_stops_only_itself(place: Place) -> None:
    needed = ("--set", "network.api_id=1", "--set", "network.api_hash=x")
    for network, more in {"telegram": needed, "whatsapp": ()}.items():
        assert place.add(network, "--port", str(free_port()), *more).returncode == 0
    written = place.folder / "bridges" / "telegram" / "config.yaml"
    written.unlink()
    written.mkdir()
    logs = place.folder / "logs"
    logs.mkdir(exist_ok=True)
    (place.folder / "run").mkdir(exist_ok=True)
    supervisor = Supervisor(logs)
    keeping = asyncio.create_task(Keeper(place.house, supervisor, lambda text, values: None).run())

    async def runs() -> bool:
        return list(supervisor.pids()) == ["bridge-whatsapp"]

    try:
        await until(runs, "the other bridge")
    finally:
        keeping.cancel()
        await supervisor.stop()


def test_a_bridge_whose_file_is_broken_is_told_and_stops_only_itself(place: Place) -> None:
    assert place.add("whatsapp", "--port", str(free_port())).returncode == 0
    (place.folder / "bridges" / "whatsapp" / "bridge.yaml").write_text("network: [")
    done = place.command("list", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == []
    assert "bridge.yaml:" in done.stderr
    assert registrations(place.house) == ()
    assert "bridge.yaml:" in place.refuses("logs", "whatsapp")
