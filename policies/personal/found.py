"""A piece of personal data in a text."""

import re
from typing import NamedTuple

_DIGIT = re.compile(r"\d")


class Found(NamedTuple):
    """What it is (``phone``, ``card``…), and where it stands in the text."""

    kind: str
    start: int
    end: int


def digits_of(text: str) -> str:
    """The digits of a text, as those of ASCII, without what stands between them."""
    digits = "".join(_DIGIT.findall(text))
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)


def masked(text: str) -> str:
    """The same with every digit hidden, and with the name of a mailbox hidden: evidence is kept
    for long, and what it is about must not be told once more."""
    name, sign, domain = text.partition("@")
    if sign:
        return f"{name[:1]}•••{sign}{domain}"
    return _DIGIT.sub("•", text)
