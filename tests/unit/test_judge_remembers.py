"""What the judge remembers of earlier posts, and whom it knows."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from policies.context import Context
from policies.people import Staff
from policies.post import Author, Post
from policies.regulation import Regulation
from rooms.judgement import Judge
from tests.support.posts import MONDAY_NOON, post

LONG = "Уважаемые родители, завтра принесите сменную обувь и спортивную форму"
REPETITION = {"id": "1", "text": "Раз.", "rule": "repetition", "action": "refuse"}
SHOUTING = {"id": "2", "text": "Тихо.", "rule": "shouting", "action": "refuse"}
IMPERSONATION = {"id": "3", "text": "Я.", "rule": "impersonation", "action": "flag"}


def judge(*clauses: dict[str, Any]) -> Judge:
    return Judge(Regulation.model_validate({"clauses": list(clauses)}), "Europe/Moscow")


def written(text: str, minute: int, *, is_edit: bool = False) -> Post:
    at = MONDAY_NOON + timedelta(minutes=minute)
    made = post(text, roles=("parent",), at=at, is_edit=is_edit)
    return replace(made, id=f"${minute}")


def test_the_same_words_again_are_a_repetition() -> None:
    judging = judge(REPETITION)
    assert judging.judge(written(LONG, 1)).lets_through
    assert not judging.judge(written(LONG, 2)).lets_through


def test_a_post_judged_twice_does_not_repeat_itself() -> None:
    judging = judge(REPETITION)
    first = written(LONG, 1)
    verdicts = [judging.judge(first) for _ in range(3)]
    assert all(verdict.lets_through for verdict in verdicts)
    other = judging.judge(written("Спасибо, принесём и обувь, и форму, и всё остальное", 2))
    assert other.lets_through
    assert judging.judge(first) == verdicts[0]


def test_an_edit_repeats_nothing_and_is_not_repeated() -> None:
    judging = judge(REPETITION)
    assert judging.judge(written(LONG, 1)).lets_through
    assert judging.judge(written(LONG, 2, is_edit=True)).lets_through
    assert len(judging.recent.before(written("", 3))) == 1


def test_what_was_refused_may_be_said_properly() -> None:
    judging = judge(SHOUTING, REPETITION)
    assert not judging.judge(written(LONG + "!!!!", 1)).lets_through
    assert judging.judge(written(LONG, 2)).lets_through


def test_another_regulation_remembers_and_knows_the_same() -> None:
    judging = judge()
    judging.judge(written(LONG, 1))
    judging.acquaint(Context(ZoneInfo("Europe/Moscow"), staff=Staff(["Анна Сергеевна"])))
    clauses = {"clauses": [REPETITION, IMPERSONATION]}
    judging.replace(Regulation.model_validate(clauses), "Asia/Omsk")
    assert judging.timezone == ZoneInfo("Asia/Omsk")
    forger = Author("max/5", "Анна Сергеевнa", frozenset({"parent"}))
    verdict = judging.judge(replace(written(LONG, 2), author=forger))
    assert [finding.rule for finding in verdict.findings] == ["repetition", "impersonation"]


def test_who_is_known_can_change_at_any_time() -> None:
    judging = judge(IMPERSONATION)
    forger = replace(
        written(LONG, 1), author=Author("max/5", "Анна Сергеевна", frozenset({"parent"}))
    )
    assert judging.judge(forger).findings == ()
    judging.acquaint(Context(ZoneInfo("Asia/Omsk"), staff=Staff(["Анна Сергеевна"])))
    assert judging.judge(forger).findings != ()
    assert judging.timezone == ZoneInfo("Europe/Moscow")  # that comes with the regulation
    judging.acquaint(Context(ZoneInfo("Europe/Moscow")))
    assert judging.judge(forger).findings == ()


@pytest.mark.parametrize(
    ("clause", "minutes", "fires"),
    [
        ({"rule": "repetition", "with": {"minutes": 4320}}, 2880, True),
        ({"rule": "repetition", "with": {"minutes": 4320}}, 5000, False),
        ({"rule": "repetition"}, 1000, False),
        ({"rule": "flood", "with": {"posts": 1, "seconds": 86400}}, 1400, True),
    ],
)
def test_it_looks_as_far_back_as_a_clause_says(
    clause: dict[str, Any], minutes: int, fires: bool
) -> None:
    keeper = judge({"id": "1", "text": "…", "action": "flag", **clause})
    assert keeper.judge(written(LONG, 0)).decisive is None
    assert (keeper.judge(written(LONG, minutes)).decisive is not None) is fires


def test_it_knows_as_many_posts_as_a_clause_counts() -> None:
    most = {"posts": 1000, "room_posts": 300, "room_seconds": 86400}
    keeper = judge({"id": "1", "text": "…", "action": "flag", "rule": "flood", "with": most})
    verdicts = [keeper.judge(written(str(minute), minute)) for minute in range(301)]
    assert [verdict.decisive is not None for verdict in verdicts] == [False] * 300 + [True]
