"""A piece of personal data in a text."""

import re
from typing import NamedTuple

_DIGIT = re.compile(r"\d")
_FEWEST_DIGITS = {"phone": 5, "birth_date": 3}
"""With fewer of them the rest is said in words."""


class Found(NamedTuple):
    """What it is (``phone``, ``card``…), and where it stands in the text."""

    kind: str
    start: int
    end: int


def digits_of(text: str) -> str:
    """The digits of a text, as those of ASCII, without what stands between them."""
    digits = "".join(_DIGIT.findall(text))
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)


def masked(kind: str, text: str) -> str:
    """The same with every digit hidden, and with the name of a mailbox hidden: evidence is kept
    for long, and what it is about must not be told once more. Of what is said in words («собака
    mail точка ru») only the first letter is left."""
    name, sign, domain = text.partition("@")
    if sign:
        return f"{name[:1]}•••{sign}{domain}"
    if len(_DIGIT.findall(text)) < _FEWEST_DIGITS.get(kind, 1):
        return f"{_DIGIT.sub('', text)[:1]}•••"
    return _DIGIT.sub("•", text)
