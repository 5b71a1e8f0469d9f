"""What docs/roster.md promises of spreadsheets."""

import re
from pathlib import Path

import pytest

from rooms.roster.headers import Attribute, Subject, meaning_of
from rooms.roster.reading import read_roster
from rooms.roster.tables.file import LARGEST
from rooms.roster.tables.table import MOST_ROWS
from tests.support.roster_groups import GROUPS, TODAY

PAGE = (Path(__file__).parents[2] / "docs" / "roster.md").read_text("utf-8")
SECTION = PAGE.partition("## What the spreadsheet may look like")[2].partition("\n## ")[0]
EXAMPLES = re.findall(r"```csv\n(.*?)```", SECTION, re.DOTALL)
TITLES = dict(re.findall(r"^\| ([a-z ]+) \| (`.*) \|$", SECTION, re.MULTILINE))
NAMES = {Attribute.FULL_NAME, Attribute.SURNAME, Attribute.NAME, Attribute.PATRONYMIC}
MEANT = {
    "the child": NAMES,
    "date of birth": {Attribute.BIRTH_DATE},
    "group": {Attribute.GROUP},
    "a guardian": NAMES,
    "phones": {Attribute.PHONE},
    "relation": {Attribute.RELATION},
    "language": {Attribute.LANGUAGE},
    "custody": {Attribute.BLOCKED},
}


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_read_without_a_doubt(example: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(example, "utf-8")
    read = read_roster(path, GROUPS, today=TODAY)
    assert [problem.what.words("en") for problem in read.problems] == []
    assert read.children
    for child in read.children:
        assert child.guardians
        assert all(guardian.name and guardian.phones for guardian in child.guardians)


def test_the_examples_say_what_the_page_says(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(EXAMPLES[0], "utf-8")
    (child,) = read_roster(path, GROUPS, today=TODAY).children
    assert [guardian.blocked for guardian in child.guardians] == [False, True]


@pytest.mark.parametrize("column", MEANT)
def test_every_title_of_the_table_is_understood(column: str) -> None:
    titles = re.findall(r"`([^`]+)`", TITLES[column])
    assert titles
    for title in titles:
        meaning = meaning_of(title)
        assert meaning is not None, title
        assert meaning.attributes <= MEANT[column], title
        if column in ("the child", "a guardian"):
            is_child = meaning.subject in (None, Subject.CHILD)
            assert is_child == (column == "the child"), title


def test_the_limits_are_those_of_the_program() -> None:
    assert f"At most {LARGEST // 1024 // 1024} MB and {MOST_ROWS:,} rows" in SECTION
