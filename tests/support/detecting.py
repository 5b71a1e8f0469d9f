"""What a rule finds in a post."""

from collections.abc import Sequence
from functools import cache
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from policies.context import Context
from policies.file_model import FileModel
from policies.post import Post
from policies.rules.rule import AnyRule, Detector
from policies.text.reading import Reading
from policies.verdict import Evidence
from tests.support.posts import post

MOSCOW = ZoneInfo("Europe/Moscow")


def find(
    rule: AnyRule, written: Post | str, *, earlier: Sequence[Post] = (), **parameters: Any
) -> Evidence | None:
    """The evidence of a rule with these parameters (the others are the usual ones)."""
    detect = _compiled(rule, rule.parameters.model_validate(parameters))
    written = written if isinstance(written, Post) else post(written, roles=("parent",))
    return detect(Reading(written), Context(MOSCOW, earlier=earlier))


def milliseconds(rule: AnyRule, written: Post | str, **parameters: Any) -> float:
    """How long a rule takes for a post that others have read before, at its best of three."""
    detect = _compiled(rule, rule.parameters.model_validate(parameters))
    reading = Reading(written if isinstance(written, Post) else post(written, roles=("parent",)))
    assert len(reading.forms) <= len(reading.words)
    took = []
    for _ in range(3):
        begun = perf_counter()
        detect(reading, Context(MOSCOW))
        took.append(perf_counter() - begun)
    return min(took) * 1000


@cache
def _compiled(rule: AnyRule, parameters: FileModel) -> Detector:
    return rule.detector(parameters)
