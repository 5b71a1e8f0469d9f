"""Repetition: fires on what was said lately in nearly the same words, and on chains of thanks."""

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from itertools import compress
from operator import attrgetter
from typing import Annotated
from zlib import crc32

from pydantic import Field
from rapidfuzz import fuzz, process

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
_SHOWN = 100
_text_of = attrgetter("text")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
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
        plain = _plain(post.text)
        if len(plain) < fewest:
            return False
        if len(plain) < parameters.room_characters:
            author = post.author.id
            earlier = [other for other in earlier if other.author.id == author]
        shortest, longest = int(len(plain) * share), int(len(plain) / share) + 1
        signs = _signs(post.text)
        common = signs.bit_count() // _COMMON
        # Of each of some dozens of posts, for each post: so it is done without a line of Python's.
        texts = [*map(_text_of, earlier)]
        in_common = map(int.bit_count, map(signs.__and__, map(_signs, texts)))
        others = [
            other[:_COMPARED]
            for other in map(_plain, compress(texts, map(common.__le__, in_common)))
            if shortest <= len(other) <= longest
        ]
        if not others:
            return False
        text, least = plain[:_COMPARED], parameters.alike
        return process.extractOne(text, others, scorer=fuzz.ratio, score_cutoff=least) is not None

    def likeness(post: Post, earlier: list[Post]) -> Evidence | None:
        text = _plain(post.text)
        for other in reversed(earlier):
            own = other.author.id == post.author.id
            least = parameters.characters if own else parameters.room_characters
            if len(text) < least:
                continue
            alike = _likeness(text, _plain(other.text), parameters.alike)
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
        thanks_only = grateful(reading, context) is not None
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


def _likeness(text: str, other: str, least: int) -> int:
    """How much two plain texts are alike in percent, 0: less than `least`."""
    if 200 * min(len(text), len(other)) < least * (len(text) + len(other)):
        return 0
    alike = int(fuzz.ratio(text[:_COMPARED], other[:_COMPARED], score_cutoff=least))
    return alike if _NUMBERS.findall(text) == _NUMBERS.findall(other) else 0


@lru_cache(maxsize=4096)
def _signs(text: str) -> int:
    """A bit for each of a text's plain words that are no little ones, which all texts have (the
    same in each process)."""
    signs = 0
    for word in _plain(text).split():
        if len(word) > _LITTLE:
            signs |= 1 << (crc32(word.encode()) & _SIGNS)
    return signs


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """The words in lower case with a space between them: what is left of two posts that differ in
    signs and emoji only."""
    return _BETWEEN_WORDS.sub(" ", text.lower().replace("ё", "е")).strip()


RULE = Rule("repetition", Repetition, detector, heuristic=True)
