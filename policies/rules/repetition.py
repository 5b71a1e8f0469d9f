"""Repetition: fires on what was said lately in nearly the same words, and on chains of thanks."""

import re
from collections.abc import Sequence
from datetime import timedelta
from operator import attrgetter
from typing import Annotated, NamedTuple
from zlib import crc32

from pydantic import Field
from rapidfuzz import fuzz

from policies.context import Context
from policies.file_model import FileModel
from policies.post import Post
from policies.rules import thanks
from policies.rules.rule import Detector, Rule
from policies.text.reading import Reading
from policies.verdict import Evidence

_COMPARED = 2000
"""Characters of a text that are compared."""
_COMMON = 4
"""Texts that are nearly the same have a fourth of their words in common, whatever is misspelt."""
_LITTLE = 3
"""Letters of a word that says little of a text."""
_SIGNS = 0xFF
_MOST_KEPT, _MOST_CHARACTERS = 4_096, 1_000_000
"""Texts whose gist is kept, twice, and their length together: those of a room are asked for at each
post in it."""
_SHOWN = 100
_text_of = attrgetter("text")
_WORDS = re.compile(r"[^\W_]+")
_NUMBERS = re.compile(r"\d+")


class Repetition(FileModel):
    """What is too much alike.

    Two texts are nearly the same when they are `alike` percent equal and have the same numbers: a
    corrected time is news. Looked at are the posts of the last `minutes`. Shorter texts than
    `characters` may be repeated; those of others may, up to `room_characters`, because two families
    may well say the same. Of posts that only thank or congratulate, each that follows `thanks`
    others without anything in between is one too many.
    """

    alike: Annotated[int, Field(ge=50, le=100)] = 90
    minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)] = 12 * 60
    characters: Annotated[int, Field(ge=1, le=10_000)] = 20
    room_characters: Annotated[int, Field(ge=1, le=10_000)] = 60
    thanks: Annotated[int, Field(ge=1, le=1000)] = 3


def detector(parameters: Repetition) -> Detector:
    """Evidence: what was written (`found`), and either how much it is `alike` (percent) another
    post, `whose`: the ``author``'s or another one's in the ``room``; or how many posts of `thanks`
    there are in a row with this one."""
    grateful = thanks.detector(thanks.Thanks(kinds=("thanks", "congratulation")))
    lately = timedelta(minutes=parameters.minutes)
    fewest = min(parameters.characters, parameters.room_characters)
    share = parameters.alike / (200 - parameters.alike)
    """As `likeness` has it: what two texts have in common is no longer than the shorter one."""

    def has_likeness(post: Post, earlier: Sequence[Post]) -> bool:
        """Whether anything may be like it at all: nearly always nothing is."""
        length, numbers, signs, plain = _gist(post.text)
        if length < fewest:
            return False
        if length < parameters.room_characters:
            author = post.author.id
            earlier = [other for other in earlier if other.author.id == author]
        shortest, longest = int(length * share), int(length / share) + 1
        common = signs.bit_count() // _COMMON
        # Some dozens of posts for each post: what costs least comes first.
        for its_length, its_numbers, its_signs, its_plain in map(_gist, map(_text_of, earlier)):
            if (
                shortest <= its_length <= longest
                and (signs & its_signs).bit_count() >= common
                and numbers == its_numbers
                and fuzz.ratio(plain, its_plain, score_cutoff=parameters.alike)
            ):
                return True
        return False

    def likeness(post: Post, earlier: list[Post]) -> Evidence | None:
        gist = _gist(post.text)
        for other in reversed(earlier):
            own = other.author.id == post.author.id
            least = parameters.characters if own else parameters.room_characters
            if gist.length < least:
                continue
            alike = _likeness(gist, _gist(other.text), parameters.alike)
            if alike:
                whose = "author" if own else "room"
                return {"found": post.text.strip()[:_SHOWN], "alike": alike, "whose": whose}
        return None

    def chain(reading: Reading, context: Context, earlier: list[Post]) -> Evidence | None:
        if len(earlier) < parameters.thanks:
            return None
        before = earlier[-parameters.thanks :]
        if any(grateful(Reading(other), context) is None for other in before):
            return None
        return {"found": reading.text[:_SHOWN], "thanks": len(before) + 1}

    def findings(reading: Reading, context: Context) -> Evidence | None:
        post = reading.post
        if post.is_edit or not context.earlier:
            return None
        alike = has_likeness(post, context.earlier)
        thanks_only = (
            len(context.earlier) >= parameters.thanks and grateful(reading, context) is not None
        )
        if not alike and not thanks_only:
            return None
        since = post.written_at - lately
        earlier = [
            each
            for each in context.earlier
            if since <= each.written_at <= post.written_at and not each.is_edit
        ]
        found = likeness(post, earlier) if alike else None
        return found or (chain(reading, context, earlier) if thanks_only else None)

    return findings


class _Gist(NamedTuple):
    """What of a text is compared: the `length` of its words with a space between them, its
    `numbers`, a bit for each word that is no little one, which all texts have (`signs`, the same in
    each process), and how it begins."""

    length: int
    numbers: tuple[str, ...]
    signs: int
    plain: str


def _likeness(one: _Gist, other: _Gist, least: int) -> int:
    """How much two texts are alike in percent, 0: less than `least`."""
    if one.numbers != other.numbers:
        return 0
    if 200 * min(one.length, other.length) < least * (one.length + other.length):
        return 0
    return int(fuzz.ratio(one.plain, other.plain, score_cutoff=least))


class _Gists(dict[str, _Gist]):
    """The gist of each text. When there are too many, those that were not asked for since the last
    time go: never all of a room at once, which would have to be made anew for one post."""

    def __init__(self) -> None:
        super().__init__()
        self._characters = 0
        self._former: dict[str, _Gist] = {}

    def __missing__(self, text: str) -> _Gist:
        self._characters += len(text)
        if len(self) >= _MOST_KEPT or self._characters > _MOST_CHARACTERS:
            self._former = dict(self)
            self.clear()
            self._characters = len(text)
        former = self._former
        gist = self[text] = former.pop(text) if text in former else _gist_of(text)
        return gist


_gist = _Gists().__getitem__


def _gist_of(text: str) -> _Gist:
    words = _WORDS.findall(text.lower().replace("ё", "е"))
    plain = " ".join(words)
    signs = 0
    for word in words:
        if len(word) > _LITTLE:
            signs |= 1 << (crc32(word.encode()) & _SIGNS)
    return _Gist(len(plain), tuple(_NUMBERS.findall(plain)), signs, plain[:_COMPARED])


RULE = Rule("repetition", Repetition, detector, heuristic=True)
