"""Where in a text there are numbers or mailboxes: long texts are not searched from end to end."""

import re
from collections.abc import Iterator

_MARK = re.compile(r"[\d@]|собач?к|(?:at|эт)[)\]}]|\sэт\s")
_READ_WHOLE = 2_000
"""Characters of text that are searched at most, so that nobody can make it take long."""
_BEFORE, _AFTER, _OVERLAP = 80, 160, 60
_LONGEST_WORD = 40


def neighbourhoods(text: str) -> Iterator[tuple[int, str]]:
    """The parts of a text (with where each begins) that may have a number in them: all of it, or of
    a long one the first that have any."""
    if len(text) <= _READ_WHOLE:
        yield 0, text
        return
    position, left = 0, _READ_WHOLE
    while left > 0 and (mark := _MARK.search(text, position)) is not None:
        begin = _word_begins(text, max(0, mark.start() - _BEFORE))
        end = mark.end() + _AFTER
        yield begin, text[begin:end]
        left -= end - begin
        position = end - _OVERLAP


def _word_begins(text: str, position: int) -> int:
    """The beginning of the word that a position is in."""
    for begin in range(position, max(0, position - _LONGEST_WORD), -1):
        if not text[begin - 1].isalnum():
            return begin
    return position
