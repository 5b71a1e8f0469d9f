"""What was said lately in nearly the same words, and chains of thanks."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from policies.post import Post
from policies.rules import repetition
from policies.rules.repetition import RULE
from tests.support.detecting import find
from tests.support.posts import MONDAY_NOON, post

MOTHER, FATHER = "sandbox/mother", "sandbox/father"
QUESTION = "Кто забрал наш синий рюкзак из раздевалки?"
LETTER = (
    "Уважаемые родители, просим закрывать калитку на замок: вчера в сад приходили чужие собаки."
)


def said(text: str, by: str = MOTHER, minute: float = 0, **more: Any) -> Post:
    written = post(text, roles=("parent",), at=MONDAY_NOON + timedelta(minutes=minute))
    return replace(written, author=replace(written.author, id=by), **more)


@pytest.mark.parametrize(
    ("before", "again"),
    [
        (QUESTION, QUESTION),
        (QUESTION, "кто забрал наш синий рюкзак из раздевалки"),
        (QUESTION, "КТО ЗАБРАЛ наш синий рюкзак из раздевалки???😡😡"),
        (QUESTION, "Кто забрал наш синий рюкзак с раздевалки"),
        (QUESTION, "Девочки, кто забрал наш синий рюкзак из раздевалки?"),
        (LETTER, LETTER),
        (LETTER, LETTER.replace("просим", "просьба")),
    ],
)
def test_said_again(before: str, again: str) -> None:
    evidence = find(RULE, said(again, minute=5), earlier=[said(before)])
    assert evidence is not None
    assert evidence["found"] == again[:100]
    assert evidence["whose"] == "author"
    assert 80 < int(evidence["alike"]) <= 100


@pytest.mark.parametrize(
    ("before", "again"),
    [
        (QUESTION, "Кто забрал нашу красную куртку из раздевалки?"),
        (QUESTION, "Рюкзак нашёлся, спасибо, он был в шкафчике Миши"),
        ("Ау, кто тут?", "Ау, кто тут?"),  # short
        ("Придём завтра к 9:30 с бабушкой Мишей", "Придём завтра к 10:30 с бабушкой Мишей"),
        ("", ""),
        (QUESTION, ""),
        (LETTER, LETTER * 2),
    ],
)
def test_not_the_same(before: str, again: str) -> None:
    assert find(RULE, said(again, minute=5), earlier=[said(before)]) is None


def test_two_families_may_say_the_same_and_nobody_the_same_letter() -> None:
    absent = "Доброе утро, нас сегодня не будет"
    assert find(RULE, said(absent, FATHER), earlier=[said(absent)]) is None
    assert find(RULE, said(absent), earlier=[said(absent)]) is not None
    evidence = find(RULE, said(LETTER, FATHER), earlier=[said(LETTER)])
    assert evidence == {"found": LETTER[:100], "alike": 100, "whose": "room"}


def test_every_morning_is_another_one() -> None:
    absent = "Доброе утро, нас сегодня не будет"
    assert find(RULE, said(absent, minute=24 * 60), earlier=[said(absent)]) is None
    assert find(RULE, said(absent, minute=24 * 60), earlier=[said(absent)], minutes=1440)
    assert find(RULE, said(absent), earlier=[said(absent, minute=1)]) is None  # written later


def test_edits_are_not_compared() -> None:
    assert find(RULE, said(QUESTION, is_edit=True), earlier=[said(QUESTION)]) is None
    assert find(RULE, said(QUESTION), earlier=[said(QUESTION, is_edit=True)]) is None


@pytest.mark.parametrize(
    ("parameters", "fires"),
    [({}, False), ({"alike": 60}, True), ({"alike": 60, "characters": 100}, False)],
)
def test_how_much_alike_can_be_set(parameters: dict[str, int], fires: bool) -> None:
    other = "Кто забрал нашу красную куртку из раздевалки?"
    evidence = find(RULE, said(other), earlier=[said(QUESTION)], **parameters)
    assert (evidence is not None) is fires


THANKS = ["Спасибо!", "спасибо большое за праздник", "С праздником! 🌷", "Благодарю 🙏"]


def chain(*texts: str) -> list[Post]:
    return [said(text, by=f"sandbox/{number}") for number, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("earlier", "last", "length"),
    [
        (THANKS[:3], "И от нас спасибо", 4),
        (THANKS[:2], "И от нас спасибо", None),
        (THANKS, "И от нас спасибо", 4),
        (THANKS, "Спасибо, завтра принесём", None),
        ([*THANKS, "А во сколько завтра?"], "Спасибо", None),
        (["А во сколько завтра?", *THANKS], "Спасибо", 4),
        (["+", "+", "+", "+"], "+", None),  # a list of those who agree is wanted
        (["да", "ок", "хорошо"], "да", None),
    ],
)
def test_chains_of_thanks(earlier: list[str], last: str, length: int | None) -> None:
    evidence = find(RULE, said(last), earlier=chain(*earlier))
    assert evidence == (None if length is None else {"found": last, "thanks": length})


def test_a_chain_may_be_longer() -> None:
    assert find(RULE, said("Спасибо"), earlier=chain(*THANKS), thanks=5) is None
    assert find(RULE, said("Спасибо"), earlier=chain("Спасибо"), thanks=1) is not None
    old = [replace(each, written_at=MONDAY_NOON - timedelta(days=1)) for each in chain(*THANKS)]
    assert find(RULE, said("Спасибо"), earlier=old) is None


def test_long_posts_are_compared_quickly() -> None:
    earlier = [said("абв " * 5000, minute=-n) for n in range(50)]
    find(RULE, said("где " * 5000), earlier=earlier)
    find(RULE, said("вба " * 5000), earlier=earlier)


def test_what_a_room_compares_with_is_not_made_anew_when_there_are_too_many_texts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: Counter[str] = Counter()

    def gist_of(text: str) -> repetition._Gist:
        made[text] += 1
        return repetition._Gist(len(text), (), 0, text)

    monkeypatch.setattr(repetition, "_gist_of", gist_of)
    gists = repetition._Gists()
    room = [f"сообщение {number}" for number in range(20)]
    for number in range(3 * repetition._MOST_KEPT):
        gists[f"что-то ещё {number}"]
        for text in room:
            gists[text]
    assert {made[text] for text in room} == {1}
