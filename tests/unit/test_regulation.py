"""What a regulation may say, and what its clauses do to posts."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.context import Context
from policies.decide import decide
from policies.post import ROLES, PostKind
from policies.regulation import Regulation
from policies.verdict import Action
from rooms.files.yaml_file import FileProblem, load
from tests.support.posts import MONDAY_NOON, post

MOSCOW = Context(ZoneInfo("Europe/Moscow"))
NIGHT = MONDAY_NOON + timedelta(hours=10)

SHORT: Mapping[str, Any] = {"rule": "length", "with": {"characters": 5}}
BRIEF: Mapping[str, Any] = {"rule": "length", "with": {"lines": 1}}
DAYTIME: Mapping[str, Any] = {"rule": "hours", "with": {"from": "08:00", "to": "20:00"}}


def clause(number: str, action: str, rule: Mapping[str, Any] = SHORT, **more: Any) -> Any:
    return {"id": number, "text": f"Пункт {number}", "action": action, **rule, **more}


def regulation(*clauses: Any) -> Regulation:
    return Regulation.model_validate({"clauses": clauses})


def test_nothing_is_said_of_a_post_that_keeps_to_the_rules() -> None:
    verdict = decide(post("да"), regulation(clause("1", "refuse")), MOSCOW)
    assert verdict.action is Action.ALLOW
    assert verdict.decisive is None
    assert verdict.lets_through


def test_a_refusal_cites_its_clause_and_what_was_found() -> None:
    verdict = decide(post("слишком много"), regulation(clause("3.4", "refuse")), MOSCOW)
    assert not verdict.lets_through
    assert verdict.decisive is not None
    assert (verdict.decisive.clause, verdict.decisive.text) == ("3.4", "Пункт 3.4")
    assert verdict.decisive.rule == "length"
    assert verdict.decisive.evidence == {"characters": 13, "limit": 5}


def test_the_severest_clause_decides_and_the_earliest_of_equals() -> None:
    rules = regulation(
        clause("1", "flag"), clause("2", "refuse"), clause("3", "refuse"), clause("4", "flag")
    )
    verdict = decide(post("слишком много"), rules, MOSCOW)
    assert verdict.decisive is not None
    assert verdict.decisive.clause == "2"
    assert [finding.clause for finding in verdict.findings] == ["1", "2", "3", "4"]


def test_an_allowing_clause_overrides_the_later_ones_only() -> None:
    rules = regulation(clause("1", "flag"), clause("2", "allow"), clause("3", "refuse"))
    verdict = decide(post("слишком много"), rules, MOSCOW)
    assert verdict.action is Action.FLAG
    assert [finding.clause for finding in verdict.findings] == ["1", "2"]
    allowed = decide(post("слишком много"), regulation(*rules.clauses[1:]), MOSCOW)
    assert (allowed.action, allowed.decisive) == (Action.ALLOW, None)
    assert [finding.clause for finding in allowed.findings] == ["2"]


@pytest.mark.parametrize(
    ("rooms", "applies"),
    [
        ([], True),
        (["group"], True),
        (["ladybirds"], True),
        (["staff", "ladybirds"], True),
        (["staff"], False),
        (["hedgehogs"], False),
    ],
)
def test_a_clause_is_about_its_rooms(rooms: list[str], applies: bool) -> None:
    verdict = decide(post(), regulation(clause("1", "refuse", rooms=rooms)), MOSCOW)
    assert verdict.lets_through is not applies


@pytest.mark.parametrize(
    ("more", "roles", "applies"),
    [
        ({"except": ["head"]}, ("head",), False),
        ({"except": ["head"]}, ("educator", "head"), False),
        ({"except": ["head"]}, ("educator",), True),
        ({"except": ["head"]}, (), True),
        ({"roles": ["parent"]}, ("parent",), True),
        ({"roles": ["parent"]}, ("educator",), False),
        ({"roles": ["parent"]}, (), False),
        ({"roles": ["parent"], "except": ["head"]}, ("parent", "head"), False),
    ],
)
def test_a_clause_is_about_its_people(
    more: dict[str, Any], roles: tuple[str, ...], applies: bool
) -> None:
    verdict = decide(post(roles=roles), regulation(clause("1", "refuse", **more)), MOSCOW)
    assert verdict.lets_through is not applies


@pytest.mark.parametrize(
    ("roles", "refused"),
    [(("head",), False), (("educator", "parent"), False), (("parent",), True), ((), True)],
)
def test_only_those_with_the_right_may_post(roles: tuple[str, ...], refused: bool) -> None:
    rule = {"rule": "rights", "with": {"who": ["head", "educator"]}}
    verdict = decide(post(roles=roles), regulation(clause("1", "refuse", rule)), MOSCOW)
    assert verdict.lets_through is not refused


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("12345", None),
        ("  12345 \n", None),
        ("123456", {"characters": 6, "limit": 5}),
        ("1\n2\n3", {"lines": 3, "limit": 2}),
        ("", None),
    ],
)
def test_long_posts(text: str, evidence: dict[str, int] | None) -> None:
    rule = {"rule": "length", "with": {"characters": 5, "lines": 2}}
    verdict = decide(post(text), regulation(clause("1", "refuse", rule)), MOSCOW)
    assert (verdict.decisive.evidence if verdict.decisive else None) == evidence


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("rule: hour\nwith: {}", "4:11: There is no rule “hour”; perhaps “hours” is meant? The"),
        ("rule: weather", "4:11: There is no rule “weather”; the rules are: advertising, "),
        ("rule: length\nwith: {letters: 5}", "5:12: Nobody knows the key “letters” here; the keys"),
        ("rule: length\nwith: {characters: 0}", "5:24: This must be at least 1."),
        ("rule: length\nwith: {characters: five}", "5:24: A whole number is expected here, but"),
        ("rule: length\nwith: {}", "5:11: Say how long a post may be: “characters”, “lines” or"),
        ("rule: length\nwith: 5", "5:11: Keys with values are expected here, but there is 5."),
        ("rule: hours", "2:5: The key “from” is missing here."),
        ("rule: hours\nwith: {from: 8, to: 20:00}", '5:18: A time such as "08:00" is expected'),
        ("rule: hours\nwith: {from: 8:00, to: 8:00}", "5:28: The hours end when they begin"),
        ("rule: hours\nwith: {from: 8:00, to: 9:00, days: [mo]}", "5:41: Expected here is one of"),
        ("rule: rights\nwith: {who: [haed]}", "5:18: There is no role “haed”; perhaps “head”"),
        (
            "rule: length\nexcept: [boss]",
            "5:14: There is no role “boss”; the roles are: head, deputy, e",
        ),
        (
            "rule: length\naction: refuze",
            "5:13: Expected here is one of: allow, flag, hold, ask, refuse, withdraw. P",
        ),
        ("rule: length\nid: 3.2", "5:5: The key “id” is here twice; it is already in line 2."),
        ("rule: insult\nwith: {also: [клоун, 'бл*']}", "5:26: “бл*” can be found in no post"),
        ("rule: politics\nwith: {also: ['...']}", "5:19: “...” can be found in no post"),
        ("rule: obscenity\nwith: {also: [' ']}", "5:19: “ ” can be found in no post"),
        ("rule: length\nexcepted: [head]", "5:5: Nobody knows the key “excepted” here; perhaps"),
    ],
)
def test_a_mistake_in_a_clause_is_said_with_its_place(
    tmp_path: Path, content: str, said: str
) -> None:
    path = tmp_path / "regulation.yaml"
    action = "" if "action:" in content else "\n    action: refuse"
    path.write_text(
        "clauses:\n  - id: 3.1\n    text: Пункт\n    " + content.replace("\n", "\n    ") + action
    )
    with pytest.raises(FileProblem) as caught:
        load(path, Regulation)
    assert str(caught.value).startswith(f"regulation.yaml:{said}")


def test_two_clauses_with_one_number(tmp_path: Path) -> None:
    path = tmp_path / "regulation.yaml"
    one = "{id: 3.10, text: a, rule: length, with: {lines: 1}, action: flag}"
    path.write_text(f"clauses:\n- {one.replace('3.10', '3.1')}\n- {one}\n- {one}")
    with pytest.raises(FileProblem, match=r"yaml:4:8: There is already a clause 3\.10\."):
        load(path, Regulation)


texts = st.text(max_size=30)
posts = st.builds(
    post,
    texts,
    roles=st.lists(st.sampled_from(ROLES)).map(tuple),
    room=st.sampled_from(["ladybirds", "hedgehogs", "staff"]),
    kind=st.sampled_from(["group", "staff", "space"]),
    at=st.datetimes(
        datetime.fromisoformat("1970-01-02"),
        datetime.fromisoformat("2999-12-01"),
        timezones=st.just(UTC),
    ),
    carries=st.sampled_from(PostKind),
    is_edit=st.booleans(),
)
clauses = st.builds(
    clause,
    st.just(""),
    st.sampled_from(["allow", "flag", "refuse"]),
    st.sampled_from([SHORT, BRIEF, DAYTIME, {"rule": "rights", "with": {"who": ["head"]}}]),
    rooms=st.lists(st.sampled_from(["group", "staff", "ladybirds"])),
    roles=st.lists(st.sampled_from(ROLES)),
)
regulations = st.lists(clauses, max_size=8).map(
    lambda listed: regulation(*(each | {"id": str(n)} for n, each in enumerate(listed)))
)


@given(posts, regulations)
def test_any_post_under_any_regulation_gets_one_verdict(post: Any, rules: Regulation) -> None:
    verdict = decide(post, rules, MOSCOW)
    assert verdict == decide(post, rules, MOSCOW)
    assert (verdict.decisive is None) == (verdict.action is Action.ALLOW)
    severities = [finding.action.severity for finding in verdict.findings]
    if verdict.decisive:
        assert verdict.action.severity == max(severities)
        first = next(f for f in verdict.findings if f.action is verdict.action)
        assert verdict.decisive == first
    allowing = [f for f in verdict.findings if f.action is Action.ALLOW]
    assert allowing in ([], list(verdict.findings[-1:]))
