"""The memory of bridges, as programs of ours and in containers."""

import os
from pathlib import Path

import pytest

from bot.house import House
from bot.house_settings import Ports
from bot.upstream.children import appearance, bridge_program, memory_of
from bot.upstream.installed import (
    CONFIGURATION,
    Installation,
    InstalledBridge,
    ProgramSettings,
    State,
    make_secrets,
    write_installation,
)
from bot.upstream.production import what_to_do
from bridges.upstream.descriptor import read_descriptor
from deploy.private_file import make_private_folder, write_private

ALONE = ProgramSettings(path="mautrix-irc", version="v1")
CONTAINER = ALONE.model_copy(update={"image": "mautrix/irc", "engine": "/usr/bin/podman"})


def _bridge(folder: Path, program: ProgramSettings, memory_mb: int = 100) -> InstalledBridge:
    house = House.create(folder, "sad24.test", Ports())
    now = State(program=program)
    installation = Installation(network="irc", now=now, port=29999, memory_mb=memory_mb)
    bridge = InstalledBridge(house, read_descriptor("irc"), installation)
    make_private_folder(bridge.folder)
    write_installation(bridge.folder, installation)
    write_private(bridge.folder / CONFIGURATION, "{}")
    return bridge


def test_the_memory_of_a_container_is_limited_by_its_engine(tmp_path: Path) -> None:
    bridge = _bridge(tmp_path, CONTAINER)
    assert "--memory=100m" in " ".join(bridge_program(bridge).command)
    assert memory_of(bridge, os.getpid()) is None, "that is the engine's"


def test_the_memory_of_a_program_of_ours_is_measured(tmp_path: Path) -> None:
    bridge = _bridge(tmp_path, ALONE)
    assert "--memory" not in " ".join(bridge_program(bridge).command)
    assert memory_of(bridge, os.getpid())
    assert memory_of(bridge, None) is None


@pytest.mark.parametrize("program", [ALONE, CONTAINER], ids=["alone", "in a container"])
def test_another_limit_starts_a_container_anew(tmp_path: Path, program: ProgramSettings) -> None:
    one, other = (_bridge(tmp_path / str(mb), program, mb) for mb in (100, 200))
    assert (appearance(one) == appearance(other)) is (program is ALONE)


@pytest.mark.parametrize(("engine", "name"), [("/usr/bin/podman", "podman"), (None, "docker")])
def test_compose_is_that_of_the_engine(tmp_path: Path, engine: str | None, name: str) -> None:
    bridge = _bridge(tmp_path, CONTAINER.model_copy(update={"engine": engine}))
    kept = bridge.change(lambda _: {"managed": "compose"})
    assert what_to_do(kept, Path("/x/compose.yaml")).startswith(f"{name} compose -f ")


def test_who_keeps_a_bridge_running_is_known_to_whoever_speaks_of_it(tmp_path: Path) -> None:
    bridge = _bridge(tmp_path, ALONE)
    make_secrets(bridge.folder)
    assert bridge.bridge.managed == "teremok"
    kept = bridge.change(lambda _: {"managed": "systemd"})
    assert kept.bridge.managed == "systemd"
