"""The Matrix ids of ghosts."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bridges.ghosts import ghost_id, person_of_ghost


def test_a_plain_id_stays_readable() -> None:
    assert ghost_id("sandbox", "masha-1", "sad24.ru") == "@teremok_sandbox_masha-1:sad24.ru"


@given(st.text(min_size=1, max_size=40))
def test_every_person_gets_a_lawful_id_and_is_found_again(person: str) -> None:
    made = ghost_id("sandbox", person, "sad24.ru")
    assert re.fullmatch(r"@[a-z0-9._=/+\-]+:sad24\.ru", made)
    assert person_of_ghost(made, "sandbox") == person


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_two_people_never_share_a_ghost(one: str, other: str) -> None:
    same = ghost_id("sandbox", one, "s") == ghost_id("sandbox", other, "s")
    assert same == (one == other)


def test_a_ghost_of_another_network_is_nobody_here() -> None:
    assert person_of_ghost("@teremok_max_17:sad24.ru", "sandbox") is None
    assert person_of_ghost("@anna:sad24.ru", "sandbox") is None
