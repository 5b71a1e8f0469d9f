"""Quiet: fires on what consists of thanks, congratulations, agreement, «+» or emoji only."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from typing import Annotated, Literal

from marisa_trie import Trie
from pydantic import Field

from policies.context import Context
from policies.file_model import FileModel
from policies.names.named_deeds import tells_what_a_child_did
from policies.names.roster import Sort
from policies.people import Children
from policies.post import PostKind
from policies.rules.rule import Detector, Rule
from policies.text.emoji import has_emoji
from policies.text.morphology import forms, plain
from policies.text.reading import Reading
from policies.text.small_talk import INFORMATION, PLUS_NUMBERS, SAID, says_nothing_else
from policies.text.vocabulary import Hit, Vocabulary
from policies.verdict import Evidence
from policies.words import Words, words_of

Kind = Literal["thanks", "congratulation", "agreement", "plus", "emoji"]
KINDS: tuple[Kind, ...] = ("thanks", "congratulation", "agreement", "plus", "emoji")

_SECTIONS: dict[str, tuple[str, ...]] = {
    "thanks": ("thanks", "welcome"),
    "congratulation": ("congratulation", "wish", "may", "growing"),
    "agreement": ("agreement",),
}
_WARM = frozenset({"thanks", "welcome", "congratulation", "wish", "may"})
_CORE = _WARM | {"agreement", "acclaim", "also"}
_ALWAYS = _CORE | {"praise", "greeting", "filler", "address", SAID, INFORMATION}
_BESIDE_WARMTH = frozenset({"occasion", "blessing", "deed", "growing", "feeling", "ours"})
_ASKING = frozenset({"мне", "нам"})
_IN_FAVOUR = frozenset({"за"})
_IN_SMILES = (")", "(", "<3", "^")
_SMILE = re.compile(r"\)\)|\(\(|[:;=]-?[)(]|<3|\^_?\^")
_MOST_WORDS = 90
_MOST_UNKNOWN = 0.8
"""The share of words that grammar alone may have to explain."""
_MOST_NAMES = 2
"""Who agrees may name so many: nothing else goes on with agreement."""
_PHRASE = r"^[^\W_]+(?:[ -][^\W_]+)*$"
_SHOWN = 100


class Thanks(FileModel):
    """What is quiet: the `kinds` of posts with nothing else in them.

    `also` are further words and phrases (any form of each word) that count as such, for instance
    greetings while a room is to be quiet.
    """

    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)] = KINDS
    also: tuple[Annotated[str, Field(max_length=100, pattern=_PHRASE)], ...] = ()


def detector(parameters: Thanks) -> Detector:
    """Evidence: what was written, shortened."""
    small_talk = _SmallTalk(parameters)
    plus, emoji = "plus" in parameters.kinds, "emoji" in parameters.kinds
    agreement = "agreement" in parameters.kinds

    def findings(reading: Reading, context: Context) -> Evidence | None:
        text = reading.text
        if reading.post.kind is not PostKind.TEXT or "?" in text:
            return None
        if reading.forms == _IN_FAVOUR:
            return {"found": text[:_SHOWN]} if agreement else None
        if len(reading.words) > _MOST_WORDS:
            return None
        tags = small_talk.tags(reading)
        if not tags and not (plus and "+" in text) and not (emoji and _shows_a_face(text)):
            return None
        unknown = small_talk.unknown(reading)
        if unknown > _MOST_NAMES and (
            _WARM.isdisjoint(tags) or unknown > _MOST_UNKNOWN * len(reading.forms)
        ):
            return None
        if "welcome" in tags and not _ASKING.isdisjoint(reading.forms):
            return None
        beside = _beside(tags)
        hits = [hit for hit in small_talk.hits(reading) if hit.tag in beside]
        if not says_nothing_else(reading, hits, tags, _called_so(context.children)):
            return None
        if unknown and tells_what_a_child_did(reading, context.children):
            return None  # «спасибо Кирюше, что заступился»: that is about him
        if unknown and _abuse().find(reading):
            return None  # «спасибо, бестолочи»: who is called so is not thanked
        return {"found": text[:_SHOWN]}

    return findings


class _SmallTalk:
    """The words of the kinds that are meant.

    Two rules ask for thanks and mean different kinds: the list is compiled and looked for once.
    """

    def __init__(self, parameters: Thanks) -> None:
        self._left_out = frozenset(
            section
            for kind, sections in _SECTIONS.items()
            for section in sections
            if kind not in parameters.kinds
        )
        # Where nobody is congratulated praise is none by itself.
        self._called = {"acclaim": "praise"} if "congratulation" in self._left_out else {}
        self._also = Vocabulary({"also": parameters.also}) if parameters.also else None
        meant = (_forms_of(tag) for tag in _listed() if tag not in self._left_out)
        self._forms = Trie(chain(PLUS_NUMBERS, _forms(parameters.also), *meant))

    def unknown(self, reading: Reading) -> int:
        """How many words there are that are none of them."""
        return sum(form not in self._forms for form in reading.forms)

    def tags(self, reading: Reading) -> set[str]:
        """What of the core there is."""
        hits = reading.once(_core_hits)
        tags = {hit.tag for hit in hits} - self._left_out - self._called.keys() if hits else set()
        if self._also is not None and self._also.find(reading):
            tags.add("also")
        return tags

    def hits(self, reading: Reading) -> list[Hit]:
        """All that there is, by where it begins."""
        hits = [
            hit._replace(tag=self._called[hit.tag]) if hit.tag in self._called else hit
            for hit in reading.once(_all_hits)
            if hit.tag not in self._left_out
        ]
        if self._also is not None:
            hits += self._also.find(reading)
        return sorted(hits, key=_first)


def _called_so(children: Children) -> Callable[[str], bool]:
    """Whether a word is a given name, also as people make it shorter or sweeter."""

    def names(form: str) -> bool:
        named = children.called(form)
        return named is not None and bool(named.sort & Sort.GIVEN)

    return names


def _first(hit: Hit) -> int:
    return hit.first


def _shows_a_face(text: str) -> bool:
    if has_emoji(text):
        return True
    return any(map(text.__contains__, _IN_SMILES)) and _SMILE.search(text) is not None


def _beside(tags: set[str]) -> frozenset[str]:
    """What may stand beside what was found: a greeting is no sign of agreement by itself."""
    if not _WARM.isdisjoint(tags):
        return _ALWAYS | _BESIDE_WARMTH
    if "acclaim" in tags:
        return _ALWAYS | {"ours"}
    return _ALWAYS if tags else _ALWAYS - {"greeting"}


def _listed() -> Words:
    """The words by section."""
    return words_of("thanks") | words_of("beside_thanks")


def _all_hits(reading: Reading) -> tuple[Hit, ...]:
    return _everything().find(reading)


def _core_hits(reading: Reading) -> tuple[Hit, ...]:
    return _core().find(reading)


@cache
def _everything() -> Vocabulary:
    return Vocabulary(_listed(), seldom=True)


@cache
def _core() -> Vocabulary:
    return Vocabulary({tag: several for tag, several in _listed().items() if tag in _CORE})


@cache
def _abuse() -> Vocabulary:
    insults = words_of("insult")["person"] + words_of("insult_slang")["person"]
    return Vocabulary({"person": insults}, seldom=True)


@cache
def _forms_of(tag: str) -> Trie:
    return Trie(_forms(_listed()[tag]))


def _forms(entries: tuple[str, ...]) -> Iterator[str]:
    for element in " ".join(entries).split():
        yield from (plain(element[1:]),) if element.startswith("=") else forms(element)


RULE = Rule("thanks", Thanks, detector, heuristic=True)
