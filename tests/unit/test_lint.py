"""Contradictions in a regulation: every planted one is found, and none where there is none."""

import re
from pathlib import Path

import pytest

import policies.lint as package
from policies.lint import Contradiction, contradictions
from policies.lint.widening import _WAYS
from policies.regulation import Regulation
from policies.rules import RULES
from rooms.community import Community
from rooms.files.yaml_file import load, load_text
from rooms.language import say
from rooms.regulation.misplaced import Misplaced, misplaced
from rooms.regulation.surroundings import surroundings_of
from tests.support.contradictory_regulations import COMMUNITY, PLANTED, Planted
from tests.support.overlapping_regulations import OVERLAPPING

ROOT = Path(__file__).parents[2]
DEFAULTS = ROOT / "rooms" / "defaults"
FILE = Path("regulation.yaml")
ALL = [*PLANTED, *OVERLAPPING]


def found(text: str, community: str = COMMUNITY) -> list[Misplaced]:
    surroundings = surroundings_of(load_text(community, Path("community.yaml"), Community))
    return misplaced(text, FILE, surroundings)


def kinds(text: str, community: str = COMMUNITY) -> list[str]:
    return [each.contradiction.kind for each in found(text, community)]


def _told(planted: Planted) -> str:
    return f"{planted.kind}: {planted.regulation.splitlines()[-1]}"


@pytest.mark.parametrize("planted", ALL, ids=_told)
def test_a_planted_contradiction_is_found_in_its_place_and_nothing_else(planted: Planted) -> None:
    (one,) = found(planted.text, planted.community)
    assert one.contradiction.kind == planted.kind
    said = say("ru", one.contradiction.text, **one.contradiction.values)
    assert planted.words in said
    line, there = planted.place
    written = planted.text.splitlines()[one.line - 1][one.column - 1 :]
    assert (one.line, written[: len(there)]) == (line, there), said


def test_every_kind_of_contradiction_is_planted() -> None:
    modules = {path.stem for path in Path(package.__path__[0]).glob("*.py")}
    finders = {
        name
        for name in modules
        if "\ndef find(" in (ROOT / "policies" / "lint" / f"{name}.py").read_text("utf-8")
    }
    assert finders - {planted.kind for planted in ALL} == set()


def test_the_default_regulation_has_none() -> None:
    community = load(DEFAULTS / "community.yaml", Community)
    for name in ("regulation.yaml", "regulation.en.yaml"):
        regulation = load(DEFAULTS / name, Regulation)
        assert contradictions(regulation, surroundings_of(community)) == [], name


def test_the_example_of_the_page_has_none() -> None:
    page = (ROOT / "docs" / "regulation.md").read_text("utf-8")
    block = re.search(r"```yaml\n([^`]*clauses:.*?)```", page, re.DOTALL)
    assert block
    assert found(block[1], (DEFAULTS / "community.yaml").read_text("utf-8")) == []


def clauses(*written: str) -> str:
    return Planted("", "\n".join(f"- {{{each}}}" for each in written), (0, ""), "").text


DAY = 'rule: hours, with: {from: "08:00", to: "20:00"}'


