"""What of a text others may read."""

import pytest

from rooms.roster.masked_text import masked_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Миша Соколов заболел", "М… С… заболел"),
        ("ИВАНОВА МАРИЯ не придёт", "И… М… не придёт"),
        ("пишите Анне Сергеевне", "пишите А… С…"),
        ("это Джамшут, наш сосед", "это Д…, наш сосед"),
        ("Хургада зовёт", "Хургада зовёт"),
        ("роза на подоконнике", "роза на подоконнике"),
        ("звоните 8 (912) 345-67-89", "звоните 89•••••••89"),
        ("карта 2202 2002 0000 0004", "карта 22••••••••••••04"),
        ("родилась 05.03.2020", "родилась 05••••20"),
        ("завтра в 18:00, 2-й этаж, 1500 руб", "завтра в 18:00, 2-й этаж, 1500 руб"),
        ("почта anna.petrova+24@mail.ru!", "почта …@…!"),
        ("", ""),
    ],
)
def test_names_numbers_and_addresses_are_masked(text: str, shown: str) -> None:
    assert masked_text(text) == shown


def test_the_names_of_the_roster_are_masked_in_every_form_and_case() -> None:
    assert masked_text("у розы новая шапка", {"роза"}) == "у р… новая шапка"


def test_a_long_text_takes_no_time() -> None:
    for piece in ("а", "1 ", "@", "Аб ", "1-", "a.a@"):
        masked_text(piece * 5000)
