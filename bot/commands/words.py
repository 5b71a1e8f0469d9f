"""Reads a message as a command: ``!teremok status`` or, in a private room, ``status``."""

import shlex
from dataclasses import dataclass

CALLS = ("!teremok", "!теремок")
"""How one calls the bot in a room with others."""
YES = frozenset({"yes", "y", "да", "д", "✅", "+"})
NO = frozenset({"no", "n", "нет", "н", "❌", "-"})
"""How people answer, in small letters."""


@dataclass(frozen=True, slots=True)
class Words:
    """The first word of a command, in small letters, and the rest."""

    name: str
    arguments: tuple[str, ...] = ()


def after_call(text: str) -> str | None:
    """What follows the bot's name; None where the message does not begin with it."""
    called, _, rest = text.strip().partition(" ")
    if "\n" in called:
        called, _, rest = text.strip().partition("\n")
    return rest.strip() if called.casefold().rstrip(":,") in CALLS else None


def read_words(text: str) -> Words:
    """The command in a message with or without the bot's name; no word at all means ``help``."""
    rest = after_call(text)
    said = (text if rest is None else rest).strip().lstrip("!/")
    try:
        parts = shlex.split(said)
    except ValueError:  # a quotation mark that is never closed
        parts = said.split()
    if not parts:
        return Words("help")
    return Words(parts[0].casefold().strip(".,:;?!"), tuple(parts[1:]))
