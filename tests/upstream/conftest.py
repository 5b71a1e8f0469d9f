"""A homeserver with simulated messengers bridged to it by the real framework, for this folder."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.bridged import Bridged, Side
from tests.support.bridged_house import BRIDGES
from tests.support.turns import in_turn
from tests.support.upstream import Kind, programs


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is the same in every network is tried in one of them, in turn."""
    marks = metafunc.definition.iter_markers("parametrize")
    if "either" in metafunc.fixturenames and not any(mark.args[0] == "either" for mark in marks):
        metafunc.parametrize("either", [in_turn(metafunc, BRIDGES)], indirect=True)


@pytest.fixture(scope="session")
def network_programs() -> Path:
    """The simulated messenger and its bridge, built."""
    return programs()


@pytest.fixture(scope="package")
async def bridged(
    network_programs: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Bridged]:
    """Every test takes accounts, groups and rooms of its own."""
    running = Bridged(tmp_path_factory.mktemp("bridged"), network_programs)
    try:
        await running.start(
            {
                "whatsapp": ("whatsapp", False),
                "telegram": ("telegram", False),
                "kicking": ("whatsapp", True),
            }
        )
        yield running
    finally:
        await running.stop()


@pytest.fixture(autouse=True)
async def _owner(request: pytest.FixtureRequest) -> None:
    """Every test's owner is somebody new."""
    if "bridged" in request.fixturenames:
        await request.getfixturevalue("bridged").change_owner()


@pytest.fixture
def whatsapp(bridged: Bridged) -> Side:
    """The simulated WhatsApp."""
    return bridged.sides["whatsapp"]


@pytest.fixture
def telegram(bridged: Bridged) -> Side:
    """The simulated Telegram."""
    return bridged.sides["telegram"]


@pytest.fixture
def either(request: pytest.FixtureRequest) -> Kind:
    """One of the two."""
    chosen: Kind = request.param
    return chosen


@pytest.fixture
def side(bridged: Bridged, either: Kind) -> Side:
    """One of the two, or each; see `both`."""
    return bridged.sides[either]
