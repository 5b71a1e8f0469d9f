"""Repetition: fires on what was said lately in nearly the same words, and on chains of thanks."""

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
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
        plain, length, signs = _gist(post.text)
        if length < fewest:
            return False
        if length < parameters.room_characters:
            author = post.author.id
            earlier = [other for other in earlier if other.author.id == author]
        shortest, longest = int(length * share), int(length / share) + 1
        common = signs.bit_count() // _COMMON
        # Some dozens of posts for each post: what costs least comes first.
        others = [
            other[:_COMPARED]
            for other, its_length, its_signs in map(_gist, map(_text_of, earlier))
            if shortest <= its_length <= longest and (signs & its_signs).bit_count() >= common
        ]
        if not others:
            return False
        text, least = plain[:_COMPARED], parameters.alike
        return process.extractOne(text, others, scorer=fuzz.ratio, score_cutoff=least) is not None

    def likeness(post: Post, earlier: list[Post]) -> Evidence | None:
        text, length, _ = _gist(post.text)
        for other in reversed(earlier):
            own = other.author.id == post.author.id
            least = parameters.characters if own else parameters.room_characters
            if length < least:
                continue
            alike = _likeness(text, _gist(other.text)[0], parameters.alike)
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
def _gist(text: str) -> tuple[str, int, int]:
    """A text's plain words, their length, and a bit for each of them that is no little one, which
    all texts have (the same in each process)."""
    plain = _plain(text)
    signs = 0
    for word in plain.split():
        if len(word) > _LITTLE:
            signs |= 1 << (crc32(word.encode()) & _SIGNS)
    return plain, len(plain), signs


def _plain(text: str) -> str:
    """The words in lower case with a space between them: what is left of two posts that differ in
    signs and emoji only."""
    return _BETWEEN_WORDS.sub(" ", text.lower().replace("ё", "е")).strip()


RULE = Rule("repetition", Repetition, detector, heuristic=True)
