"""A post's text, taken apart once for all rules."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from policies.post import Post
from policies.text.folding import folded, may_fold, visible
from policies.text.morphology import plain
from policies.text.veils import Chunk, may_spell, spelled, veiled

_WORD = re.compile(r"[^\W_]+(?:[-'’ʼ][^\W_]+)*")
_END = re.compile(r"[.!?…;\n]+")


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
        spans = [found.span() for found in _WORD.finditer(self.lower)]
        starts, ends = [start for start, _ in spans], [end for _, end in spans]
        return tuple(map(Word, self._spelt, starts, ends, self._sentences(starts)))

    @cached_property
    def forms(self) -> frozenset[str]:
        """Which words occur."""
        return frozenset(self._spelt)

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """With which three letters words begin."""
        return frozenset(form[:3] for form in self.forms)

    @cached_property
    def veiled(self) -> tuple[Chunk, ...]:
        """What may be words with letters hidden («х@й», «п1здец»)."""
        return veiled(self.lower)

    @cached_property
    def spelled(self) -> tuple[Chunk, ...]:
        """What may be words written letter by letter («д у р а»)."""
        if sum(len(form) == 1 for form in self.forms) < 2 and not may_spell(self.lower):
            return ()
        return spelled(self.lower)

    def quote(self, first: int, last: int) -> str:
        """What was written from one word to another (indices into `words`, both included)."""
        return self.text[self.words[first].start : self.words[last].end]

    @cached_property
    def _spelt(self) -> Sequence[str]:
        """The words as vocabularies spell them."""
        found: list[str] = _WORD.findall(self.lower)
        return [folded(word) for word in found] if may_fold(self.lower) else found

    def _sentences(self, starts: Sequence[int]) -> Sequence[int]:
        """The number of the sentence for each of these positions."""
        text = f"{self.lower} "
        ends = [
            end.end()
            for end in _END.finditer(self.lower)
            if text[end.end()].isspace() or "\n" in end[0]
        ]
        if not ends or not starts or ends[0] > starts[-1]:
            return [0] * len(starts)
        return [bisect_right(ends, start) for start in starts]
