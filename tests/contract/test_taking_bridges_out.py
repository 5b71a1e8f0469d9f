"""What becomes of a bridge whose taking out does not come to its end."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.cli.bridge import remove as command
from bot.cli.bridge.remove import _remove
from bot.house import House, HouseProblem
from bot.house_settings import Ports
from bot.upstream import coming_up
from bot.upstream.installed import (
    SETTINGS,
    Installation,
    ProgramSettings,
    State,
    make_secrets,
    open_bridge,
    open_broken,
    write_installation,
)
from bot.upstream.turns import alone
from bot.upstream.watching import Surroundings, UpstreamParts
from bridges.upstream.provisioning import Bridge
from rooms.clock import SystemClock
from rooms.storage.database import DatabaseAway, Store
from tests.support.houses import furnished
from tests.support.odd_bridge import odd_bridge


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House.create(tmp_path / "house", "sad24.test", Ports())
    make_secrets(made.folder / "bridges" / "irc")
    program = ProgramSettings(path="mautrix-irc", version="v1")
    installation = Installation(network="irc", now=State(program=program), port=29999)
    write_installation(made.folder / "bridges" / "irc", installation)
    return made


@pytest.fixture
async def parts(house: House, store: Store) -> AsyncIterator[UpstreamParts]:
    """What a running house has."""
    async with aiohttp.ClientSession() as session:
        directory = await furnished(store)
        around = Surroundings(house, store, directory, SystemClock(), lambda lanes: None)
        yield UpstreamParts(around, session)


async def test_one_whose_taking_out_is_broken_off_is_looked_after_again(
    house: House, parts: UpstreamParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    async def broken_off(*given: object) -> None:
        await parts.known.refresh()
        seen.append(parts.known.get("irc"))
        raise DatabaseAway

    monkeypatch.setattr(command, "remove_bridge", broken_off)
    with pytest.raises(DatabaseAway):
        await _remove(house, open_bridge(house, "irc"), yes=True, is_whole=True)
    assert seen == [None], "while it is taken out, nobody looks after it"
    await parts.known.refresh()
    assert parts.known.get("irc") is not None
    with alone(house):  # by the next command, for another bridge
        await parts.known.refresh()
    assert parts.known.get("irc") is not None


async def test_nothing_is_begun_while_another_command_is_at_work(house: House) -> None:
    with alone(house), pytest.raises(HouseProblem, match="Another command"):
        await _remove(house, open_bridge(house, "irc"), yes=True, is_whole=True)
    assert not open_bridge(house, "irc").installation.leaving


async def test_what_was_changed_meanwhile_is_not_taken_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken_off(*given: object) -> None:
        raise DatabaseAway

    installed = open_bridge(house, "irc")
    installed.start_anew()
    monkeypatch.setattr(command, "remove_bridge", broken_off)
    with pytest.raises(DatabaseAway):
        await _remove(house, installed, yes=True, is_whole=True)
    assert open_bridge(house, "irc").installation.starts == 1


async def test_the_tokens_of_a_broken_one_are_read_while_they_are_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleared = []

    async def clear(house: House, bridge: Bridge, rooms: Mapping[str, str]) -> Mapping[str, str]:
        cleared.append(bridge.as_token)
        return {}

    folder = house.folder / "bridges" / "irc"
    (folder / SETTINGS).write_text("{[")
    installed = open_broken(house, "irc")
    token = installed.secrets["as_token"]
    monkeypatch.setattr(command, "_clear", clear)
    await _remove(house, installed, yes=True, is_whole=False)
    assert not folder.exists()
    assert cleared == [token]


async def test_one_that_hangs_has_not_gone_away(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def mute(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(3600)
        raise AssertionError("nobody waits so long")

    monkeypatch.setattr(coming_up, "ANSWER_SECONDS", 0.1)
    installed = open_bridge(house, "irc")
    async with odd_bridge(mute, "irc") as odd:
        hangs = installed.change(lambda _: {"port": odd.port})
        assert not await coming_up.goes_away(hangs, seconds=0.1)
    assert await coming_up.goes_away(hangs)
