"""Why a rule fired, as a card says it."""

import pytest

from policies.verdict import Evidence
from rooms.evidence import evidence_words, findings_besides


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
        ({"roles": "parent", "needed": "head"}, ""),
        ({"written_at": "вчера"}, "написано вчера"),
        ({"something": "new"}, "something: new"),
        ({}, ""),
    ],
)  # fmt: skip
def test_evidence_in_plain_words(evidence: Evidence, words: str) -> None:
    assert evidence_words("ru", evidence) == words


def test_the_other_clauses_that_fire_are_named_and_those_in_rehearsal_are_not() -> None:
    findings = [
        {"clause": "3.2", "rehearsed": False},
        {"clause": "3.9", "rehearsed": False},
        {"clause": "3.10", "rehearsed": True},
    ]
    assert findings_besides(findings, "3.2") == ["3.9"]
