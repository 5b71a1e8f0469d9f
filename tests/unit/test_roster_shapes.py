"""However a kindergarten writes its list down, the same roster comes out of it."""

import json
from pathlib import Path

import pytest

from rooms.roster.export import child_as_json
from rooms.roster.reading import read_roster
from tests.support.office import libreoffice
from tests.support.requirements import lacking
from tests.support.roster_groups import GROUPS, TODAY
from tests.support.roster_shapes import FIXTURES, SHAPES

EXPECTED = json.loads((FIXTURES / "expected.json").read_text("utf-8"))


def assert_is_the_roster(path: Path) -> None:
    read = read_roster(path, GROUPS, today=TODAY)
    said = [(p.sheet, p.cell, p.line, p.what.words("ru")) for p in read.problems]
    assert said == []
    assert [child_as_json(child) for child in read.children] == EXPECTED


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_is_the_same_roster(name: str) -> None:
    assert_is_the_roster(FIXTURES / name)


@pytest.mark.parametrize("name", SHAPES)
def test_what_the_libreoffice_of_this_machine_saves_is_the_same_roster(
    name: str, tmp_path: Path
) -> None:
    if libreoffice() is None:
        lacking("this machine has no LibreOffice (make test-deps)")
    SHAPES[name](tmp_path / name)
    assert_is_the_roster(tmp_path / name)
