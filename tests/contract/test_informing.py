"""The judge knows who is in the roster and on the staff, and what was said lately."""

from dataclasses import replace
from pathlib import Path

import pytest

from policies.post import Author, Post
from policies.regulation import Regulation
from policies.verdict import Verdict
from rooms.archive.listing import milliseconds
from rooms.directory import Directory
from rooms.informing import Informing
from rooms.judgement import Judge
from rooms.storage import accounts, crossings
from rooms.storage.accounts import Account
from rooms.storage.crossings import Ghost
from rooms.storage.database import Store
from rooms.storage.rooms import KnownRoom
from tests.support.archive import FilledArchive
from tests.support.families import DASHA, PETYA, import_children
from tests.support.houses import COMMUNITY, GROUP_ROOM, furnished
from tests.support.posts import post

SERVER = "teremok.test"
ROOM = KnownRoom("ladybirds", GROUP_ROOM, "group", "Божьи коровки")
REGULATION = Regulation.model_validate(
    {
        "clauses": [
            {"id": "1", "text": "Я.", "rule": "impersonation", "action": "flag"},
            {"id": "2", "text": "Раз.", "rule": "repetition", "action": "flag"},
        ]
    }
)


class Clock:
    """A clock that stands."""

    def __init__(self, now_ms: int = 0) -> None:
        self.now = now_ms

    def now_ms(self) -> int:
        return self.now


@pytest.fixture
async def directory(store: Store) -> Directory:
    await furnished(store)
    directory = Directory(SERVER, COMMUNITY)
    await directory.refresh(store)
    return directory


@pytest.fixture
def judge() -> Judge:
    return Judge(REGULATION, "Europe/Moscow")


@pytest.fixture
async def informing(store: Store, directory: Directory, judge: Judge) -> Informing:
    made = Informing(judge, directory, store, ["sad24.ru"])
    await made.start(Clock())
    return made


def forged(name: str) -> Post:
    return replace(post("Доброе утро"), author=Author("max/5", name, frozenset({"parent"})))


def imitates(judge: Judge, name: str) -> bool:
    verdict: Verdict = judge.judge(forged(name))
    return any(finding.rule == "impersonation" for finding in verdict.findings)


async def test_the_staff_of_the_file_and_the_accounts_made_by_hand(
    store: Store, informing: Informing, judge: Judge
) -> None:
    assert imitates(judge, "Анна Сергеевна")
    assert not imitates(judge, "Ольга Ивановна")
    account = Account(f"@olga:{SERVER}", "Ольга Ивановна", "educator", 1)
    async with store.transaction() as connection:
        await accounts.put(connection, account)
    assert await informing.refresh()
    assert imitates(judge, "Ольга Ивановна")
    assert not await informing.refresh()


async def test_another_community_has_other_people(
    directory: Directory, informing: Informing, judge: Judge
) -> None:
    written = COMMUNITY.model_dump(exclude_unset=True)
    written["staff"][1]["name"] = "Зоя Фёдоровна"
    written["community"]["language"] = "en"
    directory.community = type(COMMUNITY).model_validate(written)
    assert await informing.refresh()
    assert imitates(judge, "Зоя Федоровна")
    assert not imitates(judge, "Анна Сергеевна")


async def test_the_children_of_the_roster(store: Store, informing: Informing, judge: Judge) -> None:
    await import_children(store, PETYA)
    assert await informing.refresh()
    assert known_children(judge) == {f"{PETYA.surname} {PETYA.name}"}
    await import_children(store, DASHA)
    assert await informing.refresh()
    assert known_children(judge) == {f"{DASHA.surname} {DASHA.name}"}
    assert not await informing.refresh()


def known_children(judge: Judge) -> set[str]:
    return set(judge._context.children.names)


async def test_what_the_house_is_called(informing: Informing, judge: Judge) -> None:
    assert "sad24.ru" in judge._context.domains


async def test_what_was_said_in_the_last_hours_is_remembered_at_start(
    store: Store, tmp_path: Path, directory: Directory, judge: Judge
) -> None:
    filled = FilledArchive(store, tmp_path, ROOM)
    parent = "teremok_sandbox_maria"
    ghost = Ghost(f"@{parent}:teremok.test", "sandbox", "maria", "Мария", None)
    async with store.transaction() as connection:
        await crossings.put_ghost(connection, ghost)
    for number in range(3):
        await filled.say("zav", "Ольга", f"Давно {number}")
    begun = filled.at
    said = await filled.say("zav", "Ольга", "Всем доброе утро")
    await filled.edit("zav", "Ольга", said, "Всем добрый вечер")
    taken_back = await filled.say("anna", "Анна", "Ошиблась чатом")
    await filled.delete("anna", "Анна", taken_back)
    await filled.react("anna", "Анна", said, "👍")
    await filled.say(parent, "Мария", "А что принести?")
    await filled.post_file("anna", "Анна", None, "photo.png")
    now = milliseconds(begun) + 12 * 3600 * 1000 + 1000
    await Informing(judge, directory, store).start(Clock(now))
    before = judge.recent.before(post("Ещё", at=filled.at))
    assert [each.text for each in before] == ["Всем доброе утро", "А что принести?", ""]
    assert before[0].id == said
    assert before[1].author.roles == {"parent"}
    assert before[2].media is not None


async def test_a_parent_is_the_same_person_before_and_after_a_start(
    store: Store, tmp_path: Path, directory: Directory, judge: Judge
) -> None:
    filled = FilledArchive(store, tmp_path, ROOM)
    ghost = Ghost(f"@teremok_sandbox_maria:{SERVER}", "sandbox", "maria", "Мария", None)
    async with store.transaction() as connection:
        await crossings.put_ghost(connection, ghost)
    await filled.say("teremok_sandbox_maria", "Мария", "Привет")
    await Informing(judge, directory, store).start(Clock(milliseconds(filled.at)))
    [said] = judge.recent.before(post("Ещё", at=filled.at))
    assert said.author.id == "sandbox/maria"
