"""A post's text, taken apart once for all rules."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from policies.post import Post
from policies.text.folding import folded, visible
from policies.text.morphology import plain

_WORD = re.compile(r"[^\W_]+(?:[-'’ʼ][^\W_]+)*")
_END = re.compile(r"[.!?…;\n]+(?=\s|$)|\n+")


class Word(NamedTuple):
    """A word: as vocabularies spell it, and where it stands in `Reading.text`."""

    form: str
    start: int
    end: int
    sentence: int


class Reading:
    """Views of a post's text; each is made when a rule first asks for it."""

    def __init__(self, post: Post) -> None:
        self.post = post

    @cached_property
    def text(self) -> str:
        """As it was written, without invisible characters (NFC, no spaces around it)."""
        return unicodedata.normalize("NFC", visible(self.post.text)).strip()

    @cached_property
    def lower(self) -> str:
        """The text in lower case, ё as е, position by position."""
        low = plain(self.text)
        if len(low) == len(self.text):
            return low
        return "".join(plain(letter)[0] for letter in self.text)  # some letters grow, such as İ

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words in their order: letters and digits, with hyphens inside."""
        return tuple(self._words())

    @cached_property
    def forms(self) -> frozenset[str]:
        """Which words occur."""
        return frozenset(word.form for word in self.words)

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """With which three letters words begin."""
        return frozenset(form[:3] for form in self.forms)

    def quote(self, first: int, last: int) -> str:
        """What was written from one word to another (indices into `words`, both included)."""
        return self.text[self.words[first].start : self.words[last].end]

    def _words(self) -> Iterator[Word]:
        ends = [end.end() for end in _END.finditer(self.lower)]
        sentence = 0
        for found in _WORD.finditer(self.lower):
            while sentence < len(ends) and ends[sentence] <= found.start():
                sentence += 1
            yield Word(folded(found[0]), found.start(), found.end(), sentence)
