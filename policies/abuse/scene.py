"""What stands around a word of abuse in a post."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property

from policies.abuse.words import AbuseWords
from policies.text.morphology import is_name, is_noun
from policies.text.reading import Reading
from policies.text.surroundings import Surroundings
from policies.text.vocabulary import Hit

SOMEBODY = ("you", "yours", "staff", "people")
"""Who may be called something here, by the tags of what stands around."""

VERY_SHORT = 2
"""A post of so few words («убогие») can only be a call at somebody."""

SUCH = frozenset({"таких", "такими", "таким", "такого"})
"""«Из-за таких баранов»."""


class Scene:
    """A post in which there may be abuse."""

    def __init__(self, words: AbuseWords, reading: Reading) -> None:
        self.words = words
        self.reading = reading

    @cached_property
    def around(self) -> Surroundings:
        """Who and what it speaks of, and where; looked for when it is asked, since a word of abuse
        often shows by itself that it is none."""
        return Surroundings(self.reading, self._hits)

    @cached_property
    def fixed(self) -> AbstractSet[int]:
        """The words of set phrases that only sound like abuse."""
        fixed = (hit for hit in self._hits if hit.tag == "fixed")
        return {place for hit in fixed for place in range(hit.first, hit.last + 1)}

    @cached_property
    def _hits(self) -> Sequence[Hit]:
        hits = self.words.around.find(self.reading)
        return [each for each in hits if not _is_compared_with(self.reading, each)]

    def form(self, place: int) -> str:
        """The word at a place, empty where there is none."""
        forms = self.reading.in_order
        return forms[place] if 0 <= place < len(forms) else ""

    def near(self, tags: Iterable[str], hit: Hit, behind: int, ahead: int) -> bool:
        """Whether one of the kinds is so many words before or after, in the same sentence."""
        near = self.around.near
        for tag in tags:  # noqa: SIM110 - asked more often than anything else
            if near(tag, hit, behind, ahead):
                return True
        return False

    def around_of(self, hit: Hit, behind: int, ahead: int) -> Iterator[int]:
        """The places of so many words before and after, in the same sentence."""
        words = self.reading.words
        sentence = words[hit.first].sentence
        for place in range(max(0, hit.first - behind), hit.first):
            if words[place].sentence == sentence:
                yield place
        for place in range(hit.last + 1, min(hit.last + 1 + ahead, len(words))):
            if words[place].sentence == sentence:
                yield place

    def is_called(self, hit: Hit) -> bool:
        """Whether it has a form in which somebody is called it."""
        return hit.tag == "mad" or self.form(hit.first) in self.words.called

    def is_close(self, first: int, last: int) -> bool:
        """Whether one word follows another with nothing but a space between them."""
        words = self.reading.words
        if first < 0 or last >= len(words):
            return False
        return not self.reading.text[words[first].end : words[last].start].strip()

    def is_named(self, hit: Hit) -> bool:
        """Whether somebody's name stands beside it."""
        return any(
            self.around.in_sentence(place, hit)
            and self.reading.quote(place, place).istitle()
            and is_name(self.form(place))
            for place in (hit.first - 2, hit.first - 1, hit.last + 1)
        )

    def is_thing(self, place: int, hit: Hit) -> bool:
        """Whether the word at a place beside it is a noun for a thing."""
        form = self.form(place)
        beside = (place, hit.first) if place < hit.first else (hit.last, place)
        if not form or not self.is_close(*beside) or not is_noun(form):
            return False
        if form in self.words.insulted or is_name(form):
            return False
        return self.around.tags_at(place).isdisjoint(("staff", "people", "yours"))


def _is_compared_with(reading: Reading, hit: Hit) -> bool:
    """Whether those above are only what somebody is likened to: «гонору как у министра»."""
    if hit.tag != "authority" or hit.first < 1:
        return False
    before = [word.form for word in reading.words[max(0, hit.first - 2) : hit.first]]
    return before[-1] == "как" or before == ["как", "у"]
