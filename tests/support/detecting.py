"""What a rule finds in a post."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
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

_EXAMPLES = Path(__file__).parents[1] / "fixtures" / "rules"
_ENDLESS_SECONDS = 20.0
"""Of the processor: some thousand times what it takes."""


def find(
    rule: AnyRule, written: Post | str, *, earlier: Sequence[Post] = (), **parameters: Any
) -> Evidence | None:
    """The evidence of a rule with these parameters (the others are the usual ones)."""
    detect = _compiled(rule, rule.parameters.model_validate(parameters))
    written = written if isinstance(written, Post) else post(written, roles=("parent",))
    return detect(Reading(written), Context(MOSCOW, earlier=earlier))


def examples(name: str) -> list[str]:
    """A table of examples, one a line: a file in tests/fixtures/rules."""
    return (_EXAMPLES / name).read_text("utf-8").strip().splitlines()


def ends(rule: AnyRule, written: Post | str, **parameters: Any) -> None:
    """Let the rule read a monstrous post."""
    detect = _compiled(rule, rule.parameters.model_validate(parameters))
    reading = Reading(written if isinstance(written, Post) else post(written, roles=("parent",)))
    with coming_to_an_end(rule.name):
        detect(reading, Context(MOSCOW))


@contextmanager
def coming_to_an_end(what: str) -> Iterator[None]:
    """Break off what would never end; not what is only slow on this machine."""

    def give_up(*_: object) -> None:
        raise AssertionError(f"{what} does not come to an end")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, _ENDLESS_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@cache
def _compiled(rule: AnyRule, parameters: FileModel) -> Detector:
    return rule.detector(parameters)
