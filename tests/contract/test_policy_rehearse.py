"""What another regulation would change in the past, on both databases and as people see it."""

import json
import tracemalloc
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.house import House
from bot.house_settings import Ports
from policies.context import Context
from policies.groups import Pupil
from policies.post import Post
from policies.regulation import Regulation
from policies.verdict import Action, Finding, Verdict
from rooms.archive.event import archived_event
from rooms.archive.listing import milliseconds
from rooms.community import Community
from rooms.directory import Directory
from rooms.files.yaml_file import load
from rooms.regulation.context import context_of
from rooms.rehearsal import Rehearsal
from rooms.replay import Replay
from rooms.storage import decisions, events, rooms
from rooms.storage.database import Store
from rooms.storage.decisions import Decision, Standing, State
from rooms.storage.rooms import KnownRoom
from tests.support.posts import post

ZONE = ZoneInfo("Europe/Moscow")
BEGIN = datetime(2026, 11, 2, tzinfo=ZONE)
NOON = BEGIN.replace(hour=12)
LADYBIRDS = KnownRoom("ladybirds", "!l:example.org", "group", "Божьи коровки")
HEDGEHOGS = KnownRoom("hedgehogs", "!h:example.org", "group", "Ёжики")
GHOST = "@teremok_sandbox_lena:example.org"
SAMPLE = Path("rooms/defaults/community.yaml")
DAY = {"from": "08:00", "to": "20:00"}
LATER = {"from": "08:00", "to": "22:00"}
HOURS = {"id": "2.1", "text": "Днём.", "rule": "hours", "with": DAY, "action": "hold"}
BRIEF = {"id": "3.1", "text": "Кратко.", "rule": "length", "with": {"characters": 60}}
BEFORE = [HOURS, {**BRIEF, "action": "flag"}]
AFTER = [{**HOURS, "with": LATER}, {**BRIEF, "action": "refuse"}]
WORDS = (
    "Завтра у Миши Соколова утренник, звоните 8 912 345-67-89",
    "Спасибо!",
    "Кто забрал сменную обувь? Подписано «Иванова», лежала на второй полке слева",
    "да",
)


