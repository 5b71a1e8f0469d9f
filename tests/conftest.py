"""Fixtures that many tests share: a homeserver, the databases, a browser."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.async_api import Browser

from rooms.storage.database import Store
from tests.support.browsing import running_browser
from tests.support.homeserver import RunningHomeserver
from tests.support.postgres import RunningPostgres, binaries
from tests.support.requirements import lacking
from tests.support.turns import in_turn

FOLDERS = ("acceptance", "upstream", "soak", "contract", "browser", "unit")
"""In the order in which they are run: the files of many small tests come last, so that no worker
is left alone with a long one."""
MEMORY = Path("/dev/shm")
ROOM_BYTES = 4 * 1024**3
DATABASES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


def pytest_configure() -> None:
    """Let no example of a property be too slow; keep the tests' folders in memory if they fit.

    Homeservers and databases wait for the disk at each event, and no test cuts the power: what a
    killed process has written is there all the same.
    """
    patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
    settings.register_profile("patient", settings(), **patient)
    settings.load_profile("patient")
    if not MEMORY.is_dir():
        return
    about = os.statvfs(MEMORY)
    runs_programs = not about.f_flag & os.ST_NOEXEC
    if runs_programs and about.f_bavail * about.f_frsize > ROOM_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long; the tests of a file stay together."""
    here = Path(__file__).parent
    items.sort(key=lambda item: FOLDERS.index(item.path.relative_to(here).parts[0]))


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


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """A browser for the pages of a file's tests."""
    async with running_browser() as running:
        yield running
