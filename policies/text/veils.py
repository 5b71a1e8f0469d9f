"""Where in a text words may be hidden: single letters in a row, signs and digits among letters."""

import re
from collections.abc import Sequence
from itertools import chain, filterfalse, islice
from typing import NamedTuple

_EDGES = ".,!?…:;()[]{}«»\"“”„'’<>-–—"
_INSIDE = re.compile(r"[,;:()\[\]{}«»\"“”„<>]+")
_HIDING = re.compile(
    r"[^\W_](?:[^\w\s–—-]+|_+)[^\W_]|[а-я][*#@$%&\da-zіѕј]|[*#@$%&\da-zіѕј][а-я]|[а-я]--+[а-я]"
)
_FOREIGN = re.compile("[a-zіѕј]")
_MIXED = re.compile("[а-я][a-zіѕј]|[a-zіѕј][а-я]")
_ADDRESS = re.compile(r"[@/]\w+[-.@/]\w|://|^@|\.(?:ru|рф|com|org|net)\b")
_SHORTEST, _LONGEST = 3, 40
_SPELLED = re.compile(r"(?<![^\W_])[^\W_](?:(?!,\s)(?:[^\w\n]|_){1,3}[^\W_](?![^\W_])){2,40}")
_MOST = 50
"""So many places of a post are looked at: a limit to what a post of signs can cost."""


class Chunk(NamedTuple):
    """Letters and signs without a space between them, and where they begin in the text."""

    written: str
    start: int


def veiled(text: str) -> tuple[Chunk, ...]:
    """What may be a word with letters hidden, of a text in lower case."""
    mixed = _FOREIGN.search(text) is not None and _MIXED.search(text) is not None
    chunks = text.split()
    if not mixed:
        # No words with signs of the sentence around them, and not such signs alone.
        chunks = [
            each
            for each in filterfalse(str.isalpha, chunks)
            if (core := each.strip(_EDGES)) and not core.isalpha()
        ]
    if not chunks:
        return ()
    found = chain.from_iterable(map(_pieces, dict.fromkeys(chunks)))
    return tuple([Chunk(piece, text.find(piece)) for piece in islice(found, _MOST)])


def _pieces(chunk: str) -> Sequence[str]:
    """What of letters and signs without a space between them may be a word with letters hidden."""
    if chunk.strip(_EDGES).isdigit():
        return ()
    pieces = [
        piece
        for piece in _INSIDE.split(chunk)
        if _SHORTEST <= len(piece) <= _LONGEST and _HIDING.search(piece)
    ]
    return pieces if pieces and not _ADDRESS.search(chunk) else ()


def spelled(text: str) -> tuple[Chunk, ...]:
    """What may be a word written letter by letter, of a text in lower case; letters in a list
    («х, у, й») are being taught."""
    runs = islice(_SPELLED.finditer(text), _MOST)
    return tuple(Chunk(run[0], run.start()) for run in runs)
