"""What the bot marks its messages in the duty room with, and which decision they are about. Pure.

A mark is the source with which `bot.voice` says something.
"""

import re

_CARD = re.compile(r"duty:card:(\d+)")
_ALONE = re.compile(r"duty:(?:file:(\d+)|objection:(\d+):.+)", re.DOTALL)


def card_mark(number: int) -> str:
    """The mark of the card that was made for a decision; more may follow, of its edits, say."""
    return f"duty:card:{number}"


def file_mark(number: int) -> str:
    """The mark of the file below the card."""
    return f"duty:file:{number}"


def objection_mark(number: int, key: str) -> str:
    """The mark of what its author objects; `key` tells several from each other."""
    return f"duty:objection:{number}:{key}"


def decision_of(mark: str) -> int | None:
    """The decision of the card that is marked so; None: it is no card."""
    found = _CARD.fullmatch(mark)
    return int(found[1]) if found else None


def alone_of(mark: str) -> int | None:
    """The one decision of which a file or an objection is; None: it is neither."""
    found = _ALONE.fullmatch(mark)
    return int(found[1] or found[2]) if found else None