class Past:
    """A store with posts in it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.count = 0

    async def open(self) -> None:
        async with self.store.transaction() as connection:
            for room in (LADYBIRDS, HEDGEHOGS):
                await rooms.put_room(connection, room)

    async def write(
        self,
        *texts: str,
        sender: str = GHOST,
        room: KnownRoom = LADYBIRDS,
        at: datetime = NOON,
        step: timedelta = timedelta(minutes=1),
        **content: Any,
    ) -> None:
        """Texts of one person, one after the other."""
        async with self.store.transaction() as connection:
            for text in texts:
                self.count += 1
                raw = {
                    "event_id": f"${self.count}",
                    "room_id": room.room_id,
                    "sender": sender,
                    "type": "m.room.message",
                    "origin_server_ts": milliseconds(at),
                    "content": {"msgtype": "m.text", "body": text, **content},
                }
                await events.add(connection, archived_event(raw, "Лена"))
                at += step

    async def stop(self, one: Post, state: State, action: str = "hold", **origin: Any) -> None:
        """A decision on a post."""
        finding = Finding("2.1", "Днём.", "hours", Action(action), {})
        verdict = Verdict(finding.action, finding, (finding,))
        async with self.store.transaction() as connection:
            standing = Standing(state, origin)
            assert await decisions.add(connection, one, verdict, 1, standing) is not None

    async def rehearse(
        self,
        before: list[Any],
        after: list[Any],
        samples: int = 3,
        since: datetime = BEGIN,
        pupils: Iterable[Pupil] = (),
    ) -> Rehearsal:
        """Replay everything."""
        community = load(SAMPLE, Community)
        directory = Directory("example.org", community)
        await directory.refresh(self.store)
        context = context_of(community, pupils) if pupils else Context(ZONE)
        rehearsal = Rehearsal(
            Regulation.model_validate({"clauses": before}),
            Regulation.model_validate({"clauses": after}),
            context,
            samples,
        )
        replay = Replay(self.store, directory, post_of_decision, milliseconds(since))
        await replay.through(rehearsal)
        return rehearsal


def post_of_decision(decision: Decision) -> Post:
    at = datetime.fromtimestamp(decision.written_at / 1000, ZONE)
    return replace(post(decision.text, roles=("parent",), at=at), id=decision.post_id)


@pytest.fixture
async def past(store: Store) -> Past:
    past = Past(store)
    await past.open()
    return past


async def test_pictures_of_the_past_are_judged_by_the_consents_of_today(past: Past) -> None:
    captions = "Миша", "Миша и Даша", "Прогулка"
    photo = {"msgtype": "m.image", "filename": "IMG_1.jpg", "url": "mxc://example.org/a"}
    await past.write(*captions, sender="@olga:example.org", **photo)
    clause = {"id": "5.4", "text": "Спросим.", "rule": "photo_consent", "action": "ask"}
    pupils = Pupil("1", "Соколов Михаил", "ladybirds", True), Pupil("2", "Ким Дарья", "ladybirds")
    told = (await past.rehearse([], [clause], pupils=pupils)).as_json()
    assert (told["posts"], told["changed"]) == (3, 2)
    everybody = [pupil._replace(may_be_shown=True) for pupil in pupils]
    assert (await past.rehearse([], [clause], pupils=everybody)).changed == 0


async def test_ten_thousand_posts_rehearsed_twice_give_the_same_bytes(past: Past) -> None:
    texts = [WORDS[number % len(WORDS)] for number in range(5_000)]
    for room, sender in ((LADYBIRDS, GHOST), (HEDGEHOGS, "@olga:example.org")):
        await past.write(*texts, room=room, sender=sender, step=timedelta(minutes=7))
    first, second = [
        json.dumps((await past.rehearse(BEFORE, AFTER, 5)).as_json(), ensure_ascii=False)
        for _ in range(2)
    ]
    assert first == second
    told = json.loads(first)
    assert told["posts"] == 10_000
    assert {(each["from"], each["to"]) for each in told["changes"]} == {
        ("hold", "allow"),
        ("hold", "refuse"),
        ("flag", "refuse"),
    }
    assert [len(clause["samples"]) for clause in told["clauses"]] == [5, 5]
    assert "Соколов" not in first
    assert "345" not in first


async def test_memory_does_not_grow_with_the_archive(past: Past) -> None:
    async def peak() -> int:
        tracemalloc.start()
        await past.rehearse(BEFORE, AFTER)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    await past.write(*["а" * 500] * 1000)
    await past.rehearse(BEFORE, AFTER)  # whatever is remembered once for all
    small = await peak()
    await past.write(*["а" * 500] * 4000, at=BEGIN + timedelta(days=3))
    assert await peak() < 1.5 * small


async def test_what_changes_is_counted_clause_by_clause(past: Past) -> None:
    night, evening = BEGIN.replace(hour=23), BEGIN.replace(hour=21)
    await past.write("Ночью", at=night)
    await past.write("Вечером", "а" * 61, at=evening)
    await past.write("Днём", "б" * 61)
    told = (await past.rehearse(BEFORE, AFTER)).as_json()
    assert (told["posts"], told["changed"]) == (5, 3)
    hours, brief = told["clauses"]
    assert hours["decides"] == {"before": 3, "after": 1}
    assert (hours["gained"], hours["lost"], hours["altered"]) == (0, 2, 0)
    assert brief["decides"] == {"before": 1, "after": 2}
    assert (brief["gained"], brief["lost"], brief["altered"]) == (1, 0, 1)
    assert hours["samples"][0] == {
        "written_at": "2026-11-02T21:00:00+03:00",
        "room": "ladybirds",
        "roles": ["parent"],
        "kind": "text",
        "text": "Вечером",
        "from": {"action": "hold", "clause": "2.1"},
        "to": {"action": "allow", "clause": None},
    }


async def test_the_same_regulation_changes_nothing(past: Past) -> None:
    await past.write(*WORDS)
    told = (await past.rehearse(BEFORE, BEFORE)).as_json()
    assert (told["posts"], told["changed"], told["changes"]) == (4, 0, [])


async def test_a_clause_in_rehearsal_is_counted_and_changes_nothing(past: Past) -> None:
    await past.write("а" * 100)
    told = (await past.rehearse([], [{**BRIEF, "action": "refuse", "rehearsal": True}])).as_json()
    assert told["changed"] == 0
    assert told["clauses"][0]["rehearsed"] == {"before": 0, "after": 1}


async def test_people_count_and_machines_do_not(past: Past) -> None:
    for sender in (GHOST, "@anna:example.org", "@somebody:example.org"):
        await past.write("Доброе утро", sender=sender)
    await past.write("Опубликовано", sender="@teremok:example.org")
    elsewhere = KnownRoom("elsewhere", "!e:example.org", "group", "Чужая")
    await past.write("Не наша комната", room=elsewhere)
    await past.write("", room=LADYBIRDS)
    rehearsal = await past.rehearse([], [{**BRIEF, "with": {"characters": 1}, "action": "flag"}])
    roles = {sample.roles for sample in rehearsal.samples("3.1")}
    assert (rehearsal.posts, rehearsal.changed) == (4, 3)
    assert roles == {("parent",), ("educator",), ()}


async def test_what_was_stopped_counts_once(past: Past) -> None:
    evening = post("Вечером", roles=("parent",), at=BEGIN.replace(hour=21))
    chat = {"where": "chat", "network": "sandbox", "chat": "c", "message": "1"}
    for name, state, origin in (
        ("never appeared", State.REFUSED, chat),
        ("waits", State.WAITING, chat),
        ("the bot said it later", State.PUBLISHED, {"where": "room"}),
        ("its ghost said it later", State.PUBLISHED, chat),
    ):
        await past.stop(replace(evening, id=name), state, **origin)
    await past.stop(replace(evening, id="noted"), State.NOTED, "flag", where="room")
    await past.write("Вечером", at=BEGIN.replace(hour=21))
    await past.stop(replace(evening, id="$1"), State.REFUSED, where="room")
    rehearsal = await past.rehearse(BEFORE, AFTER, samples=10)
    assert (rehearsal.posts, rehearsal.changes) == (4, {("hold", "allow"): 4})


async def test_only_what_was_written_since_counts(past: Past) -> None:
    for days in (-3, -1, 0, 1):
        await past.write("Ночью", at=BEGIN + timedelta(days=days, minutes=1))
        await past.stop(
            replace(post(at=BEGIN + timedelta(days=days)), id=f"s{days}"), State.REFUSED
        )
    assert (await past.rehearse(BEFORE, AFTER)).posts == 4


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("TEREMOK_LANGUAGE", "ru")
    house = House.create(tmp_path / "data", "example.org", Ports())
    house.regulation_path.write_text(json.dumps({"clauses": BEFORE}), "utf-8")
    (tmp_path / "new.yaml").write_text(json.dumps({"clauses": AFTER}), "utf-8")
    return house


@pytest.fixture
def rehearsed(house: House) -> Callable[..., Result]:
    def run(*words: str) -> Result:
        new = str(house.folder.parent / "new.yaml")
        whole = ["policy", "rehearse", new, "--data", str(house.folder), *words]
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(CliRunner().invoke, main, whole).result()

    return run


async def fill(house: House, at: datetime = BEGIN) -> None:
    store = await Store.open(house.database_url)
    past = Past(store)
    await past.open()
    await past.write("Позвоните Мише Соколову: 8 912 345-67-89", at=at.replace(hour=21))
    await past.write("а" * 61, at=at.replace(hour=12))
    await store.close()


async def test_the_rehearsal_as_people_read_it(
    house: House, rehearsed: Callable[..., Result]
) -> None:
    await fill(house)
    assert rehearsed("--since", "2026-11-02").output == (
        "2 сообщения с 2026-11-02 00:00; изменилось бы: 2.\n"
        "    опубликовано и отмечено → не опубликовано: 1\n"
        "    отложено до разрешённого часа → опубликовано: 1\n"
        "\n"
        "2.1  больше не решал бы: 1\n"
        "    2026-11-02 21:00  ladybirds  parent"
        "  отложено до разрешённого часа (2.1) → опубликовано\n"
        "        Позвоните М… С…: 89•••••••89\n"
        "\n"
        "3.1  решил бы иначе: 1\n"
        "    2026-11-02 12:00  ladybirds  parent"
        "  опубликовано и отмечено (3.1) → не опубликовано (3.1)\n"
        f"        {'а' * 61}\n"
    )
    assert "а" * 61 not in rehearsed("--since", "2026-11-02", "--samples", "0").output


MIDNIGHT = datetime(2026, 11, 1, 0, 0, 30, tzinfo=ZONE)


class AtMidnight(datetime):
    """What the clock shows a moment after a month has begun."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "AtMidnight":
        return cls.fromtimestamp(MIDNIGHT.timestamp(), tz)


async def test_an_age_in_days_begins_with_a_day(
    house: House, rehearsed: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(house, MIDNIGHT - timedelta(days=2))
    monkeypatch.setattr(import_module("bot.cli.policy.rehearse"), "datetime", AtMidnight)
    first, second = (rehearsed("--since", "2d", "--json").output for _ in range(2))
    assert first == second
    told = json.loads(first)
    assert told["posts"] == 2
    assert told["since"] == "2026-10-30T00:00:00+03:00"


async def test_a_broken_file_is_told_with_its_line(
    house: House, rehearsed: Callable[..., Result]
) -> None:
    (house.folder.parent / "new.yaml").write_text("clauses: 5")
    result = rehearsed()
    assert result.exit_code == 2
    assert "new.yaml:1:10" in result.stderr


async def test_the_help_shows_an_example(rehearsed: Callable[..., Result]) -> None:
    assert "teremok policy rehearse new.yaml --since 30d" in rehearsed("--help").output
