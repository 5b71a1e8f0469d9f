"""Loud posts: fires on capital letters, rows of exclamation marks, walls of emoji."""

import re
from typing import Annotated

from pydantic import Field

from policies.context import Context
from policies.file_model import FileModel
from policies.rules.rule import Detector, Rule
from policies.text.emoji import EMOJI, NOT_WITHIN, count_emoji, may_have_emoji
from policies.text.reading import Reading
from policies.verdict import Evidence

_SHOWN = 100
_MOST = 60_000
"""What a pattern can repeat; no post reaches it."""
_UPPER = "".join(filter(str.isupper, map(chr, range(0x530))))
"""Capitals of the alphabets that have them, from Latin to Cyrillic."""
_NOT_UPPER = re.compile(f"[^{_UPPER}]+")
_TWO_UPPER = re.compile(rf"[{_UPPER}][\W\d_]*[{_UPPER}]")
_MOST_WITHOUT_TWO = 50
"""More percent of the letters cannot be capitals where none follows another one."""
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_MARK, _TWICE = "[!?！？❗❕❓❔‼⁇⁈⁉]", "[‼⁇⁈⁉]"
_TWO_MARKS = re.compile(rf"{_MARK}(?:(?<={_TWICE})|\ufe0f?{_MARK})")
_DOUBLE = re.compile(_TWICE)


class Shouting(FileModel):
    """How much is too loud.

    `capitals` percent of at least `letters` letters; `marks` exclamation or question marks in a
    row; `emoji` in a row, with nothing but spaces between them.
    """

    capitals: Annotated[int, Field(ge=1, le=100)] = 70
    letters: Annotated[int, Field(ge=1, le=1_000_000)] = 20
    marks: Annotated[int, Field(ge=2, le=1_000_000)] = 4
    emoji: Annotated[int, Field(ge=2, le=1_000_000)] = 8


def detector(parameters: Shouting) -> Detector:
    """Evidence: what was found, and how much of it: `capitals` (percent), `marks` or `emoji`."""
    wall = _row(NOT_WITHIN, rf"{EMOJI}[\s\u200b\ufe0f]*+", parameters.emoji)
    row = _row("", "[!?！？❗❕❓❔]\ufe0f?+", parameters.marks)
    capitals_needed = parameters.letters * parameters.capitals / 100

    def capitals(text: str) -> Evidence | None:
        if parameters.capitals > _MOST_WITHOUT_TWO and _TWO_UPPER.search(text) is None:
            return None
        upper = len(_NOT_UPPER.sub("", text))
        if upper < capitals_needed:
            return None
        letters = len(_NOT_LETTERS.sub("", text))
        if letters < parameters.letters or upper * 100 < letters * parameters.capitals:
            return None
        return {"found": text[:_SHOWN], "capitals": upper * 100 // letters}

    def marks(text: str) -> Evidence | None:
        if _TWO_MARKS.search(text) is None:
            return None
        found = row.search(_DOUBLE.sub("!!", text))
        if found is None:
            return None
        marks = found[0].replace("\ufe0f", "")
        return {"found": marks[:_SHOWN], "marks": len(marks)}

    def emoji(text: str) -> Evidence | None:
        found = wall.search(text) if may_have_emoji(text) else None
        return {"found": found[0][:_SHOWN], "emoji": count_emoji(found[0])} if found else None

    def findings(reading: Reading, context: Context) -> Evidence | None:
        # Emoji are looked for in what was sent: joiners are invisible and hold their parts.
        return capitals(reading.text) or marks(reading.text) or emoji(reading.post.text)

    return findings


def _row(before: str, one: str, times: int) -> re.Pattern[str]:
    least = min(times, _MOST)
    return re.compile(f"{before}(?:{one}){{{least},{least + _SHOWN}}}+")


RULE = Rule("shouting", Shouting, detector)
