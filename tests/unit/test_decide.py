"""How clauses become one verdict: actions, rehearsal, exemptions, times, staff, any text at all."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.context import Context
from policies.decide import decide
from policies.people import Children, Staff
from policies.post import Media, PostKind
from policies.regulation import Regulation
from policies.rules import RULES
from policies.verdict import Action, Verdict
from tests.support.posts import MONDAY_NOON, post

MOSCOW = Context(ZoneInfo("Europe/Moscow"))
LONG: Mapping[str, Any] = {"rule": "length", "with": {"characters": 5}}
GRATEFUL: Mapping[str, Any] = {"rule": "thanks"}
THANKS = "Спасибо большое"


def clause(number: str, action: str, rule: Mapping[str, Any] = LONG, **more: Any) -> Any:
    return {"id": number, "text": f"Пункт {number}", "action": action, **rule, **more}


def verdict(
    *clauses: Any, roles: tuple[str, ...] = ("parent",), text: str = THANKS, **more: Any
) -> Verdict:
    regulation = Regulation.model_validate({"clauses": clauses, **more})
    return decide(post(text, roles=roles), regulation, MOSCOW)


def test_actions_from_the_mildest_to_the_severest() -> None:
    actions = ["allow", "flag", "hold", "ask", "refuse", "withdraw"]
    assert [action.value for action in sorted(Action, key=lambda each: each.severity)] == actions
    assert [action.value for action in Action if action.lets_through] == ["allow", "flag"]


@pytest.mark.parametrize(("mild", "severe"), list(pairwise(Action)))
def test_the_severer_of_two_actions_decides_in_any_order(mild: Action, severe: Action) -> None:
    decided = verdict(clause("1", severe), clause("2", mild))
    assert (decided.action, decided.decisive and decided.decisive.clause) == (severe, "1")
    if mild is not Action.ALLOW:  # which would end the reading
        decided = verdict(clause("1", mild), clause("2", severe))
        assert (decided.action, decided.decisive and decided.decisive.clause) == (severe, "2")
        assert len(decided.findings) == 2


@pytest.mark.parametrize("action", ["hold", "ask", "refuse", "withdraw"])
def test_what_waits_or_goes_is_not_let_through(action: str) -> None:
    decided = verdict(clause("1", action))
    assert decided.action == action
    assert not decided.lets_through
    assert decided.decisive is not None
    assert decided.decisive.action == action


@pytest.mark.parametrize("action", list(Action))
def test_a_clause_in_rehearsal_is_noted_and_decides_nothing(action: Action) -> None:
    decided = verdict(clause("1", action, rehearsal=True))
    assert (decided.action, decided.decisive) == (Action.ALLOW, None)
    assert [(found.clause, found.rehearsed) for found in decided.findings] == [("1", True)]
    assert decided.findings[0].action is action


def test_a_clause_in_rehearsal_does_not_hide_another() -> None:
    decided = verdict(clause("1", "withdraw", rehearsal=True), clause("2", "flag"))
    assert (decided.action, decided.decisive and decided.decisive.clause) == (Action.FLAG, "2")
    allowed = verdict(clause("1", "allow", rehearsal=True), clause("2", "refuse"))
    assert allowed.action is Action.REFUSE
    assert len(allowed.findings) == 2


@pytest.mark.parametrize(
    ("exempt", "free"),
    [([], False), (["group"], True), (["ladybirds"], True), (["staff", "hedgehogs"], False)],
)
def test_nothing_is_judged_in_an_exempt_room(exempt: list[str], free: bool) -> None:
    decided = verdict(clause("1", "refuse"), exempt=exempt)
    assert decided.lets_through is free
    assert (decided.findings == ()) is free


@pytest.mark.parametrize(
    ("roles", "action", "then"),
    [
        (("parent",), "refuse", Action.REFUSE),
        ((), "ask", Action.ASK),
        (("educator",), "refuse", Action.FLAG),
        (("educator", "parent"), "withdraw", Action.FLAG),
        (("head",), "hold", Action.FLAG),
        (("treasurer",), "ask", Action.FLAG),
        (("duty",), "flag", Action.FLAG),
        (("admin",), "allow", Action.ALLOW),
    ],
)
def test_what_staff_write_is_noted_by_a_heuristic_rule_at_most(
    roles: tuple[str, ...], action: str, then: Action
) -> None:
    assert RULES["thanks"].heuristic
    decided = verdict(clause("1", action, GRATEFUL), roles=roles)
    assert decided.action is then
    assert [found.action for found in decided.findings] == [then]


def test_what_staff_write_is_stopped_by_a_rule_that_is_sure() -> None:
    assert not RULES["length"].heuristic
    decided = verdict(clause("1", "withdraw", GRATEFUL), clause("2", "hold"), roles=("educator",))
    assert (decided.action, decided.decisive and decided.decisive.clause) == (Action.HOLD, "2")


@pytest.mark.parametrize(
    ("times", "written", "applies"),
    [
        ({}, "2026-11-23T03:00", True),
        ({"from": "22:00", "to": "07:00"}, "2026-11-23T23:30", True),
        ({"from": "22:00", "to": "07:00"}, "2026-11-23T06:59", True),
        ({"from": "22:00", "to": "07:00"}, "2026-11-23T07:00", False),
        ({"days": "free"}, "2026-11-28T12:00", True),
        ({"days": "free"}, "2026-11-27T12:00", False),
        ({"days": "free"}, "2024-04-27T12:00", False),  # a Saturday that was worked
        ({"days": "working"}, "2026-01-09T12:00", False),
        ({"days": "working", "calendar": "DE"}, "2026-01-09T12:00", True),
        ({"from": "12:00", "days": ["fri"]}, "2026-11-27T12:00", True),
        ({"from": "12:00", "days": ["fri"]}, "2026-11-27T11:59", False),
    ],
)
def test_a_clause_may_be_about_certain_times(
    times: dict[str, Any], written: str, applies: bool
) -> None:
    regulation = Regulation.model_validate({"clauses": [clause("1", "refuse", times=times)]})
    at = datetime.fromisoformat(written).replace(tzinfo=MOSCOW.timezone)
    assert decide(post(THANKS, at=at), regulation, MOSCOW).lets_through is not applies


NEEDED: Mapping[str, Mapping[str, Any]] = {
    "hours": {"from": "08:00", "to": "20:00", "days": "working"},
    "length": {"characters": 1000, "lines": 20},
    "rights": {"who": ["head"], "reply_only": True},
}
EVERYTHING = Regulation.model_validate(
    {
        "clauses": [
            clause(name, "refuse", {"rule": name, "with": NEEDED.get(name, {})}) for name in RULES
        ]
    }
)
FRAGMENTS = [
    "спасибо", "Спасибо за ", "с праздником", "Миша Соколов", "Мишу ", "8 912 345-67-89", "мама",
    "https://", "t.me/+abc", "точка ру", "2200 0000 0000 0004", "б л я", "ПОЧЕМУ ", "!!!!", "🎉",
    "👩\u200d👩\u200d👧", "\u202e", "\u200b", "\ud800", "İ", "ﷺ", "ß", "а\u0301", "«", "\n", "\t",
    "перешлите всем", "500 руб ", "продам ", "12.12.2019", "e@mail.ru", "-", "_", "'", "*", "+",
    "1", "(",
]  # fmt: skip
texts = st.text(max_size=60) | st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)
media = st.none() | st.builds(
    Media,
    mimetype=texts,
    filename=texts,
    size=st.none() | st.integers(0, 2**53),
    seconds=st.none() | st.floats(),
    content_type=st.none() | texts,
    picture_hash=st.none() | st.from_regex(r"[0-9a-f]{16}|[0-9a-f]{32}", fullmatch=True),
    round=st.booleans(),
)
posts = st.builds(
    lambda written, name, file, at, **more: replace(
        written,
        author=replace(written.author, name=name),
        media=file,
        written_at=MONDAY_NOON + timedelta(seconds=at),
        **more,
    ),
    st.builds(
        post,
        texts,
        roles=st.sampled_from([(), ("parent",), ("educator",), ("treasurer", "parent")]),
        kind=st.sampled_from(["group", "staff", "announcements"]),
        carries=st.sampled_from(PostKind),
        is_edit=st.booleans(),
    ),
    texts,
    media,
    st.integers(-90, 90),
    forwarded=st.booleans(),
    reply_to=st.none() | st.just("$before"),
    shown=st.none() | st.just(frozenset({"misha"})),
)
contexts = st.builds(
    Context,
    st.sampled_from([MOSCOW.timezone, ZoneInfo("Asia/Kamchatka")]),
    domains=st.just(frozenset({"sad24.ru"})),
    children=st.just(Children(["Соколов Михаил", "Ахметова Роза"])),
    staff=st.just(Staff(["Валентина Буцкая"])),
    earlier=st.lists(posts, max_size=6),
)


@settings(max_examples=200, deadline=None)  # the first one compiles everything
@given(posts, contexts)
def test_there_is_a_verdict_on_anything(written: Any, context: Context) -> None:
    decided = decide(written, EVERYTHING, context)
    assert decided == decide(written, EVERYTHING, context)
    for finding in decided.findings:
        assert all(isinstance(value, str | int) for value in finding.evidence.values())
    if written.author.is_staff:
        assert all(
            finding.action is Action.FLAG
            for finding in decided.findings
            if RULES[finding.rule].heuristic
        )


@pytest.mark.parametrize("year", [1970, 2999])
def test_there_is_a_verdict_at_any_time(year: int) -> None:
    written = post(THANKS, at=datetime(year, 12, 31, 23, tzinfo=UTC))
    assert decide(written, EVERYTHING, MOSCOW).action is Action.REFUSE
