"""Programs that are no bridge, or one of long ago, are told in one line."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from bot.house import House, HouseProblem
from bot.house_settings import Ports
from bot.upstream.finding_program import Wanted, find
from bot.upstream.installed import SECRETS, Installation, InstalledBridge, ProgramSettings, State
from bot.upstream.upgrading import _usual
from bot.upstream.values import _unknown
from bridges.upstream.descriptor import read_descriptor
from deploy.bridges import program
from deploy.bridges.program import Image, ProgramUnusable, Runnable, read_version


def _script(folder: Path, commands: str, name: str = "mautrix-whatsapp") -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{commands}\n")
    path.chmod(0o755)
    return path


def _says(framework: str) -> str:
    told = '{"Name":"mautrix-whatsapp","FormattedVersion":"v1","Mautrix":{"Version":"%s"}}'
    return f"echo '{told % framework}'"


def test_one_may_call_itself_otherwise_than_its_file(tmp_path: Path) -> None:
    house = House.create(tmp_path / "house", "sad24.test", Ports())
    told = _says("v0.30.0").replace("mautrix-whatsapp", "mautrix-facebook")
    wanted = Wanted(program=_script(tmp_path, told, "mautrix-meta"))
    assert find(house, read_descriptor("facebook"), wanted).version.version == "v1"
    with pytest.raises(HouseProblem, match="mautrix-instagram"):
        find(house, read_descriptor("instagram"), wanted)
    told = told.replace("mautrix-facebook", "mautrix-meta")
    wanted = Wanted(program=_script(tmp_path, told, "mautrix-instagram"))
    assert find(house, read_descriptor("instagram"), wanted).version.version == "v1"


def test_one_that_talks_without_end_is_not_listened_to(tmp_path: Path) -> None:
    with pytest.raises(ProgramUnusable, match="without end"):
        read_version(Runnable(_script(tmp_path, "exec yes nonsense")))


def test_what_it_has_started_and_left_behind_is_not_waited_for(tmp_path: Path) -> None:
    left = tmp_path / "left"
    script = _script(tmp_path, f"sleep 90 &\necho $! > {left}\n{_says('v0.30.0')}")
    try:
        assert read_version(Runnable(script)).framework == "v0.30.0"
        os.kill(int(left.read_text()), 0)
    finally:
        os.kill(int(left.read_text()), signal.SIGKILL)


@pytest.mark.parametrize("commands", ["exit 0", "echo nonsense", "echo '[]'", "echo '{}'"])
def test_one_that_says_something_else_is_none(tmp_path: Path, commands: str) -> None:
    with pytest.raises(ProgramUnusable):
        read_version(Runnable(_script(tmp_path, commands)))


def test_an_image_may_take_its_time_to_be_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "ASK_SECONDS", 0.01)
    engine = _script(tmp_path, f"sleep 0.5\n{_says('v0.30.0')}", "docker")
    found = Runnable(Path("mautrix-whatsapp"), Image("mautrix/whatsapp", str(engine)))
    assert read_version(found).version == "v1"


@pytest.mark.parametrize(
    ("framework", "is_taken"),
    [("v0.26.4", False), ("0.9.0", False), ("v0.27.0", True), ("v1.0.0", True), ("(devel)", True)],
)
def test_one_that_cannot_plumb_yet_is_refused(
    tmp_path: Path, framework: str, is_taken: bool
) -> None:
    house = House.create(tmp_path / "house", "sad24.test", Ports())
    wanted = Wanted(program=_script(tmp_path, _says(framework)))
    if is_taken:
        assert find(house, read_descriptor("whatsapp"), wanted).version.framework == framework
        return
    with pytest.raises(HouseProblem, match="too old"):
        find(house, read_descriptor("whatsapp"), wanted)


@pytest.mark.parametrize(
    ("path", "meant"),
    [(("network", "foo"), None), (("network", "displayname_templat"), "displayname_template")],
)
def test_only_a_key_is_suggested_for_a_key_and_not_what_it_stands_under(
    path: tuple[str, ...], meant: str | None
) -> None:
    problem = _unknown(path, {"network": {"displayname_template": "x"}, "bridge": {}})
    assert ("perhaps" in problem.words("en")) == (meant is not None)
    assert meant is None or f"“network.{meant}”" in problem.words("en")


def _installed(folder: Path, settings: str = "") -> InstalledBridge:
    house = House.create(folder / "house", "sad24.test", Ports())
    with (house.folder / "teremok.yaml").open("a", encoding="utf-8") as file:
        file.write(settings)
    program = ProgramSettings(path="x", image="mautrix/whatsapp:v1", engine="docker", version="v1")
    installation = Installation(network="whatsapp", now=State(program=program), port=29318)
    house = House.open(house.folder)
    return InstalledBridge(house, read_descriptor("whatsapp"), installation)


def test_a_container_is_upgraded_to_the_image_that_we_know(tmp_path: Path) -> None:
    installed = _installed(tmp_path, "bridges: {registry: registry.example.org/}\n")
    tested = installed.descriptor.tested
    assert tested
    image = f"registry.example.org/mautrix/whatsapp:{tested}"
    assert _usual(installed, Wanted()) == Wanted(image=image)
    assert _usual(installed, Wanted(image="other")) == Wanted(image="other")


def test_a_container_from_nowhere_is_upgraded_to_what_is_named(tmp_path: Path) -> None:
    with pytest.raises(HouseProblem, match="--image"):
        _usual(_installed(tmp_path), Wanted())


@pytest.mark.parametrize("content", ["{[", "[]", "{}", "", "[" * 20_000, '{"as_token": "ж"}'])
def test_secrets_that_cannot_be_read_are_told_with_what_to_do(tmp_path: Path, content: str) -> None:
    installed = _installed(tmp_path)
    installed.folder.mkdir(parents=True)
    (installed.folder / SECRETS).write_text(content, "utf-8")
    with pytest.raises(HouseProblem, match="teremok bridge remove whatsapp"):
        _ = installed.bridge
    assert installed.without_secrets.bot_id == "@whatsappbot:sad24.test"


@pytest.mark.parametrize(
    ("image", "is_usual"),
    [
        ("registry.example.org:5000/mautrix/whatsapp:v1", True),
        ("mautrix/whatsapp@sha256:0a", True),
        ("registry.example.org:5000/mautrix/whatsapp", True),
        ("registry.example.org/ours/whatsapp:v1", False),
        ("registry.example.org/mautrix/whatsapp-ours:v1", False),
    ],
)
def test_an_image_that_was_chosen_is_not_replaced_by_the_usual_one(
    tmp_path: Path, image: str, is_usual: bool
) -> None:
    installed = _installed(tmp_path, "bridges: {registry: registry.example.org/}\n")
    program = installed.installation.now.program.model_copy(update={"image": image})
    installed = replace(
        installed,
        installation=installed.installation.model_copy(update={"now": State(program=program)}),
    )
    if is_usual:
        assert _usual(installed, Wanted()).image
        return
    with pytest.raises(HouseProblem, match="--image"):
        _usual(installed, Wanted())
