"""The words of abuse and those around them, compiled."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from policies.names.deed_words import is_thing
from policies.text.concealed import Concealed, Place
from policies.text.masking import MaskedWords
from policies.text.morphology import nominatives
from policies.text.reading import Reading, Word
from policies.text.vocabulary import Vocabulary, every_form
from policies.words import Words, words_of

_ABUSE = (
    "person", "mad", "dull", "doubted", "creature", "herd", "gone", "phrase", "scorn", "double",
    "gibe", "trade", "face", "this", "rude", "moral", "asylum", "hailed", "dullest",
)  # fmt: skip
_AROUND = (
    "you", "yours", "staff", "people", "rabble", "child", "human", "own", "me", "oneself", "tale",
    "stage", "food", "report", "word", "fixed", "pets", "authority", "farm", "elements", "them",
    "such", "deeds", "literal", "praised",
    "pointed", "would", "strangers", "done", "escaped", "seasons", "vermin",
)  # fmt: skip
_WHERE_STAFF_SITS = ("комитете", "родкоме", "родкомитете", "администрации", "руководстве")
_OPENING = '«"„“'
_ABBREVIATED = re.compile(r"\w{1,2}[./]\w{1,2}\.?")
"""«д.р.», «ж/д»."""
_SIGNS = "«»\"“”„()[].,!?:;*'…-—– "
_SENTENCE = '«»"“”„()[].,!?:;…-—– '
_SPOKEN_TO = frozenset({"ты", "вы"})
_CLOSE = 2
_MOST_COMPOUNDS = 4_096
"""Words with a hyphen of which it is kept whether they are abuse."""
_TALES = ("иван", "дур", "сам-", "сорока-")


class AbuseWords:
    """The lists of words/insult*.txt, compiled, with `also` and without
    `allowed` (any form).

    `abuse` finds what may be abuse, `around` what tells whether it is; `fond` are words that
    one's own child is called, `of_beasts` those that animals are, `beastly` adjectives that
    make an abuse of a beast, `slighting` those that need somebody beside them, `of_things`
    those that make none, `called` the forms in which somebody is called something, `named` the
    same of every abuse, `bearers` those of people who are, `crooks` creatures that are people,
    `cried` those who are called out and `called_out` beasts that are, `called_so` beasts that
    people mostly are, `hails` by what somebody is called and `hailed` what they are then,
    `titled` whom a coarse adjective abuses, `human` nouns for people in general, `insulted` all
    that people are called.
    """

    def __init__(self, *, also: Iterable[str] = (), allowed: Iterable[str] = ()) -> None:
        listed = _listed()
        self.allowed = every_form(allowed)
        abuse = {tag: listed[tag] for tag in _ABUSE}
        abuse["person"] += (*listed["mat"], *also)
        abuse["mad"] += listed["mat qualities"]
        abuse["creature"] += listed["mat names"]
        self.abuse = Vocabulary(abuse)
        self.around = Vocabulary({tag: listed[tag] for tag in _AROUND}, seldom=True)
        self.fond = every_form(listed["fond"])
        self.of_beasts = every_form(listed["of beasts"])
        self.beasts = every_form(listed["beast"])
        self.of_things = every_form(listed["of things"])
        self.beastly = (
            every_form((*listed["beastly"], *listed["dull"], *abuse["mad"])) - self.of_things
        )
        self.crooks = every_form(listed["crook"])
        self.cried = every_form(listed["cried"])
        self.called_out = every_form(listed["called out"])
        self.called_so = frozenset(chain.from_iterable(map(nominatives, listed["called so"])))
        self.slighting = every_form(listed["slighting"])
        self.bearers = frozenset(
            chain.from_iterable(map(nominatives, (*listed["staff"], *listed["rabble"])))
        ) | frozenset(_WHERE_STAFF_SITS)
        self.titled = every_form((*listed["titles"], *listed["staff"], *listed["people"]))
        self.called = frozenset(
            chain.from_iterable(
                map(nominatives, (*abuse["creature"], *listed["dull"], *listed["doubted"]))
            )
        )
        self.hails = every_form(listed["hails"])
        self.hailed = self.called | frozenset(
            chain.from_iterable(map(nominatives, listed["hailed"]))
        )
        persons = every_form(abuse["person"]) - self.allowed
        self.persons = persons
        self.named = self.called | frozenset(
            form
            for word in abuse["person"]
            if " " not in word
            for form in nominatives(word.lstrip("="))
        )
        self.staff = every_form(listed["staff"])
        self.human = every_form(listed["human"])
        self.somebody = every_form((*listed["staff"], *listed["people"]))
        self.insulted = persons | every_form((*abuse["creature"], *listed["dull"], *abuse["mad"]))
        compounds = _Compounds(
            self.titled, self.somebody, every_form(abuse["creature"]), persons, self.fond
        )
        self._is_compound = lru_cache(maxsize=_MOST_COMPOUNDS)(compounds.has)
        self.concealed = Concealed(persons, divided=persons)
        self._curses = MaskedWords(_curses() - persons)
        self.concealed_names = Concealed(every_form(listed["hidden names"]) - self.allowed)

    def disguised_in(self, reading: Reading) -> Place | None:
        """The first abuse as a part of a word («мамаша-истеричка») or with letters hidden; «о*ёл»
        is it only where somebody is spoken of."""
        for word in reading.hyphened:
            if self._is_compound(word.form) and not _is_quoted(reading, word):
                if self._tells_a_tale(reading):
                    break
                return word.start, word.end
        for start, end in self.concealed.find(reading):
            found = reading.lower[start:end]
            if found.strip(_SIGNS) in self.persons or _ABBREVIATED.fullmatch(found):
                continue
            if self._may_be_a_curse(found) and not self._is_of_somebody(reading, start, end):
                continue
            return start, end
        if not (reading.veiled or reading.spelled or reading.hyphened):
            return None  # most posts: names are not divided
        for place in self.concealed_names.find(reading):
            around = self.around.find(reading)
            if any(hit.tag in ("you", "yours", "staff", "people") for hit in around):
                return place
        return None

    def _may_be_a_curse(self, written: str) -> bool:
        """«п***ц» may be «подлец», and hardly ever is."""
        return self._curses.meant(written.strip(_SENTENCE)) is not None

    def _is_of_somebody(self, reading: Reading, start: int, end: int) -> bool:
        """Whether somebody stands close to what is at these characters: «ты», «ваша няня»."""
        words = reading.words
        before = [place for place, word in enumerate(words) if word.end <= start][-_CLOSE:]
        behind = [
            place
            for place, word in enumerate(words)
            if word.start >= end and reading.text[end : word.start].isspace()
        ][:1]
        if any(words[place].form in _SPOKEN_TO for place in (*before, *behind)):
            return True
        somebody = ("staff", "people")
        return any(
            hit.tag in somebody and hit.first in (*before, *behind)
            for hit in self.around.find(reading)
        )

    def _tells_a_tale(self, reading: Reading) -> bool:
        tags = {hit.tag for hit in self.around.find(reading)}
        return not tags.isdisjoint(("tale", "stage")) and "you" not in tags


class _Compounds(NamedTuple):
    """Words with a hyphen that are abuse, by the forms that they are made of."""

    titled: frozenset[str]
    somebody: frozenset[str]
    creatures: frozenset[str]
    persons: frozenset[str]
    fond: frozenset[str]

    def has(self, form: str) -> bool:
        """«мамаша-истеричка», «горе-психолог»; a tale has its «Иван-дурак»."""
        if form.startswith(_TALES):
            return False
        first, *rest = form.split("-")
        if first in rest:  # «хам-хам»
            return False
        if first == "горе":
            return not self.titled.isdisjoint(rest)
        if first in self.somebody and not self.creatures.isdisjoint(rest):
            return True  # «охранник-алкаш»
        if any(is_thing(part) for part in {first, *rest} - self.persons):  # «урод-тостер»
            return False
        return any(part in self.persons and part not in self.fond for part in (first, *rest))


def _listed() -> Words:
    """The sections of all files, put together."""
    listed: Words = {}
    for name in ("insult", "insult_phrases", "insult_slang"):
        for tag, entries in words_of(name).items():
            listed[tag] = listed.get(tag, ()) + entries
    return listed


def _curses() -> frozenset[str]:
    """Mat that calls nobody anything."""
    listed = words_of("obscenity")
    return every_form((*listed["words"], *listed["verbs"]))


def _is_quoted(reading: Reading, word: Word) -> bool:
    """Whether a quotation begins with it."""
    return word.start > 0 and reading.text[word.start - 1] in _OPENING
