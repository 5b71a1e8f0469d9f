"""``teremok policy judge`` and ``explain`` as an administrator uses them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.house import House
from bot.house_settings import Ports
from policies.groups import Pupil
from rooms.roster.model import Child
from rooms.storage import roster
from rooms.storage.database import Store

REGULATION = """\
clauses:
  - id: "1"
    text: Заведующая пишет когда угодно.
    rule: hours
    with: {from: "08:00", to: "20:00"}
    roles: [head]
    action: allow
  - id: "2"
    text: С 8:00 до 20:00 в рабочие дни.
    rule: hours
    with: {from: "08:00", to: "20:00", days: working}
    rooms: [group]
    action: hold
  - {id: "3", text: Коротко., rule: length, with: {characters: 20}, action: flag, severity: low}
  - {id: "4", text: Совсем коротко., rule: length, with: {characters: 40}, action: refuse}
  - {id: "5", text: Тихо., rule: shouting, rooms: [hedgehogs], action: ask, within: 60}
  - {id: "6", text: Тихо., rule: shouting, rooms: [swallows], action: withdraw, rehearsal: true}
emergency: [пожар]
"""
LONG = "Пожалуйста, не забудьте завтра сменную обувь."

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``teremok policy …`` in an empty folder that has a regulation.yaml."""
    monkeypatch.setenv("TEREMOK_LANGUAGE", "ru")
    monkeypatch.delenv("TEREMOK_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "regulation.yaml").write_text(REGULATION, "utf-8")

    def run(*words: str, given: str | bytes | None = None) -> Result:
        # A command runs a loop of its own, so it needs a thread of its own beside the test's.
        with ThreadPoolExecutor(1) as thread:
            whole = ["policy", *words]
            return thread.submit(CliRunner().invoke, main, whole, input=given).result()

    return run


def judged(run: Run, *posts: dict[str, Any] | str, more: tuple[str, ...] = ()) -> list[Any]:
    lines = [post if isinstance(post, str) else json.dumps(post) for post in posts]
    words = ("judge", "-", "--json", "--regulation", "regulation.yaml", *more)
    result = run(*words, given="\n".join(lines) + "\n")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


async def test_every_rule_that_fires_is_told_once_in_the_order_of_the_clauses(run: Run) -> None:
    (row,) = judged(run, {"id": "a-1", "text": LONG, "as": "parent", "at": "2026-11-22T22:10"})
    assert row == {
        "id": "a-1",
        "verdict": "refuse",
        "rules": ["hours", "length"],
        "clauses": ["2", "3", "4"],
        "evidence": [
            {
                "clause": "2",
                "rule": "hours",
                "action": "hold",
                "evidence": {
                    "written_at": "2026-11-22T22:10+03:00",
                    "allowed_from": "2026-11-23T08:00+03:00",
                },
            },
            {
                "clause": "3",
                "rule": "length",
                "action": "flag",
                "evidence": {"characters": 45, "limit": 20},
            },
            {
                "clause": "4",
                "rule": "length",
                "action": "refuse",
                "evidence": {"characters": 45, "limit": 40},
            },
        ],
    }


async def test_what_is_left_out_is_as_usual(run: Run) -> None:
    rows = judged(
        run,
        {"id": 1, "text": "Привет"},
        {"id": 2, "text": LONG, "as": None, "room": None, "at": None, "rules": ["length"]},
        {"id": 3, "text": "ЧТО ЭТО ЗА БЕЗОБРАЗИЕ!!!!", "room": "hedgehogs", "as": "educator"},
        {"id": 4, "text": "ЧТО ЭТО ЗА БЕЗОБРАЗИЕ!!!!", "room": "swallows"},
        "",
        {"id": 5, "text": "Привет", "as": "head", "at": "2026-11-22T22:10:00+03:00"},
        {"id": 6, "text": "Привет", "at": "2026-11-23T20:10:00+05:00", "room": "ladybirds"},
        {"id": 7, "text": "Привет", "at": "2026-11-22 22:10", "room": "staff"},
        {"id": 8, "text": "Привет", "room": "announcements"},
    )
    assert [(row["id"], row["verdict"], row["clauses"]) for row in rows] == [
        (1, "allow", []),
        (2, "refuse", ["3", "4"]),
        (3, "ask", ["3", "5"]),
        (4, "flag", ["3", "6"]),
        (5, "allow", ["1"]),
        (6, "allow", []),
        (7, "allow", []),
        (8, "refuse", ["only-read"]),  # parents read announcements, whatever the regulation says
    ]
    assert rows[3]["evidence"][1]["rehearsal"] is True


async def test_the_same_posts_give_the_same_bytes_in_every_process(
    run: Run, tmp_path: Path
) -> None:
    posts = [{"id": n, "text": LONG * (n % 3), "name": "Анна"} for n in range(50)]
    text = "\n".join(json.dumps(post) for post in posts)
    (tmp_path / "posts.jsonl").write_text(text, "utf-8")
    said = []
    for seed in ("1", "2"):
        program = [sys.executable, "-c", "from bot.cli import main; main()"]
        command = [*program, "policy", "judge", "posts.jsonl", "--json"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        environment["PYTHONPATH"] = str(Path(__file__).parents[2])
        done = subprocess.run(
            [*command, "--regulation", "regulation.yaml"],
            env=environment,
            capture_output=True,
            check=True,
        )
        said.append(done.stdout)
    assert said[0] == said[1]
    assert len(said[0].splitlines()) == 50


async def test_posts_of_an_author_with_times_know_of_each_other(run: Run, tmp_path: Path) -> None:
    clause = {
        "id": "1",
        "text": "Без повторов.",
        "rule": "repetition",
        "roles": ["parent"],
        "action": "flag",
    }
    (tmp_path / "regulation.yaml").write_text(json.dumps({"clauses": [clause]}), "utf-8")
    said = "Кто завтра идёт на прогулку в парк вместе с нашей группой?"

    def post(number: int, minute: int, **more: object) -> dict[str, Any]:
        at = f"2026-11-23T12:{minute:02}"
        return {"id": number, "text": said, "author": "a", "at": at, **more}

    rows = judged(
        run,
        post(1, 30),  # the second, by the time of writing
        post(2, 10),
        post(3, 20, room="hedgehogs"),
        {"id": 4, "text": said, "author": "a"},
        {"id": 5, "text": said, "at": "2026-11-23T12:40"},
    )
    assert [row["rules"] for row in rows] == [["repetition"], [], [], [], []]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": 1, "text": "а"', ":2: В каждой строке"),
        ("[1]", ":2: В каждой строке"),
        ("[" * 100_000, ":2: "),
        ('{"text": "а"}', ":2: id: "),
        ('{"id": 1}', ":2: text: "),
        ('{"id": [], "text": "а"}', ":2: id: "),
        ('{"id": 1, "text": 5}', ":2: text: "),
        ('{"id": 1, "text": "а", "as": "mother"}', "Роли «mother» нет"),
        ('{"id": 1, "text": "а", "room": "ladybugs"}', "имелось в виду «ladybirds»"),
        ('{"id": 1, "text": "а", "room": "q"}', "Комнаты «q» нет"),
        ('{"id": 1, "text": "а", "at": "вчера"}', ":2: at: "),
        ('{"id": 1, "text": "а", "at": "0001-01-01"}', ":2: at: "),
        ('{"id": 1, "text": "а", "at": 5}', ":2: at: "),
        ('{"id": 1, "text": "а", "kind": "opera"}', ":2: kind: "),
        ('{"id": 1, "text": "а", "media": {"size": -1}}', ":2: media: "),
        ('{"id": 1, "text": "\\ud800"}', ":2: text: "),
        (b'{"id": 1, "text": "\xff"}', "UTF-8"),
    ],
)
async def test_a_broken_line_is_named_and_nothing_is_printed(
    run: Run, line: str | bytes, said: str
) -> None:
    whole = b'{"id": 0, "text": "a"}\n' + (line if isinstance(line, bytes) else line.encode())
    result = run("judge", "-", "--json", "--regulation", "regulation.yaml", given=whole)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


