"""Whether words of abuse are said to somebody, or of somebody."""

import re
from collections.abc import Container, Iterable, Iterator

from policies.abuse.calling import (
    is_called_off,
    is_called_so,
    is_cast,
    is_hailed,
    is_quality_named,
    is_scolded,
    is_sent_away,
)
from policies.abuse.excuses import (
    is_compared_with,
    is_counted_in,
    is_denied,
    is_for_the_asylum,
    is_in_quotes,
    is_likened,
    is_of_a_beast,
    is_of_a_thing_before,
    is_of_those_above,
    is_said_now,
    is_title,
)
from policies.abuse.words import AbuseWords
from policies.text.morphology import forms, is_name, is_noun, is_order, is_verb
from policies.text.reading import Reading
from policies.text.surroundings import Surroundings
from policies.text.vocabulary import Hit

_QUALITIES = frozenset({"mad", "dull", "doubted", "moral"})
_STAGED = frozenset({"mad", "dull", "doubted", "creature", "herd", "face", "this", "moral"})
_ADVERB = re.compile(r"\w*(?<!г)о")
"""«тупо», «ненормально»: said of what is done."""
_PATRONYMIC = re.compile(r"\w{3,}(?:вна|вич|ыч|еич)")
_THIS = forms("этот")
_SUCH = frozenset({"таких", "такими", "таким", "такого"})
_OF = frozenset({"у", "от", "для", "без", "до", "около", "возле", "кроме", "с", "со", "к", "ко"})
"""«у няни швабра» calls nobody anything."""
_JOINING = frozenset({"и", "или", "у", "в", "на", "с", "к", "от", "из", "для", "под", "при", "про"})
_POINTING = _THIS | forms("какой") | {"две", "три", "четыре", "те", "тот", "та"}
_SECOND_PERSON = re.compile(r"(?:гав|тяв|вя|куд|хрю|бле|бре|вере)\w+(?:шь|те)")
"""«кудахчете» is said to somebody."""
_THEN = frozenset(
    {"я", "кто", "вы", "потише", "тише", "хватит", "опять", "угомонитесь", "уймитесь"}
)
_ROLE = forms("роль") | forms("костюм") | forms("маска") | forms("образ")
_SPOKEN_TO = frozenset({"вы", "ты"})
_BY_US = frozenset({"нас", "вас", "тебя"})
_BEING = frozenset({"был", "была", "были", "есть", "оказалась", "оказался", "стала", "извините"})
_ADMIRED = frozenset({"mad", "gone", "creature", "herd"})
_SOMEBODY = ("you", "yours", "staff", "people")
_CALL_REACH = 5
"""So many words before or after a call there is an order."""
_VERY_SHORT = 2
"""A post of so few words («убогие») can only be a call at somebody."""


