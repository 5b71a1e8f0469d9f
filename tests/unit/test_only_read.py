"""Rooms that parents only read."""

from datetime import UTC, date, datetime

import pytest

from policies.post import Author, Place, Post, PostKind
from policies.regulation import Regulation
from policies.verdict import Action
from rooms.judgement import ONLY_READ, Judge
from tests.support.refused import refusal_words

ENDS = date(2026, 5, 31)
LAST_EVENING = datetime(2026, 5, 31, 20, 59, tzinfo=UTC)  # 23:59 in Moscow
MIDNIGHT = datetime(2026, 5, 31, 21, 0, tzinfo=UTC)


def post(role: str, at: datetime, **place: object) -> Post:
    where = Place("news", "announcements", "Объявления", **place)  # type: ignore[arg-type]
    author = Author("sandbox/mama", "Мама", frozenset({role}))
    return Post("1", author, where, at, PostKind.TEXT, "Спасибо!")


@pytest.mark.parametrize(
    ("role", "at", "place", "passes"),
    [
        ("parent", MIDNIGHT, {}, True),
        ("parent", MIDNIGHT, {"staff_only": True}, False),
        ("educator", MIDNIGHT, {"staff_only": True}, True),
        ("parent", LAST_EVENING, {"last_day": ENDS}, True),
        ("parent", MIDNIGHT, {"last_day": ENDS}, False),
        ("educator", MIDNIGHT, {"last_day": ENDS}, True),
    ],
)
def test_parents_only_read_there(
    role: str, at: datetime, place: dict[str, object], passes: bool
) -> None:
    verdict = Judge(Regulation(), "Europe/Moscow").judge(post(role, at, **place))
    assert verdict.lets_through == passes


def test_the_parent_is_told_why_and_gets_the_text_back() -> None:
    written = post("parent", MIDNIGHT, staff_only=True)
    verdict = Judge(Regulation(), "Europe/Moscow").judge(written)
    assert verdict.decisive is not None
    assert verdict.decisive.rule == ONLY_READ
    assert refusal_words("ru", written, verdict.decisive) == (
        "Ваше сообщение для комнаты «Объявления» не опубликовано.\n\n"
        "В этой комнате пишут только сотрудники, остальные читают.\n\n"
        "Ваш текст, чтобы он не пропал:\nСпасибо!"
    )


def test_a_clause_of_the_kindergarten_s_own_goes_first() -> None:
    clause = {
        "id": "3.1",
        "text": "Пишут сотрудники.",
        "rule": "rights",
        "with": {"who": ["head"]},
        "action": "refuse",
    }
    judge = Judge(Regulation.model_validate({"clauses": [clause]}), "Europe/Moscow")
    verdict = judge.judge(post("parent", MIDNIGHT, staff_only=True))
    assert verdict.decisive is not None
    assert verdict.decisive.clause == "3.1"


@pytest.mark.parametrize("action", ["flag", "hold", "ask"])
def test_nothing_waits_for_an_hour_or_a_person_who_could_not_let_it_in(action: str) -> None:
    hours = {"from": "08:00", "to": "20:00"}
    clause = {"id": "3.2", "text": "С 8 до 20.", "rule": "hours", "with": hours, "action": action}
    judge = Judge(Regulation.model_validate({"clauses": [clause]}), "Europe/Moscow")
    verdict = judge.judge(post("parent", MIDNIGHT, staff_only=True))
    assert verdict.action is Action.REFUSE
    assert [finding.rule for finding in verdict.findings] == ["hours", ONLY_READ]