@pytest.mark.parametrize(
    "text",
    [
        "clauses: []",
        # A milder action below a limit, a more severe one above it.
        clauses(
            "rule: length, with: {characters: 500}, action: flag",
            "rule: length, with: {characters: 1000}, action: refuse",
        ),
        # An allowance for some before a clause for all.
        clauses(
            f"{DAY}, roles: [head], action: allow",
            f"{DAY}, action: hold",
        ),
        # Words of its own for one group, first; shorter hours for one group.
        clauses(
            "rule: links, rooms: [ladybirds], action: refuse",
            "rule: links, rooms: [group], action: refuse",
        ),
        clauses(
            f"{DAY}, rooms: [group], action: hold",
            'rule: hours, with: {from: "09:00", to: "18:00"}, rooms: [hedgehogs], action: hold',
        ),
        # Hours in one clause, days in another.
        clauses(
            f"{DAY}, rooms: [group], action: hold",
            'rule: hours, with: {from: "00:00", to: "24:00", days: working}, rooms: [group],'
            " action: hold",
        ),
        # The same rule with other words, for other people, at other times, in other rooms.
        clauses(
            "rule: links, roles: [parent], action: refuse",
            "rule: links, except: [parent], action: flag",
        ),
        clauses(
            'rule: links, times: {from: "08:00", to: "20:00"}, action: flag',
            'rule: links, times: {from: "20:00", to: "08:00"}, action: refuse',
        ),
        clauses(
            "rule: rights, with: {who: [educator]}, rooms: [staff], action: refuse",
            "rule: rights, with: {who: [head]}, rooms: [announcements], action: refuse",
        ),
        # Somebody is both.
        clauses(
            "rule: rights, with: {who: [educator]}, rooms: [staff], action: refuse",
            "rule: rights, with: {who: [duty]}, rooms: [staff], action: refuse",
        ),
        # Exceptions before what they are exceptions from; a part that is judged more severely.
        clauses(
            "rule: links, roles: [head], action: allow",
            "rule: links, rooms: [group], action: refuse",
        ),
        clauses(
            "rule: links, rooms: [staff], action: allow",
            "rule: links, rooms: [ladybirds, staff], action: withdraw",
            "rule: links, rooms: [staff, hedgehogs], action: flag",
        ),
        clauses(
            "rule: links, action: flag",
            "rule: links, rooms: [group], roles: [parent], action: refuse",
        ),
        # What is longer is judged more severely, there where both apply.
        clauses(
            "rule: length, with: {characters: 500}, rooms: [group, staff], action: flag",
            "rule: length, with: {characters: 900}, roles: [parent, head], action: refuse",
        ),
        # Nobody is both; each forbids a kind of its own; staff are noted only, by either.
        clauses(
            "rule: links, with: {allow: [a.ru]}, roles: [parent], action: refuse",
            "rule: links, with: {allow: [b.ru]}, roles: [educator], action: flag",
        ),
        clauses(
            "rule: media_kind, with: {forbidden: [video]}, action: flag",
            "rule: media_kind, with: {forbidden: [file]}, action: refuse",
        ),
        clauses(
            "rule: personal_data, with: {kinds: [phone], own: ['84951234567']}, action: refuse",
            "rule: personal_data, with: {kinds: [email], own: [sad@sad24.ru]}, action: refuse",
        ),
        clauses(
            "rule: links, with: {allow: [mos.ru, a.ru]}, action: ask",
            "rule: links, with: {allow: [edu.mos.ru]}, rooms: [group], action: ask",
        ),
        # Whoever educates may be on duty at any time.
        clauses("rule: links, roles: [head], except: [duty], action: flag"),
        clauses("rule: photo_consent, with: {parents: false}, action: ask"),
        # A rehearsal of something more severe.
        clauses(
            "rule: links, action: flag",
            "rule: links, action: refuse, rehearsal: true",
        ),
        # One of the rooms is there; projects may come.
        clauses("rule: links, rooms: [staff, lounge, project], action: flag"),
        clauses("rule: links, rooms: [group], action: flag") + "exempt: [ladybirds, staff]",
    ],
)
def test_what_makes_sense_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_hours_are_left_to_whom_a_clause_before_allows_to_write() -> None:
    hours = (
        'rule: hours, with: {from: "08:00", to: "12:00"}, rooms: [group], action: hold',
        'rule: hours, with: {from: "14:00", to: "20:00"}, rooms: [group], action: hold',
    )
    everybody = "rule: rights, with: {who: [admin]}, except: [admin], action: allow"
    assert kinds(clauses(*hours)) == ["shut"]
    assert kinds(clauses(hours[0], everybody, hours[1])) == []


def test_they_come_in_the_order_of_the_file() -> None:
    text = clauses(
        "rule: links, action: hold",
        "rule: links, rooms: [ladybugs], action: refuse",
        "rule: length, with: {characters: 5}, roles: [admin], action: flag",
    )
    lines = [each.line for each in found(text)]
    assert lines == sorted(lines)
    assert len(lines) == 3


def test_a_large_regulation_is_read_in_no_time() -> None:
    every = [
        f"rule: length, with: {{characters: {2000 - number}}}, roles: [{role}], action: flag"
        for number in range(60)
        for role in ("parent", "educator", "head")
    ]
    found_there = kinds(clauses(*every))
    assert set(found_there) == {"overshadowed"}


def test_what_widens_a_rule_is_known_of_all_its_parameters() -> None:
    for name, rule in RULES.items():
        if name != "hours":  # compared where times are
            assert set(_WAYS.get(name, {})) == set(rule.parameters.model_fields), name


def test_a_contradiction_is_a_value() -> None:
    assert Contradiction("idle", ("clauses", 0), "x") == Contradiction("idle", ("clauses", 0), "x")
