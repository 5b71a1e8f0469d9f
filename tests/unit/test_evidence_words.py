"""Why a rule fired, as a card says it."""

import pytest

from policies.verdict import Evidence
from rooms.evidence import NAMED, evidence_words, findings_besides
from rooms.language import say


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ({"found": "продам коляску", "weight": 5}, "найдено: «продам коляску»"),
        ({"characters": 70, "limit": 60}, "знаков: 70, можно 60"),
        ({"found": "ВСЕМ ПРИВЕТ", "capitals": 91}, "найдено: «ВСЕМ ПРИВЕТ»; заглавных букв: 91 %"),
        (
            {"written_at": "2026-11-23T21:40+03:00", "allowed_from": "2026-11-24T08:00+03:00"},
            "написано 23 ноября, 21:40",
        ),
        (
            {"name": "Вaлентина", "staff": "Валентина"},
            "имя «Вaлентина» похоже на имя сотрудника «Валентина»",
        ),
        ({"posts": 9, "seconds": 60, "limit": 8}, "сообщений одного автора: 9 за 60 с"),
        (
            {"who": "staff", "tagged": 3, "without_consent": 2},
            "детей: 3, без согласия: 2",
        ),
        ({"who": "staff", "tagged": 0}, "неизвестно, каких детей видно"),
        ({"roles": "parent", "needed": "head", "reply_only": 1}, ""),
        ({"found": "bit.ly/x", "kind": "shortener"}, "короткая ссылка; найдено: «bit.ly/x»"),
        ({"found": "m0s.ru", "kind": "address", "like": "mos.ru"},
         "адрес; найдено: «m0s.ru»; похоже на mos.ru"),
        ({"kind": "phone", "found": "+7 9** ***"}, "номер телефона; найдено: «+7 9** ***»"),
        ({"who": "parent", "kind": "photo"}, "фотография"),
        ({"kind": "voice", "limit": 60, "seconds": 90}, "голосовое сообщение; 90 с, можно 60"),
        ({"kind": "round", "seconds": 9}, "видеокружок; 9 с"),
        ({"reason": "kind", "found": "voice"}, "голосовое сообщение"),
        ({"reason": "program", "found": "a.exe"}, "программа; найдено: «a.exe»"),
        ({"reason": "size", "found": "a.mp4", "megabytes": 70, "limit": 50},
         "найдено: «a.mp4»; 70 МБ, можно 50"),
        ({"found": "Миша дерётся", "about": "child"}, "о ребёнке; найдено: «Миша дерётся»"),
        ({"language": "uz", "found": "Salom"}, "найдено: «Salom»; язык: узбекский"),
        ({"distance": 3, "whose": "room", "posted_at": "2026-11-23T21:40+03:00"},
         "уже было 23 ноября, 21:40"),
        ({"written_at": "вчера"}, "написано вчера"),
        ({"something": "new"}, "something: new"),
        ({}, ""),
    ],
)  # fmt: skip
def test_evidence_in_plain_words(evidence: Evidence, words: str) -> None:
    assert evidence_words("ru", evidence) == words


def test_every_value_with_a_word_has_it_in_russian() -> None:
    texts = {text for named in NAMED.values() for text in named.values()}
    assert [text for text in texts if say("ru", text) == text] == []


def test_the_other_clauses_that_fire_are_named_and_those_in_rehearsal_are_not() -> None:
    findings = [
        {"clause": "3.2", "rehearsed": False},
        {"clause": "3.9", "rehearsed": False},
        {"clause": "3.10", "rehearsed": True},
    ]
    assert findings_besides(findings, "3.2") == ["3.9"]
