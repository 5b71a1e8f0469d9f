"""Emoji, each with all its parts: skin tones, joined figures, flags and keycaps count once."""

import re

PICTURE = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf"
    "\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff"
)
"""What may begin an emoji, as the inside of a character class (Unicode's pictographs, and those
among them that have no emoji yet)."""

_STYLE = "\ufe0e\ufe0f\U0001f3fb-\U0001f3ff"
_TAGS = "\U000e0020-\U000e007f"
_FLAG = "\U0001f1e6-\U0001f1ff"
_FIGURE = f"[{PICTURE}][{_STYLE}]{{0,3}}+[{_TAGS}]{{0,7}}+"
EMOJI = f"(?>[{_FLAG}]{{1,2}}+|[0-9#*]\ufe0f?\u20e3|{_FIGURE}(?:\u200d{_FIGURE}){{0,6}}+\u200d?)"
"""One emoji as a pattern. It gives nothing back and its length is bounded, so that it can be
repeated in linear time."""
NOT_WITHIN = f"(?<![{PICTURE}{_STYLE}{_TAGS}{_FLAG}\u200d\u20e3])"
"""Where a row of emoji may begin: no emoji stands right before."""

_EMOJI = re.compile(EMOJI)
_ANY = re.compile("[\u00a9\u00ae\u203c-\U0001faff]")


def may_have_emoji(text: str) -> bool:
    """Whether there is a character that emoji are made of; quick."""
    return _ANY.search(text) is not None


def has_emoji(text: str) -> bool:
    """Whether there is one."""
    return may_have_emoji(text) and _EMOJI.search(text) is not None


def count_emoji(text: str) -> int:
    """How many there are, each with all its parts."""
    return sum(1 for _ in _EMOJI.finditer(text))
