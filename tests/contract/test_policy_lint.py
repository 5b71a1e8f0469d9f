"""``teremok policy lint`` as an administrator uses it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.contract.test_policy_commands import REGULATION

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``teremok policy …`` in an empty folder that has a regulation.yaml."""
    monkeypatch.setenv("TEREMOK_LANGUAGE", "ru")
    monkeypatch.delenv("TEREMOK_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "regulation.yaml").write_text(REGULATION, "utf-8")
    return lambda *words: CliRunner().invoke(main, ["policy", *words])


def test_a_regulation_without_contradictions(run: Run) -> None:
    result = run("lint", "regulation.yaml")
    assert (result.output, result.exit_code) == ("regulation.yaml: противоречий нет.\n", 0)
    assert run("lint").exit_code == 0  # the usual one
    assert json.loads(run("lint", "--json").output) == []


def test_contradictions_are_told_with_their_places(run: Run, tmp_path: Path) -> None:
    text = REGULATION.replace("rooms: [hedgehogs]", "rooms: [hedgehog]")
    text += "exempt: [swallows]\n"
    (tmp_path / "new.yaml").write_text(text, "utf-8")
    result = run("lint", "new.yaml")
    assert result.exit_code == 1
    assert result.output == (
        "new.yaml:16:52: пункт 5: Комнаты «hedgehog» в community.yaml нет; возможно, имелось в"
        " виду «hedgehogs»?\n"
        "new.yaml:17:52: пункт 6: Комната «swallows» исключена (exempt): сообщения в ней никто не"
        " судит.\n"
    )
    result = run("lint", "new.yaml", "--json")
    assert result.exit_code == 1
    assert [(row["clause"], row["kind"], row["line"]) for row in json.loads(result.output)] == [
        ("5", "rooms_named", 16),
        ("6", "rooms_named", 17),
    ]


def test_mistakes_are_told_with_their_clauses_beside_the_contradictions(
    run: Run, tmp_path: Path
) -> None:
    text = REGULATION.replace("[head]", "[haed]").replace("[hedgehogs]", "[hedgehog]")
    (tmp_path / "new: 2.yaml").write_text(text, "utf-8")
    result = run("lint", "new: 2.yaml")
    assert result.exit_code == 1
    first, second = result.output.splitlines()
    assert first.startswith("new: 2.yaml:6:13: пункт 1: Роли «haed» нет; возможно,")
    assert second.startswith("new: 2.yaml:16:52: пункт 5: Комнаты «hedgehog»")
    rows = json.loads(run("lint", "new: 2.yaml", "--json").output)
    assert [(row["clause"], row["kind"]) for row in rows] == [
        ("1", "mistake"),
        ("5", "rooms_named"),
    ]
    (tmp_path / "none.yaml").write_text("clauses: [", "utf-8")
    (row,) = json.loads(run("lint", "none.yaml", "--json").output)
    assert (row["clause"], row["kind"]) == (None, "mistake")
