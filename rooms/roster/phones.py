"""Phone numbers in a cell, in any spelling and with any words around them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from phonenumbers import (
    Leniency,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    format_number,
    is_possible_number,
    is_valid_number,
)

from rooms.roster.spelling import tidy
from rooms.sentence import Sentence

REGION = "RU"
"""Where a number without a country's code is at home."""

_ROUNDED = re.compile(r"\d(?:[.,]\d+)?e\+?\d{1,2}", re.IGNORECASE)
_RUSSIAN = re.compile(
    r"((?:\+7|\b[78])[\s(.-]*\d{3}[\s).-]*\d{3}[\s.-]*\d{2}[\s.-]*\d{2}\b)\s+(?=[+\d])"
)
_DIGITS = re.compile(r"\d(?:[\s().-]*\d)*")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]+")
_FEWEST_DIGITS = 5
"""Digits in a row from which they were meant to be a number: more than a time or a house has."""

NO_SUCH_PHONE = Sentence(
    "There is no such phone number: all its digits are expected, such as +7 916 123-45-67."
)


@dataclass(frozen=True, slots=True)
class FoundPhones:
    """The numbers in a text (E.164, each once), the words around them, and what is wrong."""

    phones: tuple[str, ...]
    words: str
    problem: Sentence | None = None


def find_phones(text: str) -> FoundPhones:
    """All phone numbers in a text; the words around them keep their line breaks."""
    plain = _plain(text)
    if plain is None:
        problem = Sentence(
            "A spreadsheet program has rounded this number: format the column as text and write"
            " the phone number again."
        )
        return FoundPhones((), "", problem)
    phones: dict[str, None] = {}
    around, end = [], 0
    wrong: Sentence | None = None
    for match in PhoneNumberMatcher(plain, REGION, leniency=Leniency.POSSIBLE):
        around.append(plain[end : match.start])
        end = match.end
        if _exists(match.number):
            phones[format_number(match.number, PhoneNumberFormat.E164)] = None
        else:
            wrong = NO_SUCH_PHONE
    around.append(plain[end:])
    words = " ".join(around)
    if any(_count(digits) >= _FEWEST_DIGITS for digits in _DIGITS.findall(words)):
        wrong = NO_SUCH_PHONE
    return FoundPhones(tuple(phones), words, wrong)


def _exists(number: PhoneNumber) -> bool:
    """Whether a number may be somebody's; the library is late with new Russian mobile codes."""
    is_russian_mobile = number.country_code == 7 and str(number.national_number).startswith("9")
    return is_valid_number(number) or (is_russian_mobile and is_possible_number(number))


def _count(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _plain(text: str) -> str | None:
    """The text as people would write it: Excel's 8.9161234567E+10 and ="8916…"; None: rounded."""
    text = text.strip().strip("'").strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    text = _MAIL.sub(" ", text)
    one_line = tidy(text)
    if _ROUNDED.fullmatch(one_line):
        number = Decimal(one_line.replace(",", "."))
        _, digits, exponent = number.as_tuple()
        if not isinstance(exponent, int) or exponent > 0 or len(digits) < _FEWEST_DIGITS:
            return None
        return str(number.to_integral_value())
    if re.fullmatch(r"\d{10,15}[.,]0+", one_line):
        return re.split(r"[.,]", one_line)[0]
    previous = None
    while previous != text:  # one number after another with nothing but a space between them
        previous, text = text, _RUSSIAN.sub(r"\1\n", text)
    return text
