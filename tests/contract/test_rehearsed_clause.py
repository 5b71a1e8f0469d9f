"""A clause in rehearsal is noted, on both databases, and changes nothing."""

import json
from typing import Any

import pytest

from bridges.enforcement.enforce import Enforcement
from bridges.enforcement.origin import InRoom
from policies.regulation import Regulation
from rooms.clock import SystemClock
from rooms.judgement import Judge
from rooms.storage import decisions
from rooms.storage.clause_counts import clause_counts
from rooms.storage.database import Store
from rooms.storage.queue import Task
from tests.support.posts import post

BRIEF = {"id": "3.1", "text": "Кратко.", "rule": "length", "with": {"characters": 5}}
BRIEFER = {"id": "3.2", "text": "Короче.", "rule": "length", "with": {"characters": 3}}
REHEARSED = {**BRIEF, "action": "withdraw", "rehearsal": True}


async def enforced(store: Store, *clauses: dict[str, Any]) -> list[Task]:
    judge = Judge(Regulation.model_validate({"clauses": clauses}), "Europe/Moscow")
    one = post("слишком длинно", roles=("parent",))
    origin = InRoom(room="!l:example.org", type="m.room.message", content={"body": one.text})
    async with store.transaction() as connection:
        verdict = judge.judge(one)
        return await Enforcement(judge, SystemClock()).enforce(connection, one, verdict, origin)


async def rows(store: Store) -> list[tuple[str, str, str, dict[str, Any]]]:
    async with store.reading() as connection:
        found = await connection.fetch("SELECT clause, rule, action, evidence FROM rehearsed")
    return [
        (row["clause"], row["rule"], row["action"], json.loads(row["evidence"])) for row in found
    ]


async def test_it_is_kept_once_and_nothing_is_done(store: Store) -> None:
    for _ in range(2):
        assert await enforced(store, REHEARSED) == []
    evidence = {"characters": 14, "limit": 5}
    assert await rows(store) == [("3.1", "length", "withdraw", evidence)]
    async with store.reading() as connection:
        assert await decisions.listed(connection) == []
        [counts] = await clause_counts(connection, 0, 2**62)
    assert (counts.rehearsed, counts.actions.total(), counts.text) == (1, 0, "Кратко.")


@pytest.mark.parametrize("action", ["flag", "refuse"])
async def test_beside_a_clause_that_decides_it_is_kept_too(store: Store, action: str) -> None:
    assert await enforced(store, REHEARSED, {**BRIEFER, "action": action})
    assert [row[0] for row in await rows(store)] == ["3.1"]
    async with store.reading() as connection:
        assert [each.clause for each in await decisions.listed(connection)] == ["3.2"]


async def test_without_a_rehearsal_nothing_is_kept(store: Store) -> None:
    await enforced(store, {**BRIEF, "action": "refuse"})
    assert await rows(store) == []
