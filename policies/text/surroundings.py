"""What a post speaks of around a word: kinds of words within reach, in the same sentence."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from policies.text.reading import Reading
from policies.text.vocabulary import Hit

_NOTHING = frozenset[str]()


class Surroundings:
    """Where the words of each kind (the tags of a vocabulary) are in a post."""

    def __init__(self, reading: Reading, hits: Iterable[Hit]) -> None:
        self._reading = reading
        self._places: dict[str, list[int]] = defaultdict(list)
        self._tags: dict[int, set[str]] = defaultdict(set)
        for hit in hits:  # they come by where they begin
            self._places[hit.tag].append(hit.first)
            self._tags[hit.first].add(hit.tag)

    def has(self, tag: str) -> bool:
        """Whether there is one anywhere in the post."""
        return tag in self._places

    def tags_at(self, place: int) -> AbstractSet[str]:
        """The kinds of what begins with this word (an index into `Reading.words`)."""
        return self._tags.get(place, _NOTHING)

    def near(self, tag: str, hit: Hit, behind: int, ahead: int) -> bool:
        """Whether one is so many words before or after, in the sentence of the hit and outside it.

        A reach of so many words costs no more than that, however many there are in the post.
        """
        places = self._places.get(tag)
        if not places:
            return False
        from_here = bisect_left(places, hit.first - behind)
        to_here = bisect_right(places, hit.last + ahead)
        if from_here == to_here:
            return False
        words = self._reading.words
        sentence = words[hit.first].sentence
        return any(
            not hit.first <= place <= hit.last and words[place].sentence == sentence
            for place in places[from_here:to_here]
        )

    def in_sentence(self, place: int, hit: Hit) -> bool:
        """Whether there is such a word, in the sentence in which the hit begins."""
        words = self._reading.words
        return 0 <= place < len(words) and words[place].sentence == words[hit.first].sentence

    def form(self, place: int) -> str:
        """The word at a place, empty where there is none."""
        words = self._reading.words
        return words[place].form if 0 <= place < len(words) else ""
