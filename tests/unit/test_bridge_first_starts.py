"""A bridge that cannot be installed leaves nothing behind, and says why it does not come up."""

from pathlib import Path

import pytest

from bot.house import House
from bot.house_settings import Ports
from bot.upstream import adding
from bot.upstream.adding import Wish, add_bridge
from bot.upstream.finding_program import Found
from bot.upstream.installed import bridge_folder, open_bridge
from deploy.bridges import trial
from deploy.bridges.accepting import NotAccepted
from deploy.bridges.program import Runnable, Version
from deploy.bridges.trial import try_start
from rooms.storage import upstream
from rooms.storage.database import Store


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """One that runs and does nothing."""
    path = tmp_path / "mautrix-whatsapp"
    path.write_text("#!/bin/sh\nexec sleep 600\n")
    path.chmod(0o700)
    return path


async def test_a_bridge_whose_settings_cannot_be_written_is_not_known_either(
    tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House.create(tmp_path / "house", "sad24.test", Ports())

    async def fits(*given: object) -> dict[str, str]:
        return {}

    def full(*given: object) -> None:
        raise OSError("No space left on device")

    found = Found(Runnable(program), Version("mautrix-whatsapp", "v26.08", "v0.30.0"))
    monkeypatch.setattr(adding, "find", lambda *given: found)
    monkeypatch.setattr(adding, "check_configuration", fits)
    with monkeypatch.context() as patched:
        patched.setattr(adding, "write_installation", full)
        with pytest.raises(OSError, match="No space"):
            await add_bridge(house, Wish("whatsapp"))
    assert not bridge_folder(house, "whatsapp").exists()
    assert await _networks(house) == ()
    await add_bridge(house, Wish("whatsapp"))
    assert await _networks(house) == ("whatsapp",)
    assert open_bridge(house, "whatsapp").installation.now.program.version == "v26.08"


async def test_what_it_said_before_is_not_told_as_the_reason(
    tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.write_text("#!/bin/sh\necho 'No cached server list'\nexec sleep 600\n")
    monkeypatch.setattr(trial, "START_SECONDS", 1.0)
    with pytest.raises(NotAccepted, match=r"no answer in 1 s \(No cached server list\)"):
        await try_start(Runnable(program), {}, tmp_path / "place", {})


async def _networks(house: House) -> tuple[str, ...]:
    store = await Store.open(house.database_url)
    try:
        async with store.reading() as connection:
            return (await upstream.users(connection)).networks
    finally:
        await store.close()


@pytest.mark.parametrize("database", [None, "bridge.db"])
async def test_a_program_that_never_listens_is_not_said_to_have_ended(
    tmp_path: Path, program: Path, database: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "START_SECONDS", 0.5 if database is None else 0)
    monkeypatch.setattr(trial, "MIGRATE_SECONDS", 0.5, raising=False)
    place = tmp_path / database if database else None
    with pytest.raises(NotAccepted, match="no answer in 0 s"):
        await try_start(Runnable(program), {}, tmp_path / "place", {}, place)
