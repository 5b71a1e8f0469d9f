"""What docs/regulation-tools.md promises."""

from pathlib import Path

from rooms.regulation.submitted import Submitted, SubmittedMedia
from tests.support.contradictory_regulations import PLANTED
from tests.support.overlapping_regulations import OVERLAPPING

PAGE = (Path(__file__).parents[2] / "docs" / "regulation-tools.md").read_text("utf-8")


def test_every_key_of_a_post_is_explained() -> None:
    for model in (Submitted, SubmittedMedia):
        for name, field in model.model_fields.items():
            assert f"`{field.alias or name}`" in PAGE, name


def test_every_kind_of_contradiction_is_explained() -> None:
    for kind in {planted.kind for planted in (*PLANTED, *OVERLAPPING)}:
        assert f"| `{kind}` |" in PAGE, kind