class Said:
    """A post in which there may be abuse, and who and what it speaks of."""

    def __init__(self, words: AbuseWords, reading: Reading) -> None:
        self._words = words
        self._reading = reading
        hits = [each for each in words.around.find(reading) if not is_compared_with(reading, each)]
        self._around = Surroundings(reading, hits)
        self._fixed = {
            place for hit in hits if hit.tag == "fixed" for place in range(hit.first, hit.last + 1)
        }

    def abuses(self, hit: Hit) -> bool:
        """Whether what was found is said to somebody, or of somebody."""
        if self._form(hit.first) in self._words.allowed or self._is_excused(hit):
            return False
        if hit.tag in ("person", "phrase", "scorn", "this"):
            return True
        if hit.tag == "dullest":
            return not (self._is_of_a_thing(hit) or self._near(("pets", "elements"), hit, 4, 2))
        if hit.tag == "double":
            return not self._around.has("literal")
        if hit.tag == "trade" and not self._near(("would",), hit, 5, 2):
            return False
        if hit.tag == "hailed":
            return is_hailed(self._words, self._reading, self._around, hit)
        if hit.tag == "asylum":
            return is_for_the_asylum(self._around, hit)
        if hit.tag in ("gibe", "trade"):
            meant = self._near(("you", "yours", "staff", "people", "them"), hit, 6, 6)
            return meant and not self._around.has("literal")
        if hit.tag == "rude":
            return any(
                self._form(place) in self._words.titled
                and self._is_close(*sorted((place, hit.first)))
                for place in (hit.first - 1, hit.last + 1)
            )
        if hit.tag in _QUALITIES and _ADVERB.fullmatch(self._form(hit.first)):
            return False
        if hit.tag in ("mad", "dull"):
            if self._form(hit.first - 1) == "не":
                return False
            if is_called_off(self._words, self._reading, self._around, hit):
                return True
            named = is_quality_named(self._around, hit) or self._has_somebody(hit)
            return named and not self._is_of_a_thing(hit)
        if hit.tag == "doubted":
            is_asked = self._is_called(hit) and self._near(("you",), hit, 2, 0)
            return is_asked and not self._is_thing(hit.last + 1, hit)
        if hit.tag == "creature":
            if is_cast(self._around, hit):
                return False
            made_of = "staff" in self._around.tags_at(hit.first - 1) and not self._is_called(hit)
            if made_of and self._is_close(hit.first - 1, hit.last):
                return True  # «комитет воров»
            if self._form(hit.last + 1) == "из" and "staff" in self._around.tags_at(hit.last + 2):
                return True  # «клоуны из комитета»
            if self._is_beastly(hit) or self._is_slighted(hit) or self._is_instead(hit):
                return True
            if is_called_so(self._words, self._reading, self._around, hit):
                return True
            if self._form(hit.first - 1) in _SUCH and self._around.has("pointed"):
                return True
            if self._form(hit.first - 1) == "как" and self._near(("you",), hit, 6, 2):
                return True
            if not self._is_called(hit) or self._form(hit.last + 1) == "или":
                return False
            return self._is_pointed_at(hit) or self._has_bearer(hit)
        if hit.tag == "face":
            return self._near(("you", "yours", "staff"), hit, 3, 3)
        if hit.tag == "moral":
            human = self._near(("human",), hit, 0, 2)
            return human and self._near(("you", "yours", "staff"), hit, 5, 5)
        if hit.tag == "herd":
            if self._is_instead(hit) or (
                self._form(hit.first - 1) == "как" and self._is_yours(hit)
            ):
                return True
            made_of = self._form(hit.last + 1) in self._words.insulted and self._is_close(
                hit.last, hit.last + 1
            )
            is_beastly = self._is_beastly(hit) and not self._is_thing(hit.last + 1, hit)
            return made_of or is_beastly or self._near(("you",), hit, 3, 0)
        if _SECOND_PERSON.fullmatch(self._form(hit.last)):
            return self._form(hit.first - 1) != "не"
        addressed = self._near(("you",), hit, 4, 2) or self._near(("staff", "people"), hit, 5, 3)
        return addressed and self._form(hit.first - 1) != "не"

    def _is_excused(self, hit: Hit) -> bool:
        """Quoted, told as a tale, said of oneself or of one's own, or in admiration."""
        if hit.first in self._fixed or hit.last in self._fixed or is_in_quotes(self._reading, hit):
            return True
        if self._form(hit.first - 1) in _ROLE or is_denied(self._around, hit):
            return True
        if is_of_a_beast(self._words, self._around, hit) or is_of_those_above(self._around, hit):
            return True
        if hit.tag in _ADMIRED and self._around.has("praised"):
            return True
        if not self._near(("you",), hit, 2, 2) and (
            self._around.has("tale")
            or self._is_of_others(hit)
            or is_title(self._reading, self._around, hit)
            or (hit.tag not in ("phrase", "rude") and self._is_of_elements(hit))
            or (hit.tag == "this" and self._around.has("vermin"))
            or is_likened(self._around, hit)
            or (self._around.has("farm") and self._form(hit.first) in self._words.beasts)
            or (hit.tag in _STAGED and self._around.has("stage"))
            or (hit.tag == "creature" and self._around.has("food") and not self._is_beastly(hit))
            or (self._near(("report",), hit, 5, 2) and not is_said_now(self._around, hit))
            or self._near(("word",), hit, 3, 0)
            or (hit.tag != "phrase" and self._near(("pets",), hit, 2, 2))
            or self._is_of_oneself(hit)
        ):
            return True
        if hit.tag == "person" and self._form(hit.first - 1) == "не":
            return self._form(hit.last + 1) != "ли"
        return self._form(hit.first) in self._words.fond and self._near(("own",), hit, 2, 1)

    def _is_of_others(self, hit: Hit) -> bool:
        """«губернатор ворюга» is politics, «водитель хам» of nobody here."""
        if not (self._around.has("authority") or self._near(("strangers",), hit, 6, 6)):
            return False
        return not self._near(("you", "yours", "staff"), hit, 5, 5)

    def _is_of_elements(self, hit: Hit) -> bool:
        """«лифт гад», «этот замок на калитке просто сволочь»."""
        near = self._near(("elements",), hit, 5, 0) and not self._near(_SOMEBODY, hit, 6, 3)
        return near or self._near(("elements",), hit, 2, 0)

    def _is_of_oneself(self, hit: Hit) -> bool:
        if (
            hit.tag == "scorn" or self._form(hit.first - 1) in _SUCH
        ):  # «я таких идиотов ещё не видела»
            return False
        if hit.tag == "phrase" and self._form(hit.last + 1) == "у":  # «мозги набекрень у меня»
            return self._near(("me",), hit, 0, 2)
        if self._near(("me",), hit, 3 if hit.tag == "phrase" else 2, 0):
            return not is_sent_away(self._words, self._reading, self._around, hit)
        if hit.tag == "phrase":
            return False
        if self._near(("oneself",), hit, 2, 0) and not self._near(("you",), hit, 5, 0):
            return True
        close = self._near(("me",), hit, 0, 1) and self._is_close(hit.last, hit.last + 1)
        return close or is_counted_in(self._reading, self._around, hit)

    def _has_somebody(self, hit: Hit) -> bool:
        """Whether a quality is somebody's."""
        if self._near(("you",), hit, 3, 1) and self._is_called(hit):
            return True
        if hit.tag == "mad" and self._near(("yours",), hit, 5, 5):
            return True
        if self._near(("staff", "people"), hit, 4, 3) or self._is_named(hit):
            return True
        if self._around.has("pointed"):
            return True
        if hit.tag == "mad" and self._form(hit.first - 1) in _THIS:
            return True
        short = len(self._reading.words) <= _VERY_SHORT
        return hit.tag == "mad" and (short or self._is_cried(hit))

    def _is_cried(self, hit: Hit) -> bool:
        """«Бессовестные! Дети мёрзнут», «безрукие, даже штору…»: no part of a sentence, and not of
        what one is cross with."""
        of_things = self._form(hit.first) in self._words.of_things
        if of_things or self._around.in_sentence(hit.first - 1, hit):
            return False
        return not self._around.in_sentence(hit.last + 1, hit) or is_scolded(self._reading, hit)

    def _has_bearer(self, hit: Hit) -> bool:
        """Whether somebody is called a beast."""
        if self._around.has("pointed") or self._near(("such",), hit, 0, 1):
            return True
        if any(self._is_said_of(place, hit, _SPOKEN_TO) for place in self._around_of(hit, 5, 2)):
            return True
        if any(
            self._is_said_of(place, hit, self._words.bearers)
            for place in self._around_of(hit, 5, 3)
        ):
            return True
        if any(
            self._around.in_sentence(place, hit) and _PATRONYMIC.fullmatch(self._form(place))
            for place in range(hit.first - 3, hit.first)
        ):
            return True
        return self._is_called_to(hit)

    def _around_of(self, hit: Hit, behind: int, ahead: int) -> Iterator[int]:
        """The places of so many words before and after, in the same sentence."""
        for place in (
            *range(hit.first - behind, hit.first),
            *range(hit.last + 1, hit.last + 1 + ahead),
        ):
            if self._around.in_sentence(place, hit):
                yield place

    def _is_said_of(self, place: int, hit: Hit, whom: Container[str]) -> bool:
        """Whether a word is the subject of the abuse: «воспитатель у нас просто змея», while in
        «повар нашла в крупе моль» there is something else between them."""
        if self._form(place) not in whom or self._form(place - 1) in _OF:
            return False
        if self._form(hit.first) in self._words.crooks:
            return True
        if place < hit.first and whom is _SPOKEN_TO and self._is_done_to(hit):
            return False
        first, last = sorted((place, hit.first))
        if ":" in self._reading.quote(first, last):
            return False
        return not any(self._divides(at, self._form(place)) for at in range(first + 1, last))

    def _divides(self, place: int, whom: str) -> bool:
        """Whether what is between somebody and an abuse makes two things of them."""
        word = self._form(place)
        if word in _JOINING:
            return not (
                (word == "у" and self._form(place + 1) in _BY_US)
                or (word == "и" and whom in _SPOKEN_TO)
                or (word == "в" and self._form(place + 1) == whom)
            )
        if word in self._words.somebody or is_name(word):
            return False
        return (is_verb(word) and word not in _BEING) or is_noun(word)

    def _is_done_to(self, hit: Hit) -> bool:
        """«вы чучело сделали?»"""
        following = hit.last + 1
        return self._is_close(hit.last, following) and is_verb(self._form(following))

    def _is_pointed_at(self, hit: Hit) -> bool:
        """«эта кобыла опять стучала», «какая овца это придумала»; pets do what they like."""
        if self._form(hit.first - 1) not in _POINTING or "pets" in self._around.tags_at(hit.first):
            return False
        return self._near(("deeds", "done"), hit, 0, 3)

    def _is_instead(self, hit: Hit) -> bool:
        """«клубок змей, а не коллектив», «не родители, а поросята»."""
        somebody = self._words.somebody
        for place in self._around_of(hit, 4, 4):
            one, two, three = (self._form(place + step) for step in range(3))
            if place > hit.last and (one, two) == ("а", "не") and three in somebody:
                return True
            if place < hit.first and one == "не" and two in somebody and three == "а":
                return True
        return False

    def _is_called_to(self, hit: Hit) -> bool:
        """«молчи, курица»: at the end or the beginning of what somebody is told to do."""
        words, text = self._reading.words, self._reading.text
        before = text[: words[hit.first].start].rstrip()[-1:]
        after = text[words[hit.last].end :].lstrip()[:1]
        if (
            after in (",", "!")
            and self._form(hit.first) in self._words.cried
            and not self._around.in_sentence(hit.first - 1, hit)
        ):
            return True
        if self._form(hit.first) in self._words.called_out and hit.first == 0:
            if after == "!":
                return True
            if after == "," and self._form(1) in _THEN:
                return True
        if before == ",":
            told = range(max(0, hit.first - _CALL_REACH), hit.first)
        elif after == "," and not self._around.in_sentence(hit.first - 1, hit):
            told = range(hit.last + 1, hit.last + 1 + _CALL_REACH)
        else:
            return False
        if before == "," and after and after not in ".!?":
            return False
        if before == "," and not after and (self._around.has("you") or self._around.has("yours")):
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
        return (
            self._is_thing(hit.last + 1, hit)
            or self._is_thing(hit.first - 1, hit)
            or is_of_a_thing_before(self._words, self._reading, self._around, hit)
        )

    def _is_thing(self, place: int, hit: Hit) -> bool:
        form = self._form(place)
        beside = (place, hit.first) if place < hit.first else (hit.last, place)
        if not form or not self._is_close(*beside) or not is_noun(form):
            return False
        if form in self._words.insulted or is_name(form):
            return False
        return self._around.tags_at(place).isdisjoint(("staff", "people", "yours"))

    def _is_beastly(self, hit: Hit) -> bool:
        if "pets" in self._around.tags_at(hit.first) and not self._near(_SOMEBODY, hit, 5, 5):
            return False
        return any(
            self._form(first if last == hit.first else last) in self._words.beastly
            and self._is_close(first, last)
            for first, last in ((hit.first - 1, hit.first), (hit.last, hit.last + 1))
        )

    def _is_slighted(self, hit: Hit) -> bool:
        """«старый пень» is somebody who sits at the door and hears nothing."""
        beside = any(
            self._form(first if last == hit.first else last) in self._words.slighting
            and self._is_close(first, last)
            for first, last in ((hit.first - 1, hit.first), (hit.last, hit.last + 1))
        )
        if not beside or "pets" in self._around.tags_at(hit.first):
            return False
        if self._near(("deeds",), hit, 6, 6) or self._has_bearer(hit):
            return True
        return any(is_order(self._form(place)) for place in self._around_of(hit, 5, 5))

    def _is_yours(self, hit: Hit) -> bool:
        return self._near(("you", "yours"), hit, 6, 2)

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
