"""No text takes the whole regulation long, whatever is in it (`make bench` measures how long)."""

import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from policies.context import Context
from policies.decide import decide
from policies.people import Children, Staff
from policies.regulation import Regulation
from rooms.files.yaml_file import load
from tests.support.corpus import CHILDREN
from tests.support.pathological import CHARACTERS, pathological
from tests.support.posts import post

REGULATION = load(Path("rooms/defaults/regulation.yaml"), Regulation)
CONTEXT = Context(
    ZoneInfo("Europe/Moscow"), children=Children(CHILDREN), staff=Staff(("Анна Сергеевна",))
)
SECONDS = 0.25
"""A dozen times what is allowed on a quiet machine; a pattern that blows up takes minutes."""
TRIES = 3


@pytest.mark.parametrize("name", pathological())
def test_a_long_text_is_judged_soon(name: str) -> None:
    text = pathological()[name]
    assert len(text) == CHARACTERS
    one = post(text, roles=("parent",))
    decide(one, REGULATION, CONTEXT)  # what is looked up once is known then
    taken = []
    for _ in range(TRIES):
        started = time.process_time()
        decide(one, REGULATION, CONTEXT)
        taken.append(time.process_time() - started)
    assert min(taken) < SECONDS
