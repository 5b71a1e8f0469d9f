"""The Matrix ids of ghosts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridges.ghosts import LONGEST_NAME, ghost_id
from rooms.archive.words import safe_name


def test_a_plain_id_stays_readable() -> None:
    assert ghost_id("sandbox", "masha-1", "sad24.ru") == "@teremok_sandbox_masha-1:sad24.ru"


@given(st.text(min_size=1, max_size=300))
def test_every_person_gets_a_lawful_id(person: str) -> None:
    made = ghost_id("sandbox", person, "sad24.ru")
    assert re.fullmatch(r"@[a-z0-9._=/+\-]+:sad24\.ru", made)
    assert len(made) <= 255, "homeservers take no longer ones"


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_two_people_never_share_a_ghost(one: str, other: str) -> None:
    same = ghost_id("sandbox", one, "s") == ghost_id("sandbox", other, "s")
    assert same == (one == other)


def test_people_with_long_ids_never_share_a_ghost() -> None:
    made = {ghost_id("sandbox", "я" * length, "s") for length in range(30, 64)}
    assert len(made) == 34


@pytest.mark.parametrize(
    "name",
    ["", " \n", "\u200b", "\u3164", "\u2800 \u115f\u1160", "\uffa0\u00ad", "\u2060" * 20_000 + "a"],
)
def test_a_name_of_which_nobody_sees_anything_is_none(name: str) -> None:
    assert safe_name(name, LONGEST_NAME) == ""


def test_a_name_keeps_what_people_see_of_it() -> None:
    assert safe_name("\u202eМа\u200bша\n \u3164 Иванова", LONGEST_NAME) == "Маша Иванова"
    family = "\U0001f469\u200d\U0001f467"  # two signs that are joined to one
    assert safe_name(family, LONGEST_NAME) == family
