"""Russian in Latin letters."""

import pytest

from policies.text.romanized import in_cyrillic


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("privet", "привет"),
        ("spasibo", "спасибо"),
        ("zavtra", "завтра"),
        ("shapka", "шапка"),
        ("yabloko", "яблоко"),
        ("den", "день"),
        ("khorosho", "хорошо"),
        ("horosho", "хорошо"),
        ("sinyaya", "синяя"),
        ("krasnye", "красные"),
        ("moy", "мой"),
        ("moi", "мой"),
        ("ploschad'", "площадь"),
        ("4to", "что"),
    ],
)
def test_what_it_is_in_russian(written: str, meant: str) -> None:
    assert meant in in_cyrillic(written)


def test_nothing() -> None:
    assert in_cyrillic("") == ("",)
