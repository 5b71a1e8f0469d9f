"""What stands near what in a post, counted in words."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping

from policies.text.reading import Reading
from policies.text.vocabulary import Hit, Vocabulary

Span = tuple[int, int]
"""The first and the last word of something (indices into `Reading.words`)."""

_LONGEST = 12
"""No entry of a vocabulary has more words, with its gaps."""

_JOINED = 3
"""So many words more are looked at behind «на воду и салфетки»."""
_FAR = 12
"""How far something may stand from what it is said of, in words."""


class Neighbours:
    """Where each tag of a vocabulary is found in a post, and whatever else is told (in order)."""

    def __init__(
        self, reading: Reading, vocabulary: Vocabulary, others: Mapping[str, Iterable[Span]]
    ) -> None:
        self._reading = reading
        self._places: dict[str, list[Span]] = {tag: list(places) for tag, places in others.items()}
        for hit in vocabulary.find(reading):
            self._places.setdefault(hit.tag, []).append((hit.first, hit.last))

    def has(self, tag: str) -> bool:
        """Whether it is anywhere in the post."""
        return bool(self._places.get(tag))

    def near(
        self, tag: str, hit: Hit, behind: int = 8, ahead: int = 10, *, together: bool = False
    ) -> bool:
        """Whether it is among so many words before and after, or in the hit itself; `together`:
        in the same sentence."""
        words = self._reading.words
        return any(
            not together or words[first].sentence == words[hit.first].sentence
            for first in self._between(tag, hit.first - behind, hit.last + ahead)
        )

    def near_apart(
        self, tag: str, hit: Hit, behind: int, ahead: int, after: Collection[str]
    ) -> bool:
        """Whether it is near in the same sentence, and neither right behind one of the words
        `after` nor joined to what is: a thing is given, but not «на воду и салфетки»."""
        words, forms = self._reading.words, self._reading.in_order
        then = -1
        for first in self._between(tag, hit.first - behind, hit.last + ahead + _JOINED):
            if words[first].sentence != words[hit.first].sentence:
                continue
            if first and forms[first - 1] in after:
                then = first + (3 if forms[first + 1 : first + 2] == ["и"] else 1)
            elif first > 2 and forms[first - 1] == "и" and forms[first - 3] in after:
                then = first + 1
            elif first <= hit.last + ahead or first == then:
                return True
        return False

    def about(self, tag: str, hit: Hit, far: int = _FAR) -> bool:
        """Whether it is so near that it is said of the same: a long post is about many things."""
        return next(self._between(tag, hit.first - far, hit.last + far), None) is not None

    def precedes(self, tag: str, hit: Hit, behind: int) -> bool:
        """Whether it is among so many words before."""
        return next(self._between(tag, hit.first - behind, hit.first - 1), None) is not None

    def in_clause(self, tag: str, hit: Hit, far: int = _FAR) -> bool:
        """Whether it is among so many words before and after, with nothing but spaces between."""
        return any(
            all(
                self._reading.adjoins(at)
                for at in range(min(first, hit.last), max(first, hit.first))
            )
            for first in self._between(tag, hit.first - far, hit.last + far)
        )

    def accompanies(self, tag: str, hit: Hit, after: Collection[str], within: int) -> bool:
        """Whether it stands close by, with one of the words `after` shortly before it: «на» in
        «сдаём на новые шторы», «за» in «за билеты ещё не сдали»."""
        words = self._reading.words
        return any(
            not hit.first <= first <= hit.last
            and any(words[at].form in after for at in range(max(0, first - 3), first))
            for first in self._between(tag, hit.first - within - 2, hit.last + within)
        )

    def follows(self, tag: str, hit: Hit, ahead: int, *, without: Collection[str]) -> bool:
        """Whether it is among so many words after, and none of the words `without` in between:
        «сдайте книги», but not «сдайте на книги»."""
        words = self._reading.words
        return any(
            not any(words[at].form in without for at in range(hit.last + 1, first))
            for first in self._between(tag, hit.last + 1, hit.last + ahead)
        )

    def _between(self, tag: str, begin: int, end: int) -> Iterator[int]:
        """Where what ends at word `begin` or later and begins at word `end` at the latest does."""
        places = self._places.get(tag, [])
        for place in range(bisect_left(places, (begin - _LONGEST, 0)), len(places)):
            first, last = places[place]
            if first > end:
                return
            if last >= begin:
                yield first
