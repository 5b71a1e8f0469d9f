"""Fixtures that many tests share: a homeserver, the databases, a browser."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from rooms.storage.database import Store
from tests.support.homeserver import RunningHomeserver
from tests.support.postgres import RunningPostgres, binaries
from tests.support.requirements import lacking
from tests.support.turns import in_turn
from tests.support.waiting import LIMIT_SECONDS

CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DATABASES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of the store runs on both databases; one that looks into Matrix on one, in turn."""
    if "database_url" in metafunc.fixturenames:
        in_matrix = "homeserver" in metafunc.fixturenames
        databases = [in_turn(metafunc, DATABASES)] if in_matrix else DATABASES
        metafunc.parametrize("database_url", databases, indirect=True)


@pytest.fixture(scope="session")
async def homeserver(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningHomeserver]:
    """A real Synapse for the whole run; take user names that no other test takes.

    It asks no gate: at one that nobody answers, each post would wait. Its limit for log-ins is for
    an address, which is everybody's here. A test that kills it, or listens on its internal port,
    makes a `RunningHomeserver` of its own.
    """
    folder = tmp_path_factory.mktemp("homeserver")
    log_ins = {"address": {"per_second": 100, "burst_count": 100}}
    running = RunningHomeserver(folder, additions={"modules": [], "rc_login": log_ins})
    try:
        await running.start()
        yield running
    finally:
        running.kill()


@pytest.fixture(scope="session")
def postgres() -> Iterator[RunningPostgres]:
    """A real PostgreSQL for the whole run.

    Not below pytest's folder: every other run of pytest closes that to the user postgres again.
    """
    programs = binaries()
    if programs is None:
        lacking("this machine has no PostgreSQL (make test-deps)")
    with tempfile.TemporaryDirectory(prefix="teremok-postgres-") as folder:
        running = RunningPostgres(Path(folder) / "server", programs)
        try:
            running.start()
            yield running
        finally:
            running.stop()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'teremok.db'}"
    postgres: RunningPostgres = request.getfixturevalue("postgres")
    return postgres.new_database()


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An opened store on each kind of database."""
    opened = await Store.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium; start it with CHROMIUM_FLAGS."""
    path = shutil.which("chromium")
    if path is None:
        lacking("this machine has no Chromium (make test-deps)")
    expect.set_options(timeout=LIMIT_SECONDS * 1000)  # five seconds are short on a loaded machine
    return path
