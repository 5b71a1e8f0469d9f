"""Whether words of abuse are said to somebody, or of somebody."""

import re
from collections.abc import Iterable

from policies.abuse.words import AbuseWords
from policies.text.morphology import forms, is_name, is_noun, is_order
from policies.text.reading import Reading
from policies.text.surroundings import Surroundings
from policies.text.vocabulary import Hit

_QUALITIES = frozenset({"mad", "dull", "doubted", "moral"})
_STAGED = frozenset({"mad", "dull", "doubted", "creature", "herd", "face", "this", "moral"})
_ADVERB = re.compile(r"\w*(?<!г)о")
"""«тупо», «ненормально»: said of what is done."""
_PATRONYMIC = re.compile(r"\w{3,}(?:вна|вич)")
_THIS = forms("этот")
_CALL_REACH = 5
"""So many words before or after a call there is an order."""
_VERY_SHORT = 2
"""A post of so few words («убогие») can only be a call at somebody."""


class Said:
    """A post in which there may be abuse, and who and what it speaks of."""

    def __init__(self, words: AbuseWords, reading: Reading) -> None:
        self._words = words
        self._reading = reading
        hits = words.around.find(reading)
        self._around = Surroundings(reading, hits)
        self._fixed = {
            place for hit in hits if hit.tag == "fixed" for place in range(hit.first, hit.last + 1)
        }

    def abuses(self, hit: Hit) -> bool:
        """Whether what was found is said to somebody, or of somebody."""
        if self._form(hit.first) in self._words.allowed or self._is_excused(hit):
            return False
        if hit.tag in ("person", "phrase", "this"):
            return True
        if hit.tag in _QUALITIES and _ADVERB.fullmatch(self._form(hit.first)):
            return False
        if hit.tag in ("mad", "dull"):
            return not self._is_of_a_thing(hit) and self._has_somebody(hit)
        if hit.tag == "doubted":
            is_asked = self._is_called(hit) and self._near(("you",), hit, 2, 0)
            return is_asked and not self._is_thing(hit.last + 1, hit)
        if hit.tag == "creature":
            if "staff" in self._around.tags_at(hit.first - 1) and self._is_close(
                hit.first - 1, hit.last
            ):
                return True  # «комитет воров»
            return self._is_beastly(hit) or (self._is_called(hit) and self._has_bearer(hit))
        if hit.tag == "face":
            return self._near(("you", "yours", "staff"), hit, 3, 3)
        if hit.tag == "moral":
            return self._near(("human",), hit, 0, 1) and self._near(("you", "yours"), hit, 5, 5)
        if hit.tag == "herd":
            made_of = self._form(hit.last + 1) in self._words.insulted
            is_beastly = self._is_beastly(hit) and not self._is_thing(hit.last + 1, hit)
            return made_of or is_beastly or self._near(("you",), hit, 3, 0)
        addressed = self._near(("you",), hit, 4, 2) or self._near(("staff", "people"), hit, 5, 3)
        return addressed and self._form(hit.first - 1) != "не"

    def _is_excused(self, hit: Hit) -> bool:
        """Quoted, told as a tale, said of oneself or of one's own."""
        if hit.first in self._fixed or hit.last in self._fixed:
            return True
        if not self._near(("you",), hit, 2, 2) and (
            self._around.has("tale")
            or self._is_of_those_who_govern(hit)
            or (hit.tag != "phrase" and self._near(("elements",), hit, 2, 0))
            or (self._around.has("farm") and self._form(hit.first) in self._words.beasts)
            or (hit.tag in _STAGED and self._around.has("stage"))
            or (hit.tag == "creature" and self._around.has("food"))
            or self._near(("report",), hit, 5, 2)
            or self._near(("word",), hit, 3, 0)
            or (hit.tag != "phrase" and self._near(("pets",), hit, 2, 2))
            or self._is_of_oneself(hit)
        ):
            return True
        if hit.tag == "person" and self._form(hit.first - 1) == "не":
            return True
        return self._form(hit.first) in self._words.fond and self._near(("own",), hit, 2, 1)

    def _is_of_those_who_govern(self, hit: Hit) -> bool:
        """«губернатор ворюга» is politics."""
        return self._around.has("authority") and not self._near(
            ("you", "yours", "staff"), hit, 5, 5
        )

    def _is_of_oneself(self, hit: Hit) -> bool:
        if self._near(("me",), hit, 3 if hit.tag == "phrase" else 2, 0):
            return True
        if hit.tag == "phrase":
            return False
        if self._near(("oneself",), hit, 2, 0):
            return True
        return self._near(("me",), hit, 0, 1) and self._is_close(hit.last, hit.last + 1)

    def _has_somebody(self, hit: Hit) -> bool:
        """Whether a quality is somebody's."""
        if self._near(("you",), hit, 3, 1) and self._is_called(hit):
            return True
        if hit.tag == "mad" and self._near(("yours",), hit, 5, 5):
            return True
        if self._near(("staff", "people"), hit, 4, 3) or self._is_named(hit):
            return True
        if hit.tag == "mad" and self._form(hit.first - 1) in _THIS:
            return True
        return hit.tag == "mad" and len(self._reading.words) <= _VERY_SHORT

    def _has_bearer(self, hit: Hit) -> bool:
        """Whether somebody is called a beast."""
        if self._near(("you",), hit, 3, 2) or self._near(("staff", "rabble"), hit, 3, 2):
            return True
        if any(
            self._around.in_sentence(place, hit) and _PATRONYMIC.fullmatch(self._form(place))
            for place in range(hit.first - 3, hit.first)
        ):
            return True
        return self._is_called_to(hit)

    def _is_called_to(self, hit: Hit) -> bool:
        """«молчи, курица»: at the end or the beginning of what somebody is told to do."""
        words, text = self._reading.words, self._reading.text
        before = text[: words[hit.first].start].rstrip()[-1:]
        after = text[words[hit.last].end :].lstrip()[:1]
        if before == ",":
            told = range(max(0, hit.first - _CALL_REACH), hit.first)
        elif after == "," and not self._around.in_sentence(hit.first - 1, hit):
            told = range(hit.last + 1, hit.last + 1 + _CALL_REACH)
        else:
            return False
        if before == "," and after and after not in ".!?":
            return False
        if before == "," and not after and self._around.has("you"):
            return True
        if before != "," and self._near(("yours",), hit, 0, 3):
            return True
        return any(self._around.in_sentence(at, hit) and is_order(self._form(at)) for at in told)

    def _is_named(self, hit: Hit) -> bool:
        return any(
            self._around.in_sentence(place, hit)
            and self._reading.quote(place, place).istitle()
            and is_name(self._form(place))
            for place in (hit.first - 2, hit.first - 1, hit.last + 1)
        )

    def _is_of_a_thing(self, hit: Hit) -> bool:
        """Whether the noun beside a quality is no person."""
        return self._is_thing(hit.last + 1, hit) or self._is_thing(hit.first - 1, hit)

    def _is_thing(self, place: int, hit: Hit) -> bool:
        form = self._form(place)
        beside = (place, hit.first) if place < hit.first else (hit.last, place)
        if not form or not self._is_close(*beside) or not is_noun(form):
            return False
        if form in self._words.insulted or is_name(form):
            return False
        return self._around.tags_at(place).isdisjoint(("staff", "people", "yours"))

    def _is_beastly(self, hit: Hit) -> bool:
        return any(
            self._form(first if last == hit.first else last) in self._words.beastly
            and self._is_close(first, last)
            for first, last in ((hit.first - 1, hit.first), (hit.last, hit.last + 1))
        )

    def _is_close(self, first: int, last: int) -> bool:
        """Whether one word follows another with nothing but a space between them."""
        words = self._reading.words
        if first < 0 or last >= len(words):
            return False
        return not self._reading.text[words[first].end : words[last].start].strip()

    def _is_called(self, hit: Hit) -> bool:
        return hit.tag == "mad" or self._form(hit.first) in self._words.called

    def _near(self, tags: Iterable[str], hit: Hit, behind: int, ahead: int) -> bool:
        return any(self._around.near(tag, hit, behind, ahead) for tag in tags)

    def _form(self, place: int) -> str:
        return self._around.form(place)
