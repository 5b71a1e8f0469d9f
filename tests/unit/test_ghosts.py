"""The Matrix ids of ghosts."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bridges.ghosts import ghost_id


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