async def test_media_make_the_kind(run: Run, tmp_path: Path) -> None:
    clause = {"id": "1", "text": "Без голоса.", "rule": "voice", "action": "refuse"}
    (tmp_path / "regulation.yaml").write_text(json.dumps({"clauses": [clause]}), "utf-8")
    rows = judged(
        run,
        {"id": 1, "text": "", "media": {"mimetype": "audio/ogg", "size": 9, "seconds": 7}},
        {"id": 2, "text": "", "kind": "voice"},
        {"id": 3, "text": "", "media": {"mimetype": "image/png", "filename": "a.png"}},
        {"id": 4, "text": "а", "reply_to": "1", "forwarded": True, "name": "Ольга"},
    )
    assert [row["rules"] for row in rows] == [["voice"], ["voice"], [], []]


async def test_a_table_for_people(run: Run, tmp_path: Path) -> None:
    lines = [{"id": "a", "text": "Привет\nвсем\x1b[2J"}, {"id": "bb", "text": LONG * 2}]
    (tmp_path / "posts.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    result = run("judge", "posts.jsonl", "--regulation", "regulation.yaml")
    assert result.output == (
        "a   появится     —                   Привет всем�[2J\n"
        "bb  не появится  3 length, 4 length  Пожалуйста, не забудьте завтра сменную"
        " обувь.Пожалуйста, не…\n"
        "2 сообщения: появится 1, не появится 1\n"
    )
    assert run("judge", "-", given="").output == "0 сообщений\n"


async def test_the_children_of_the_house_are_known(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.cli.policy import ground

    house = House.create(tmp_path / "data", "sad24.example", Ports())
    words = ("judge", "-", "--json")
    assert run(*words, given='{"id": 1, "text": "а"}').exit_code == 0
    assert not (house.folder / "teremok.db").exists()
    assert ground.people_of(house) == ground.People()
    store = await Store.open(house.database_url)
    async with store.transaction() as connection:
        misha = Child("Соколов", "Михаил", "", None, "ladybirds", photo_consent=True)
        await roster.add(connection, misha, [])
    await store.close()
    with ThreadPoolExecutor(1) as thread:
        [pupil] = thread.submit(ground.people_of, house).result().pupils
    assert pupil == Pupil("1", "Соколов Михаил", "ladybirds", True)
    assert "sad24.example" in ground.own_domains(house)


def explained(run: Run, *words: str) -> Result:
    return run("explain", "--regulation", "regulation.yaml", *words)


async def test_what_would_happen_is_explained(run: Run) -> None:
    words = (LONG, "--as", "parent", "--room", "ladybirds", "--at", "2026-11-22 22:10")
    assert explained(run, *words).output == (
        "Божьи коровки (ladybirds) · parent · воскресенье, 22 ноября 2026, 22:10\n"
        "Не появится.\n"
        "\n"
        "2  С 8:00 до 20:00 в рабочие дни.\n"
        "    hours → hold\n"
        "    written_at: 2026-11-22T22:10+03:00\n"
        "    allowed_from: 2026-11-23T08:00+03:00\n"
        "\n"
        "3  Коротко.\n"
        "    length → flag\n"
        "    characters: 45\n"
        "    limit: 20\n"
        "\n"
        "4  Совсем коротко.\n"
        "    length → refuse\n"
        "    characters: 45\n"
        "    limit: 40\n"
        "\n"
        "Автор прочтёт:\n"
        "    Ваше сообщение для комнаты «Божьи коровки» не опубликовано.\n"
        "\n"
        "    Пункт 4 правил: «Совсем коротко.»\n"
        "    Знаков в нём: 45, а можно не больше 40. Сократите его, пожалуйста.\n"
        "\n"
        "    Если вы не согласны, ответьте на это сообщение.\n"
        "\n"
        "    Ваш текст, чтобы он не пропал:\n"
        "    Пожалуйста, не забудьте завтра сменную обувь.\n"
    )


LOUD = "А ГДЕ МОИ ВЕЩИ!!!!!"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Привет",), ["Появится сразу.", "Ни один пункт"]),
        (("Привет", "--as", "head", "--at", "2026-11-22"), ["Появится сразу.", "hours → allow"]),
        (("Привет", "--at", "2026-11-22"), ["понедельник, 23 ноября 2026, 8:00", "Автор прочтёт"]),
        (("У нас пожар", "--at", "2026-11-22"), ["Подождёт", "дежурный администратор увидит"]),
        ((LONG[:30],), ["с отметкой для отчёта"]),
        ((LOUD, "--room", "hedgehogs"), ["Срок — 60 минут; если решения нет, сообщение не"]),
        ((LOUD, "--room", "swallows"), ["Появится сразу.", "shouting → withdraw (репетиция)"]),
        (("Привет", "--room", "announcements"), ["только сотрудники"]),
        (("--name", "Ольга", "--", "-"), ["Появится сразу."]),
    ],
)
async def test_it_is_explained_in_plain_words(
    run: Run, words: tuple[str, ...], said: list[str]
) -> None:
    result = explained(run, *words)
    assert result.exit_code == 0, result.output
    for part in said:
        assert part in result.output


