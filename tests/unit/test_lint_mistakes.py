"""A regulation with mistakes: all of them are told, and what is right is compared all the same."""

from pathlib import Path

import pytest

from policies.regulation import Regulation
from rooms.community import Community
from rooms.files.yaml_file import FileProblem, load_text
from rooms.regulation.misplaced import misplaced
from rooms.regulation.salvaged import salvaged
from rooms.regulation.surroundings import surroundings_of
from tests.support.contradictory_regulations import COMMUNITY, PLANTED, WITHOUT_DUTY
from tests.support.overlapping_regulations import OVERLAPPING

FILE = Path("regulation.yaml")
FULL = Path(__file__).parents[1] / "support" / "full_of_contradictions.yaml"
SURROUNDINGS = surroundings_of(load_text(COMMUNITY, Path("community.yaml"), Community))
Row = tuple[int, str | None, str]


def told(text: str) -> list[Row]:
    """Line, clause and kind of each finding."""
    found = misplaced(text, FILE, SURROUNDINGS)
    return [(each.line, each.clause, each.contradiction.kind) for each in found]


def left(text: str) -> list[str]:
    return [clause.id for clause in salvaged(text, FILE).regulation.clauses]


def clauses(*written: str) -> str:
    return "clauses:\n" + "".join(f"- {{text: Пункт, {each}}}\n" for each in written)


LINKS = "rule: links, rooms: [group], action: refuse"


def test_all_mistakes_are_told_beside_the_contradictions() -> None:
    text = clauses(
        "id: 1, rule: links, rooms: [group], roles: [parent, haed], action: refuse",
        "id: 2, rule: links, rooms: [ladybugs], action: flag",
        f"id: 2, {LINKS}",
        "id: 4, rule: shouting, rooms: [group], action: flag",
        "id: 5, rule: shouting, rooms: [group], action: refuse",
    )
    assert told(text) == [
        (2, "1", "mistake"),
        (3, "2", "rooms_named"),
        (4, "2", "mistake"),
        (5, "4", "contrary"),
    ]
    with pytest.raises(FileProblem, match=r"regulation\.yaml:2:"):
        load_text(text, FILE, Regulation)  # what a house takes is as strict as ever


def test_a_role_is_left_out_of_its_list_and_a_clause_where_no_other_is_left() -> None:
    text = clauses(
        "id: 1, rule: links, roles: [haed, parent, edukator], action: flag",
        "id: 2, rule: links, roles: [haed], action: flag",
        "id: 3, rule: links, except: [head, haed], action: flag",
        "id: 4, rule: rights, with: {who: [haed, head]}, action: flag",
    )
    regulation = salvaged(text, FILE).regulation
    assert [(each.id, each.roles, each.excepted) for each in regulation.clauses] == [
        ("1", ("parent",), ()),
        ("3", (), ("head",)),
    ]
    assert [row[1] for row in told(text) if row[2] == "mistake"] == ["1", "1", "2", "3", "4"]


def test_keys_that_nobody_knows_hide_no_other_mistake() -> None:
    text = clauses(
        "id: 1, rule: length, with: {lins: 5, line: 6, lines: 0}, rols: [head], action: alow",
        f"id: 2, {LINKS}, severty: high",
    )
    text += "exmpt: [staff]\ndisappearing: never\n"
    assert told(text) == [
        *[(2, "1", "mistake")] * 5,
        (3, "2", "mistake"),
        (4, None, "mistake"),
        (5, None, "mistake"),
    ]
    assert left(text) == []


def test_a_number_is_taken_by_a_broken_clause_too() -> None:
    text = clauses(
        "id: 3.10, rule: lnks, action: flag",
        f"id: 3.1, {LINKS}",
        f"id: '3.10', {LINKS}, within: 0",
        f"id: ' 3.1', {LINKS}",
    )
    rows = [(2, "3.10"), (4, "3.10"), (4, "3.10"), (5, "3.1")]
    assert told(text) == [(*row, "mistake") for row in rows]
    assert left(text) == ["3.1"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("clauses: 5", [1]),
        ("clauses: {id: 5}", [1]),
        ("clauses: [5, [], {}, null]", [1] * 7),
        ("clauses: []\nexempt: 7\nemergency: [пожар, '...', '']\nx: y", [2, 3, 3, 4]),
        ("clauses: [{id: [7], text: a, rule: {}, action: 8, with: 9}]", [1, 1, 1]),
        ("x: 1\ny: 2", [1, 2]),
    ],
)
def test_what_is_no_clause_at_all_is_told_and_nothing_is_left(text: str, lines: list[int]) -> None:
    assert [row[::2] for row in told(text)] == [(line, "mistake") for line in lines]
    assert left(text) == []


@pytest.mark.parametrize("text", ["", "clauses: [", "- 5", "clauses: []\nclauses: []", "a: *b"])
def test_what_is_no_text_with_keys_is_one_problem(text: str) -> None:
    with pytest.raises(FileProblem):
        misplaced(text, FILE, SURROUNDINGS)


def test_nothing_is_made_of_clauses_that_were_left_out() -> None:
    hours = 'rule: hours, with: {from: "08:00", to: "20:00"}, action: hold'
    text = clauses(f"id: 1, {hours}, roles: [parrot]", f"id: 2, {LINKS}") + "emergency: [пожар]\n"
    assert told(text) == [(2, "1", "mistake")]
    assert told(text.replace("[parrot]", "[parent]")) == []


def test_five_hundred_mistakes_are_told_in_no_time() -> None:
    text = clauses(*(f"id: 1, {LINKS}, rols: [], roles: [x, y]" for _ in range(300)))
    rows = told(text)
    assert len(rows) == 299 + 300 * 3
    assert {row[2] for row in rows} == {"mistake"}


def test_all_that_is_wrong_with_one_file_is_told() -> None:
    text = FULL.read_text("utf-8")
    community = load_text(WITHOUT_DUTY, Path("community.yaml"), Community)
    found = misplaced(text, FILE, surroundings_of(community))
    promised = [
        (number, kind)
        for number, line in enumerate(text.splitlines()[1:], start=2)
        for kind in line.partition("  # ")[2].split()
    ]
    assert sorted((each.line, each.contradiction.kind) for each in found) == sorted(promised)
    assert {kind for _, kind in promised} == {"mistake"} | {
        each.kind for each in (*PLANTED, *OVERLAPPING)
    }
