"""A mistake in community.yaml: one line with its place, exit code 2, and nothing is touched."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.house import House, Run
from bot.house_settings import Ports
from tests.support.broken_communities import BROKEN, Broken, write
from tests.support.ports import free_ports


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house whose homeserver would not answer: whoever asks it says so."""
    monkeypatch.setenv("TEREMOK_LANGUAGE", "ru")
    homeserver, console, sandbox, internal = free_ports(4)
    ports = Ports(homeserver=homeserver, console=console, sandbox=sandbox)
    made = House.create(tmp_path / "data", "sad24.test", ports)
    made.secrets.keep("bot_token", "secret")
    return made.begin_run(Run(1, internal, homeserver, console, sandbox))


def touched(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file of a folder, with the time at which it was changed."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.wrong or broken.right)
def test_plan_apply_and_up_tell_it_alike_and_do_nothing(house: House, broken: Broken) -> None:
    write(house.folder, broken.text)
    before = touched(house.folder)
    line, column = broken.place
    for command in ("plan", "apply", "up"):
        result = CliRunner().invoke(main, [command, "--data", str(house.folder)])
        assert (result.exit_code, result.stdout) == (2, ""), command
        (said,) = result.stderr.splitlines()
        assert said.startswith(f"teremok: community.yaml:{line}:{column}: "), said
        assert broken.words in said
        assert touched(house.folder) == before
