"""What ``teremok policy judge``, ``explain`` and ``lint`` are given: posts and files of others."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

LENGTH = """\
clauses:
  - {id: "1", text: Коротко., rule: length, with: {characters: 5}, rooms: [group], action: refuse}
"""
COMMUNITY = """\
community: {name: Детский сад, slug: sad, timezone: Europe/Moscow, language: ru}
staff:
  - {id: zav, name: Валентина Буцкая, role: head}
rooms:
  staff: {name: Сотрудники}
groups:
  - {key: stars, name: Звёздочки}
"""
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``teremok policy …`` in a folder with a folder `files` that has a regulation.yaml only."""
    monkeypatch.setenv("TEREMOK_LANGUAGE", "ru")
    monkeypatch.delenv("TEREMOK_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "regulation.yaml").write_text(LENGTH, "utf-8")

    def run(*words: str, given: str | None = None) -> Result:
        with ThreadPoolExecutor(1) as thread:
            whole = ["policy", *words]
            return thread.submit(CliRunner().invoke, main, whole, input=given).result()

    return run


@pytest.mark.parametrize("key", ["cat", "uid", "ask", "date", "label", "author_id", "names", "rom"])
async def test_a_key_of_somebodys_own_refuses_nothing(run: Run, key: str) -> None:
    post = {"id": "1", "text": "Длинно сказано", key: "x"}
    result = run("judge", "-", "--json", "--data", "files", given=json.dumps(post))
    assert result.exit_code == 0
    assert json.loads(result.stdout)["clauses"] == ["1"]


async def test_a_slip_of_the_pen_is_remarked_upon_once(run: Run) -> None:
    posts = [{"id": n, "text": "а", "uid": 1, "x\n\x1b": 1, "nam\ne": "Анна"} for n in range(3)]
    lines = "\n" + "\n".join(json.dumps(post) for post in posts)
    result = run("judge", "-", "--json", given=lines)
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 3)
    assert result.stderr.endswith(":2: Ключ «nam e» пропущен; возможно, имелось в виду «name»?\n")
    assert result.stderr.count("\n") == 1


async def test_files_in_a_folder_that_is_no_house_are_used(run: Run, tmp_path: Path) -> None:
    posts = '{"id": 1, "text": "Длинно сказано", "room": "%s"}'
    at = ("--data", "files")
    assert json.loads(run("judge", "-", "--json", *at, given=posts % "ladybirds").stdout)["clauses"]
    assert "Не появится." in run("explain", "Длинно сказано", *at).output
    assert run("lint", *at).output == "regulation.yaml: противоречий нет.\n"
    (tmp_path / "files" / "community.yaml").write_text(COMMUNITY, "utf-8")
    assert json.loads(run("judge", "-", "--json", *at, given=posts % "stars").stdout)["clauses"]
    assert "Звёздочки (stars)" in run("explain", "Длинно сказано", *at).output
    (tmp_path / "files" / "regulation.yaml").unlink()
    assert "Звёздочки (stars)" in run("explain", "Привет", *at).output


async def test_a_folder_without_any_of_them_is_no_house(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run("explain", "Привет", "--data", "empty")
    assert result.exit_code == 2
    assert "empty" in result.stderr
