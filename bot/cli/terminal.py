"""What a terminal may be shown, and what is asked there."""

from typing import Any

import click

from bot.cli import words
from bot.commands.words import NO, YES

SHOWN_CHARACTERS = 200
"""How much of a text is shown in a line; --json gives all of it."""


def printable(text: str) -> str:
    """The text without anything that a terminal would obey: names come from outside."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in text)


def one_line(text: str) -> str:
    """The beginning of the text in one line, without anything that a terminal would obey."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    plain = " ".join(plain.split())
    return plain if len(plain) <= SHOWN_CHARACTERS else plain[:SHOWN_CHARACTERS].rstrip() + "…"


class _YesOrNo(click.ParamType[bool]):
    name = "yes or no"

    def convert(self, value: Any, param: object, ctx: object) -> bool:
        if value is False or value.casefold() in NO:
            return False
        if value.casefold() in YES:
            return True
        raise click.BadParameter(words("Answer yes or no."))


def agreed(question: str) -> bool:
    """What people answer to a question, in their language; no, where they only press Enter."""
    shown = f"{question} {words('[yes/NO]')}"
    answer = click.prompt(shown, type=_YesOrNo(), default=False, show_default=False, err=True)
    return bool(answer)
