"""What is a person's own number, address or date, and what only looks like one."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from stdnum import luhn

from policies.context import Context
from policies.personal.numbers import is_snils
from policies.rules.personal_data import RULE, PersonalData
from policies.text.reading import Reading
from tests.support.detecting import MOSCOW, ends, examples, find
from tests.support.pathological import pathological
from tests.support.posts import post

PERSONAL = examples("personal_data/personal.txt")
INNOCENT = examples("personal_data/innocent.txt")
STRANGE = {
    "mobile numbers without an end": "8 916 555 01 4 " * 1_300,
    "landlines that are none": "8 (495) 555-19-841 " * 1_000,
    "numbers of nowhere": "+1 234 567 890 " * 1_300,
    "nines": "9 9 9 9 9 9 9 9 9a " * 1_000,
    "cards that are none": "4276 3800 5555 0120 " * 1_000,
    "dates": "12.05.2020 " * 1_800,
    "births without a date": "родился " * 2_500,
    "streets without a house": "улица " * 3_300,
    "houses without a street": "дом 1 " * 3_300,
    "entrances": "1 этаж 2 этаж " * 1_300,
    "passports without a number": "паспорт 45 10 " * 1_400,
    "spoken numbers": "девять два " * 1_800,
    "dogs": "собака " * 2_800,
    "mailboxes of offices": "info@a.ru " * 2_000,
}


def test_personal_data() -> None:
    assert [text for text in PERSONAL if find(RULE, text) is None] == []


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_like_it(text: str) -> None:
    detect = RULE.detector(PersonalData())
    context = Context(MOSCOW, domains=frozenset({"sad24.ru"}))
    assert detect(Reading(post(text, roles=("parent",))), context) is None


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("звоните 8-912-34-567-89", {"kind": "phone", "found": "•-•••-••-•••-••"}),
        ("4276 3800 5555 0122", None),
        ("карта 4276 3800 5555 0122", {"kind": "card", "found": "•••• •••• •••• ••••"}),
        ("карта 2200 7001 5555 1236", {"kind": "card", "found": "•••• •••• •••• ••••"}),
        ("снилс 112-233-445 95", {"kind": "snils", "found": "•••-•••-••• ••"}),
        ("112-233-445 96", None),
        ("снилс 112-233-445 96", {"kind": "snils", "found": "•••-•••-••• ••"}),
        ("инн 500100732259", {"kind": "inn", "found": "•" * 12}),
        ("500100732258", None),
        ("инн 500100732258", {"kind": "inn", "found": "•" * 12}),
        ("паспорт 4510 123456", {"kind": "passport", "found": "•••• ••••••"}),
        ("Лесная 14 кв 52", {"kind": "address", "found": "•• кв ••"}),
        ("родилась 03.03.2021", {"kind": "birth_date", "found": "••.••.••••"}),
        ("пишите masha@mail.ru", {"kind": "email", "found": "m•••@mail.ru"}),
        ("masha собака mail точка ru", {"kind": "email", "found": "m•••"}),
        ("пишите masha{at}mail.ru", {"kind": "email", "found": "m•••"}),
        ("чек 9161234567", None),
        ("код 9123456789", None),
        ("Миша родился 1.2.20", {"kind": "birth_date", "found": "•.•.••"}),
        ("Соня родилась 5 мая 20 года", {"kind": "birth_date", "found": "• мая ••"}),
        ("паспорт 45 09 № 123-456", {"kind": "passport", "found": "•• •• № •••-•••"}),
        ("Садовая 15, зелёная калитка", {"kind": "address", "found": "Садовая ••"}),
    ],
)
def test_evidence_does_not_tell_it_again(text: str, evidence: dict[str, str] | None) -> None:
    assert find(RULE, text) == evidence


def test_two_leniencies() -> None:
    """A landline at VALID leniency; a mobile number that STRICT_GROUPING misses."""
    assert find(RULE, "30 15.09.2026") is None
    assert find(RULE, "8-912-34-567-89") is not None


def test_the_offices_own_numbers() -> None:
    own = ["+7 495 555-19-84", "8 (916) 555-01-42", "director@example.com"]
    for text in ("звоните 8 (495) 555 19 84", "дежурный 89165550142", "Director@Example.com"):
        assert find(RULE, text) is not None
        assert find(RULE, text, own=own) is None
    assert find(RULE, "8 916 555 01 43", own=own) is not None


def test_only_some_kinds() -> None:
    assert find(RULE, "8 916 555 01 42", kinds=["card"]) is None
    both = find(RULE, "8 916 555 01 42, кв 5 дом 3, Лесная 14 кв 52", kinds=["address"])
    assert both is not None
    assert both["kind"] == "address"
    with pytest.raises(ValidationError):
        PersonalData.model_validate({"kinds": []})


def test_organisations_have_numbers_too() -> None:
    assert find(RULE, "ИНН 7707083893") is None
    assert find(RULE, "ИНН 7707083893", organisations=True) == {"kind": "inn", "found": "•" * 10}


def test_mailboxes_of_the_institution() -> None:
    detect = RULE.detector(PersonalData())
    reading = Reading(post("пишите petrova@group.sad24.ru"))
    assert detect(reading, Context(MOSCOW, domains=frozenset({"sad24.ru"}))) is None
    assert detect(reading, Context(MOSCOW)) is not None


def test_a_birthday_to_come_is_no_birth_date() -> None:
    """It is judged by when it was written."""
    text = "день рождения Маши 14.03.2026 в 15:00"
    before = post(text, at=datetime(2026, 3, 1, tzinfo=UTC))
    later = post(text, at=datetime(2031, 3, 1, tzinfo=UTC))
    assert find(RULE, before) is None
    assert find(RULE, later) is not None


@given(st.from_regex(r"220[0-4][0-9]{11}", fullmatch=True))
def test_every_card_has_a_check_digit(digits: str) -> None:
    right = digits + luhn.calc_check_digit(digits)
    wrong = digits + str((int(right[-1]) + 1) % 10)
    assert find(RULE, f"сбер {right[:4]} {right[4:8]} {right[8:12]} {right[12:]}") is not None
    assert find(RULE, f"что это: {wrong}", kinds=["card"]) is None
    assert find(RULE, f"сбер {wrong}", kinds=["card"]) is not None


@given(st.integers(min_value=1_001_999, max_value=999_999_999))
def test_one_of_a_hundred_endings_is_a_snils(number: int) -> None:
    assert sum(is_snils(f"{number:09}{ending:02}") for ending in range(100)) == 1


@pytest.mark.parametrize(("name", "text"), [*pathological().items(), *STRANGE.items()])
def test_long_texts_are_read_soon(name: str, text: str) -> None:
    ends(RULE, text)


def test_a_number_at_the_end_of_a_long_text_is_found() -> None:
    assert find(RULE, "Добрый вечер, родители. " * 800 + "Мой номер 8 916 555 01 42") is not None
