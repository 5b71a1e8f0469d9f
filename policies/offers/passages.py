"""The passages of a post that may be an offer: signs of one that stand near each other.

A long post speaks of many things: what is said of one of them neither makes an offer of another nor
takes one back.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from itertools import pairwise
from operator import attrgetter

from policies.offers.signs import DONE, WARES, WEIGHTS, apart, speaks_for
from policies.text.neighbours import Span
from policies.text.reading import Reading
from policies.text.sums import numbers, sums_of_money
from policies.text.vocabulary import Hit

_GAP = 10
"""So many words without a sign, and the end of a sentence, are between two passages."""
_BESIDE = 6
"""How far from a passage something weighs against it, in words, if not in the same sentence."""
_NEAR = 8
_BEHIND = 14
"""How far before and behind a passage stand its prices, in words."""
_CLOSE = 3
_TOLD = frozenset({"speaks of", "asking", "refers", "places"})
"""What weighs against an offer in its own sentences only, for it tells of something."""
_MEANT = frozenset({"advice", "seeks", "needs", "chain"})
_FAR = 12
"""How far from what is asked for, or is to be passed on, stands who asks for it."""
_PRAISING = frozenset({"promotion", "condition", "cheap", "harvest", "sold"})
"""What may stand before a ware that stands at the head: «домашний творог»."""
_COUNTING = frozenset({"есть", "осталось", "остался", "осталась", "остались", "два", "две", "три"})
_FOR_THOUSANDS = re.compile(
    r"(?<![а-я])за (?:полторы|две|три|четыре|пять|шесть|семь|восемь|девять|десять|двенадцать"
    r"|пятнадцать|двадцать|тридцать|трешку|пятерку|пятерочку|десятку|десяточку|двадцатку"
    r"|\d{1,2}(?:[.,]\d)?)(?: с половиной)?(?= *(?:[.,!?;)(+\n]|$|тыс|т |отда|забер|уступ|торг))"
)
_EXCHANGED = frozenset({"=меняю ... =на"})
_ONE_BETWEEN = 2
_TRIFLE = -1
_AT_ONCE = 3
_HEAD, _STEM = 1, 3
_PREPOSITIONS = frozenset(
    {"на", "в", "во", "по", "к", "ко", "с", "со", "у", "о", "об", "про", "за", "из", "от", "до"}
)
_DIVIDES = re.compile(r"[,.!?;:()\n—–]")
_OFFERED = frozenset({"кому", "отложить", "оставить"})
"""With these a question ends that offers: «лещ копчёный, 400, кому?»."""
_ANSWERS = (("ко", "мне"), ("к", "нам"))
_SOON = 4
"""How far behind a question whoever offers bids people to come, in words."""
_first = attrgetter("first")
_sentence = attrgetter("sentence")
_MANY = 40
"""So many signs are no more looked through for each passage of a post."""
_LONGEST = 12
"""No entry of a vocabulary has more words, with its gaps."""


class _Times(dict[str, int]):
    """How often there is what: what is not there, no time at all."""

    def __missing__(self, tag: str) -> int:
        return 0


class Passage:
    """Signs of an offer, near each other, and what weighs against it beside them."""

    reading: Reading
    hits: tuple[Hit, ...]
    offers: tuple[Hit, ...]
    """Those of the hits that are signs of an offer; there is one at least."""
    times: _Times
    """How often there is a word of each section; words that share one count once."""

    wares: tuple[Hit, ...]
    """Those that name what is offered."""

    def __init__(self, reading: Reading, hits: Sequence[Hit], offers: Sequence[Hit]) -> None:
        self.reading = reading
        self.offers = tuple(offers)
        self._first = offers[0].first
        self._last = max(hit.last for hit in offers)
        self.hits = tuple(
            [hit for hit in hits if self._first <= hit.first <= self._last or self._has(hit)]
        )
        self._named = apart(self.hits)
        self.times = times = _Times()
        for hit in self._named:
            times[hit.tag] += 1
        if "gift" in times and self.sums:  # «диван 5000, ковёр отдам даром»
            del times["gift"]
        if "comes" in times and self.sums and not (DONE | {"crafts"}).isdisjoint(times):
            del times["comes"]  # «накручу кудри за 400, приду домой»
        self.wares = tuple([hit for hit in self._named if hit.tag in WARES])

    def _has(self, hit: Hit) -> bool:
        """Whether what stands before or behind weighs against it."""
        if speaks_for(hit):
            return False
        far = _FAR if hit.tag in _MEANT else _CLOSE if hit.tag == "told" else _BESIDE
        if hit.tag not in _TOLD and self.is_near(hit.first, hit.last, far, far):
            return True
        if hit.tag == "advice" and hit.first <= _HEAD and self._is_asked_for(hit):
            return True
        words = self.reading.words
        sentences = words[self._first].sentence, words[self._last].sentence
        return sentences[0] <= words[hit.first].sentence <= sentences[1]

    def _is_asked_for(self, hit: Hit) -> bool:
        """Whether it is what somebody seeks who says so at once: «ищем няню … если ваша няня ищет
        семью»."""
        words = self.reading.words
        begin = words[hit.last].form[:_STEM]
        return any(words[each.first].form.startswith(begin) for each in self.offers)

    @cached_property
    def sums(self) -> Sequence[Span]:
        """The sums of money in it, and not too far from it."""
        sums = self.reading.once(sums_of_money)
        begin = bisect_left(sums, (self._first - _NEAR - 1, 0))
        end = bisect_right(sums, (self._last + _BEHIND + 1, 0))
        return [span for span in sums[begin:end] if self.is_near(*span)]

    def numbers(self) -> Sequence[int]:
        """The words with digits in it, and not too far from it, by their places."""
        found = numbers(self.reading)
        begin = bisect_left(found, (self._first - _NEAR, False))
        end = bisect_right(found, (self._last + _BEHIND, True))
        return [place for place, is_said in found[begin:end] if not is_said]

    def is_near(self, first: int, last: int, before: int = _NEAR, behind: int = _BEHIND) -> bool:
        """Whether these words (indices) are in the passage, or not too far from it."""
        return self._first - before <= last and first <= self._last + behind

    def text_around(self) -> str:
        """What is written in it and near it, in lower case."""
        words = self.reading.words
        first, last = max(0, self._first - _NEAR), min(len(words) - 1, self._last + _BEHIND)
        end = words[last + 1].end if last + 1 < len(words) else len(self.reading.lower)
        return self.reading.lower[words[first].start : end]

    def is_unopposed(self) -> bool:
        """Whether nothing speaks against an offer."""
        return all(WEIGHTS[tag] > 0 for tag in self.times)

    def is_opposed(self) -> bool:
        """Whether more than a trifle speaks against an offer."""
        return any(WEIGHTS[tag] < _TRIFLE for tag in self.times)

    def is_given(self) -> bool:
        """Whether it is a ware that somebody gives away for money: «отдам санки за 500», but not
        «отдам санки» and «квест провели, карточки отдам»."""
        if self.parts_for_thousands():
            return True
        gives = [hit for hit in self.offers if hit.tag == "gives"]
        if any(
            0 < first - hit.last <= _AT_ONCE or 0 < hit.first - last <= _AT_ONCE
            for hit in gives
            for first, last in self.sums
        ):
            return True  # «отдаю по 2300»
        if (self.sums or any(hit.entry in _EXCHANGED for hit in gives)) and self.joins("gives"):
            return True
        return "cheap" in self.times and "gift" not in self.times

    def exchanges(self) -> bool:
        """Whether it begins with a thing that is given for another: «меняю санки на самокат»."""
        first = self.offers[0]
        is_one = first.entry in _EXCHANGED and first.last - first.first == _ONE_BETWEEN
        return is_one and not self.place(first) and self.joins("gives")

    def parts_for_thousands(self) -> bool:
        """Whether it is told in bare thousands for how much something is given: «отдам за две с
        половиной»."""
        return "gives" in self.times and _FOR_THOUSANDS.search(self.text_around()) is not None

    def joins(self, tag: str, wares: Set[str] = WARES) -> bool:
        """Whether a word of this section and a ware stand in one clause."""
        text, words = self.reading.text, self.reading.words
        return any(
            not _DIVIDES.search(text, words[first.last].end, words[then.first].start)
            for hit in self.offers
            if hit.tag == tag
            for ware in self.wares
            if ware.tag in wares
            for first, then in (sorted((hit, ware), key=_first),)
        )

    def asks_of_wares(self) -> bool:
        """Whether the sentence in which wares stand first is a question."""
        words = self.reading.words
        last = self.wares[0].last
        while last + 1 < len(words) and words[last + 1].sentence == words[last].sentence:
            last += 1
        end = words[last + 1].start if last + 1 < len(words) else len(self.reading.text)
        return "?" in self.reading.text[words[last].end : end] and not self._is_answered(last)

    def _is_answered(self, last: int) -> bool:
        """Whether who asks answers it himself: «тортик на день рождения? это ко мне!»."""
        behind = self.reading.in_order[last + 1 : last + 1 + _SOON]
        return any(pair in _ANSWERS for pair in pairwise(behind))

    def begins_with_wares(self, after: int, *, at_once: bool = False) -> bool:
        """Whether what is offered stands at the head of the post, or of a later sentence (not if
        `at_once`): so many words `after` its beginning at most."""
        if not self.wares or self.place(self.wares[0]) > after:
            return False
        first = self.wares[0]
        if at_once and first.first > _NEAR:
            return False
        return not (first.first and self.reading.words[first.first - 1].form in _PREPOSITIONS)

    def place(self, hit: Hit) -> int:
        """How many words stand before it, but such as praise it; far from the head of the post,
        in its sentence."""
        words = self.reading.words
        start = 0
        if hit.first > _NEAR:
            start = hit.first
            while start and words[start - 1].sentence == words[hit.first].sentence:
                start -= 1
        before = {
            each.first for each in self._named if each.first == each.last and each.tag in _PRAISING
        }
        return sum(
            1
            for at in range(start, hit.first)
            if at not in before and words[at].form not in _COUNTING
        )

    def wonders(self) -> bool:
        """Whether the last that is said is a question."""
        words = self.reading.words
        last = self._last
        while last + 1 < len(words) and (
            words[last + 1].sentence == words[self._last].sentence or len(words) - last < _NEAR
        ):
            last += 1
        end = words[last + 1].start if last + 1 < len(words) else len(self.reading.text)
        asks = self.reading.text[words[last].end : end].rstrip(" )(!\n").endswith("?")
        if not asks or words[last].form in _OFFERED or self._is_answered(last):
            return False
        return not any(hit.tag == "call" and hit.last == last for hit in self.offers)


def passages(reading: Reading, hits: Sequence[Hit]) -> Iterator[Passage]:
    """The passages in which `hits` (by where they begin) stand together, in their order; sums of
    money hold them together, too."""
    words = reading.words
    offers = [hit for hit in hits if speaks_for(hit)]
    if not offers:
        return
    far_apart = offers[-1].first - offers[0].first > _GAP
    sums = reading.once(sums_of_money) if far_apart else []
    begin, end, summed = 0, offers[0].last, 0
    for place, hit in enumerate(offers):
        while summed < len(sums) and sums[summed][0] < hit.first:
            if sums[summed][0] - end <= _GAP:
                end = max(end, sums[summed][1])
            summed += 1
        if hit.first - end > _GAP and words[hit.first].sentence != words[end].sentence:
            yield _passage(reading, hits, offers[begin:place])
            begin, end = place, hit.last
        end = max(end, hit.last)
    yield _passage(reading, hits, offers[begin:])


def _passage(reading: Reading, hits: Sequence[Hit], offers: Sequence[Hit]) -> Passage:
    """The passage of these signs, with those of the hits that may be in it or beside it."""
    if len(hits) < _MANY:
        return Passage(reading, hits, offers)
    words = reading.words
    first, last = offers[0].first, max(hit.last for hit in offers)
    begin = bisect_left(words, words[first].sentence, key=_sentence)
    end = bisect_right(words, words[last].sentence, key=_sentence)
    begin = bisect_left(hits, min(begin, first - _FAR - _LONGEST), key=_first)
    end = bisect_right(hits, max(end, last + _FAR), key=_first)
    return Passage(reading, hits[begin:end], offers)
