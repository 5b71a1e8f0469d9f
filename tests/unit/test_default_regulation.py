"""The regulation that a new house begins with, in both languages."""

import re
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from policies.context import Context
from policies.decide import decide
from policies.post import ROLES
from policies.regulation import Clause, Regulation
from policies.rules import RULES
from policies.verdict import Action, Verdict
from rooms.files.yaml_file import load
from rooms.storage.clause_counts import number_order
from tests.support.posts import MONDAY_NOON, post

DEFAULTS = Path(__file__).parents[2] / "rooms" / "defaults"
FILES = {"ru": DEFAULTS / "regulation.yaml", "en": DEFAULTS / "regulation.en.yaml"}
REGULATIONS = {language: load(path, Regulation) for language, path in FILES.items()}
RUSSIAN = REGULATIONS["ru"]
BOUND_TO_SOME = {"hours": {"head", "duty"}, "length": {"head", "deputy", "duty"}}
BOUND_TO_SOME |= {"money": {"treasurer"}}
NIGHT = MONDAY_NOON.replace(hour=19)


def judged(text: str, role: str = "parent", room: str = "group", **more: object) -> Verdict:
    written = post(text, roles=(role,), kind=room, room=room, **more)  # type: ignore[arg-type]
    return decide(written, RUSSIAN, Context(ZoneInfo("Europe/Moscow")))


def test_both_languages_say_the_same() -> None:
    russian, english = (
        [clause.model_dump(exclude={"text"}) for clause in REGULATIONS[language].clauses]
        for language in ("ru", "en")
    )
    assert russian == english
    assert REGULATIONS["ru"].emergency == REGULATIONS["en"].emergency
    assert REGULATIONS["ru"].exempt == REGULATIONS["en"].exempt
    assert REGULATIONS["ru"].disappearing == REGULATIONS["en"].disappearing


@pytest.mark.parametrize(("language", "other"), [("ru", "[a-zA-Z]"), ("en", "[а-яА-ЯёЁ]")])
def test_clauses_are_in_the_words_of_their_language(language: str, other: str) -> None:
    for clause in REGULATIONS[language].clauses:
        assert not re.search(other, clause.text), clause.text
        assert clause.text.endswith((".", "!", "»", ")")), clause.text


def test_every_rule_is_bound() -> None:
    assert {clause.rule for clause in RUSSIAN.clauses} == set(RULES)


def test_clauses_are_numbered_in_their_order() -> None:
    numbers = [clause.id for clause in RUSSIAN.clauses]
    assert all(re.fullmatch(r"\d+\.\d+", number) for number in numbers)
    assert numbers == sorted(numbers, key=number_order)
    for one, other in pairwise(numbers):
        (section, place), (next_section, next_place) = one.split("."), other.split(".")
        expected = int(place) + 1 if section == next_section else 1
        assert int(next_place) == expected, other


@pytest.mark.parametrize("rule", sorted(RULES.keys() - {"rights"}))
def test_in_a_group_it_is_about_everybody(rule: str) -> None:
    place = post(kind="group").place
    missing = {
        role
        for role in ROLES
        if not any(
            clause.rule == rule and clause.applies(post(roles=(role,)).author, place)
            for clause in RUSSIAN.clauses
        )
    }
    assert missing == BOUND_TO_SOME.get(rule, set())


@pytest.mark.parametrize("language", FILES)
def test_the_comment_explains_every_key_role_and_action(language: str) -> None:
    comment = FILES[language].read_text("utf-8").split("clauses:\n")[0]
    keys = [field.alias or name for name, field in Clause.model_fields.items()]
    for name in (*keys, *ROLES, *Action):
        assert re.search(rf"\b{name}\b", comment), name


@pytest.mark.parametrize("language", FILES)
def test_lines_are_short_enough_to_read(language: str) -> None:
    lines = FILES[language].read_text("utf-8").splitlines()
    assert [line for line in lines if len(line) > 100] == []


def test_people_write_by_day_and_wait_at_night() -> None:
    assert judged("Доброе утро, придём к десяти").action is Action.ALLOW
    for role in ("parent", "educator", "treasurer"):
        assert judged("Доброй ночи всем", role, at=NIGHT).action is Action.HOLD
    for role in ("head", "duty"):
        assert judged("Доброй ночи всем", role, at=NIGHT).lets_through
    assert judged("Доброй ночи всем", "educator", "staff", at=NIGHT).lets_through


def test_parents_do_not_write_among_the_staff() -> None:
    assert judged("Можно вопрос?", room="staff").action is Action.REFUSE


def test_a_long_post_comes_back() -> None:
    assert judged("Ребята гуляли. " * 201).action is Action.REFUSE


@pytest.mark.parametrize(
    "text",
    [
        "Вызовите скорую!",
        "срочно нужен врач",
        "В саду пожар",
        "Миша потерялся",
        "ребенок не дышит",
        "девочка пропала",
        "она без сознания",
    ],
)
def test_what_is_urgent_is_known(text: str) -> None:
    assert RUSSIAN.is_emergency(post(text))


def test_what_is_urgent_is_known_without_a_list_in_the_file() -> None:
    hours = {"from": "08:00", "to": "20:00"}
    clause = {"id": "1", "text": "Днём.", "rule": "hours", "with": hours, "action": "hold"}
    own = Regulation.model_validate({"clauses": [clause]})
    assert own.is_emergency(post("Пожар в саду!"))
    assert own.emergency == RUSSIAN.emergency
    none = Regulation.model_validate({"clauses": [clause], "emergency": []})
    assert not none.is_emergency(post("Пожар в саду!"))


@pytest.mark.parametrize(
    "text", ["До скорой встречи", "Скоро праздник", "Пропала шапка", "Спасибо"]
)
def test_what_is_not_urgent_can_wait(text: str) -> None:
    assert not RUSSIAN.is_emergency(post(text))
