"""What judges is ready before the first post: every rule has been used."""

import asyncio
import gc
import time
from dataclasses import replace
from pathlib import Path
from weakref import ref

import pytest

from policies.context import Context
from policies.people import Children
from policies.post import Post
from policies.regulation import Regulation
from policies.text.lexicon import lexicon
from policies.verdict import Verdict
from policies.words import words_of
from rooms import readiness
from rooms.files.yaml_file import load
from rooms.judgement import judged
from rooms.practice import practice
from tests.support.corpus import CONTEXT

DEFAULT = Path(__file__).parents[2] / "rooms" / "defaults" / "regulation.yaml"
NEEDS_MORE = {
    "hours",  # it is noon
    "flood", "repetition", "repeated_picture",  # earlier posts
    "language",  # a model that takes long to load
    "impersonation",  # names of the staff
    "length",
}  # fmt: skip


async def test_every_rule_that_can_has_found_something(monkeypatch: pytest.MonkeyPatch) -> None:
    regulation = load(DEFAULT, Regulation)
    found: set[str] = set()

    def noted(post: Post, regulation: Regulation, context: Context) -> Verdict:
        verdict = judged(post, regulation, context)
        found.update(finding.rule for finding in verdict.findings)
        return verdict

    monkeypatch.setattr(readiness, "judged", noted)
    await readiness.make_ready(regulation, CONTEXT)
    assert {clause.rule for clause in regulation.clauses} - found <= NEEDS_MORE


async def test_what_stays_is_never_looked_through() -> None:
    regulation = load(DEFAULT, Regulation)
    await readiness.make_ready(regulation, CONTEXT)
    looked_through = {id(each) for each in gc.get_objects()}
    assert looked_through.isdisjoint(id(detector) for _, detector in regulation.compiled)
    assert gc.isenabled()


async def test_what_is_known_of_words_then_stays_known() -> None:
    regulation = load(DEFAULT, Regulation)
    former = replace(CONTEXT, children=Children(("Соколов Михаил", "Иванова Анна")))
    await readiness.make_ready(regulation, former)
    context = replace(CONTEXT, children=Children(("Соколов Михаил", "Петрова Вера")))
    await readiness.make_ready(regulation, context)
    known = lexicon()
    del former  # as soon as the others are known
    posts = tuple(practice())
    regulation.is_emergency(posts[0])
    load(DEFAULT, Regulation)  # it is kept for the next start
    assert lexicon() is known
    assert {"спасибо", "дети", "завтра"} <= known.keys()


async def test_the_files_of_words_are_let_go_of_when_they_are_compiled() -> None:
    words_of("thanks")
    await readiness.make_ready(Regulation(), CONTEXT)
    assert words_of.cache_info().currsize == 0


class _Circle:
    def __init__(self) -> None:
        self.itself = self


async def test_what_others_leave_in_a_circle_meanwhile_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left = []
    monkeypatch.setattr(readiness, "judged", lambda *_: left.append(ref(_Circle())))
    await readiness.make_ready(Regulation(), CONTEXT)
    assert left
    assert not any(each() for each in left)


async def test_two_at_once_do_not_disturb_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    collecting = []

    def look(*_: object) -> None:
        collecting.append(gc.isenabled())
        time.sleep(0)  # the other one's turn

    monkeypatch.setattr(readiness, "judged", look)
    await asyncio.gather(*(readiness.make_ready(Regulation(), CONTEXT) for _ in range(2)))
    assert collecting
    assert not any(collecting)


async def test_a_rule_that_fails_lets_the_others_be_made_ready(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(post: Post, *_: object) -> None:
        raise ValueError(post.text)

    monkeypatch.setattr(readiness, "judged", fails)
    await readiness.make_ready(Regulation(), CONTEXT)
    assert "ValueError" in caplog.text
