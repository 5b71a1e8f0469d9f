"""What people read when a post of theirs was not published."""

import json
from datetime import datetime

import pytest

from policies.post import Post, PostKind
from policies.regulation import Regulation
from policies.verdict import Finding
from rooms.judgement import Judge
from rooms.refusal import LARGEST_BODY, refusal_reason
from tests.support.posts import post
from tests.support.refused import refusal_words

HOURS = {
    "rule": "hours",
    "with": {"from": "08:00", "to": "20:00", "days": ["mon", "tue", "wed", "thu", "fri"]},
}
FRIDAY_NIGHT = datetime.fromisoformat("2026-11-27T22:10+03:00")


def finding(judged: Post, **clause: object) -> Finding:
    text = "Сообщения публикуются с 8:00 до 20:00."
    entry = {"id": "3.2", "text": text, "action": "refuse", **clause}
    judge = Judge(Regulation.model_validate({"clauses": [entry]}), "Europe/Moscow")
    decisive = judge.judge(judged).decisive
    assert decisive is not None
    return decisive


def test_the_author_reads_the_clause_the_next_hour_and_the_text() -> None:
    late = post("Завтра утренник", at=FRIDAY_NIGHT)
    assert refusal_words("ru", late, finding(late, **HOURS)) == (
        "Ваше сообщение для комнаты «Божьи коровки» не опубликовано.\n\n"
        "Пункт 3.2 правил: «Сообщения публикуются с 8:00 до 20:00.»\n"
        "Опубликовать его можно будет 30 ноября (понедельник) с 8:00.\n\n"
        "Ваш текст, чтобы он не пропал:\nЗавтра утренник"
    )


def test_the_same_in_english() -> None:
    late = post("Party tomorrow", at=FRIDAY_NIGHT)
    assert refusal_words("en", late, finding(late, **HOURS)) == (
        "Your post for the room “Божьи коровки” was not published.\n\n"
        "Clause 3.2 of the rules: “Сообщения публикуются с 8:00 до 20:00.”\n"
        "You can publish it on 30 November (Monday) from 8:00.\n\n"
        "Your text, so that it is not lost:\nParty tomorrow"
    )


def test_an_edit_leaves_the_message_as_it_was() -> None:
    late = post("Утренник", at=FRIDAY_NIGHT, is_edit=True)
    words = refusal_words("ru", late, finding(late, **HOURS))
    assert words.startswith(
        "Ваша правка сообщения в комнате «Божьи коровки» не опубликована:"
        " там остался прежний текст."
    )


def test_a_photo_without_words_is_named() -> None:
    late = post("", at=FRIDAY_NIGHT, carries=PostKind.PHOTO)
    assert refusal_words("ru", late, finding(late, **HOURS)).endswith("Вы отправляли: фотография.")


def test_a_long_text_comes_back_whole_and_its_length_is_told() -> None:
    long = post("слово " * 3000)
    found = finding(long, rule="length", **{"with": {"characters": 3000}})
    words = refusal_words("ru", long, found)
    assert "Знаков в нём: 17999, а можно не больше 3000." in words
    assert words.endswith("\n" + long.text.strip())
    found = finding(post("а\n" * 50), rule="length", **{"with": {"lines": 10}})
    assert "Строк в нём: 50, а можно не больше 10." in refusal_reason("ru", found)


@pytest.mark.parametrize("letters", ["ы", '\n"', "🙂", "a\x01"])
def test_of_a_longer_text_comes_back_what_an_event_takes(letters: str) -> None:
    long = post("начало " + letters * 30_000 + "конец")
    found = finding(long, rule="length", **{"with": {"characters": 3000}})
    words = refusal_words("ru", long, found)
    size = len(json.dumps(words, ensure_ascii=False).encode())
    assert LARGEST_BODY - 50 < size <= LARGEST_BODY
    assert words.endswith("…")
    assert "начало" in words


def test_who_may_write_is_told() -> None:
    parents = post(roles=("parent",))
    found = finding(parents, rule="rights", **{"with": {"who": ["head", "educator"]}})
    assert "Там пишут: заведующая, воспитатели." in refusal_reason("ru", found)


def test_words_with_braces_and_percents_are_left_alone() -> None:
    odd = post("{room} %s {0} {{", at=FRIDAY_NIGHT)
    found = finding(odd, **HOURS, text="{number} {x")
    words = refusal_words("ru", odd, found)
    assert "«{number} {x»" in words
    assert words.endswith("{room} %s {0} {{")
