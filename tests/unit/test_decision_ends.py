"""No text takes the whole regulation long, whatever is in it (`make bench` measures how long)."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from policies.context import Context
from policies.decide import decide
from policies.people import Children, Staff
from policies.regulation import Regulation
from rooms.files.yaml_file import load
from tests.support.corpus import CHILDREN
from tests.support.detecting import coming_to_an_end
from tests.support.pathological import CHARACTERS, pathological
from tests.support.posts import post

REGULATION = load(Path("rooms/defaults/regulation.yaml"), Regulation)
CONTEXT = Context(
    ZoneInfo("Europe/Moscow"), children=Children(CHILDREN), staff=Staff(("Анна Сергеевна",))
)


@pytest.mark.parametrize("name", pathological())
def test_a_long_text_is_judged(name: str) -> None:
    text = pathological()[name]
    assert len(text) == CHARACTERS
    with coming_to_an_end(name):
        decide(post(text, roles=("parent",)), REGULATION, CONTEXT)
