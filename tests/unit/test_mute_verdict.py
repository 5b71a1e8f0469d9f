"""What somebody who is muted writes is refused, and they are told until when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from policies.post import Author, Place, Post, PostKind, Silence
from policies.regulation import Regulation
from rooms.judgement import MUTE, Judge
from tests.support.refused import refusal_words

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MARIA = Author("sandbox/maria", "Мария", frozenset({"parent"}))
POST = Post("1", MARIA, Place("owls", "group", "Совы"), NOW, PostKind.TEXT, "Здравствуйте")


def judged(silence: Silence | None) -> str | None:
    """What the author is told; None: it is let through."""
    judge = Judge(Regulation(clauses=()), "Europe/Moscow")
    post = replace(POST, author=replace(MARIA, silence=silence))
    verdict = judge.judge(post)
    if verdict.lets_through:
        return None
    assert verdict.decisive is not None
    assert (verdict.decisive.clause, verdict.decisive.rule) == (MUTE, MUTE)
    return refusal_words("ru", post, verdict.decisive)


def test_until_when_is_told_in_the_time_of_the_house() -> None:
    told = judged(Silence(NOW + timedelta(hours=2)))
    assert told is not None
    assert "Дежурный администратор лишил вас слова в этой комнате." in told
    assert "Снова писать можно 22 ноября с 17:00." in told
    assert "Пункт" not in told


def test_without_an_end_no_time_is_told() -> None:
    told = judged(Silence())
    assert told is not None
    assert "Снова писать можно" not in told


@pytest.mark.parametrize("silence", [None, Silence(NOW), Silence(NOW - timedelta(days=1))])
def test_who_is_not_muted_any_more_is_heard(silence: Silence | None) -> None:
    assert judged(silence) is None