async def test_it_is_explained_for_programs(run: Run) -> None:
    row = json.loads(explained(run, "Привет", "--at", "2026-11-22 22:10", "--json").output)
    assert "подождёт" in row.pop("author_told")
    assert "Подождёт" in row.pop("happens")
    assert row.pop("evidence")[0]["clause"] == "2"
    assert row == {
        "verdict": "hold",
        "rules": ["hours"],
        "clauses": ["2"],
        "room": "ladybirds",
        "at": "2026-11-22T22:10+03:00",
        "until": "2026-11-23T08:00+03:00",
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("explain", "а", "--room", "q"), "Комнаты «q» нет; есть комнаты: staff, announcements"),
        (("explain", "а", "--as", "mother"), "mother"),
        (("explain", "а", "--at", "вчера"), "вчера"),
        (("explain", "а", "--at", "9999-12-31"), "2026-11-22T22:10"),
        (("explain", "а", "--data", "/nowhere"), "/nowhere"),
        (("explain", "а", "--regulation", "/nowhere"), "/nowhere"),
        (("judge", "nothing.jsonl"), "nothing.jsonl"),
        (("lint", "nothing.yaml"), "nothing.yaml"),
        (("lint", "--community", "nothing.yaml"), "nothing.yaml"),
    ],
)
async def test_what_cannot_be_is_said_in_plain_words(
    run: Run, words: tuple[str, ...], said: str
) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


async def test_help_shows_examples(run: Run) -> None:
    for command in ("judge", "explain", "lint"):
        assert f"teremok policy {command}" in run(command, "--help").output
