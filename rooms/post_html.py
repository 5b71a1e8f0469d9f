"""What the formatted text of a message shows, and where its links lead.

No parser of HTML is asked: those that build a tree take seconds and gigabytes for what a stranger
may send, and no two agree on broken markup. What one of them might show and another hides, such as
comments, is among the lines.
"""

import html
import re
from dataclasses import dataclass

_MARKUP = re.compile(
    r"""
    <!--(?P<comment>.*?)(?:-->|\Z)
    | <(?P<closing>/?)(?P<name>[a-z][^\s/>]*+)
      (?P<attributes>(?:[^=>]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?+)*+)(?:>|\Z)
    | <[!?/][^>]*+(?:>|\Z)
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""(?<![^\s/"'])([^\s=/"'>]++)\s*+=\s*+(?:"([^"]*+)"?|'([^']*+)'?|([^\s>]*+))"""
)
_INNER = re.compile(r"<[^<>]*>")
_BLOCK = re.compile(
    "blockquote|br|caption|d[dlt]|details|div|h[1-6r]|li|ol|p|pre|summary|table|t(?:body|foot|head)"
    "|t[dhr]|ul",
    re.IGNORECASE,
)
_SHOWN = frozenset({"alt", "data-mx-spoiler"})
"""Attributes that clients show: instead of a picture, before a spoiler."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """The lines of a formatted text, and the addresses of its links."""

    lines: tuple[str, ...]
    addresses: tuple[str, ...]


def read_html(formatted: str) -> Formatted:
    """What is to be seen of a formatted text; time grows with its length only."""
    words: list[str] = []
    doubtful: list[str] = []
    addresses: list[str] = []
    at = 0
    for markup in _MARKUP.finditer(formatted):
        words.append(_text(formatted[at : markup.start()]))
        at = markup.end()
        if markup["name"] is None:
            doubtful.append(markup["comment"] or markup[0].strip("<>!?/"))
            continue
        if _BLOCK.fullmatch(markup["name"]):
            words.append("\n")
        if not markup["attributes"]:
            continue
        for name, *values in _ATTRIBUTE.findall(markup["attributes"]):
            value = "".join(values)
            if name.lower() == "href":
                addresses.append(html.unescape(value).strip())
            elif name.lower() in _SHOWN:
                words.append(f" {_text(value)} ")
            if "<" in value or ">" in value:
                doubtful.append(value)
    words.append(_text(formatted[at:]))
    shown = "".join(words).split("\n") + [_text(_INNER.sub("", each)) for each in doubtful]
    lines = (" ".join(line.split()) for line in shown)
    return Formatted(tuple(filter(None, lines)), tuple(filter(None, addresses)))


def _text(escaped: str) -> str:
    """A line end is a space there, as every browser has it."""
    return html.unescape(escaped).replace("\n", " ")
