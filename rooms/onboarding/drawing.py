"""What is drawn on a sheet, whatever writes it down: shapes, words and links on A4 pages.

All lengths are millimetres from the upper left corner of the page; colours are ``#rrggbb``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Literal

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
"""A4 upright."""


class Weight(StrEnum):
    """How heavy the letters are."""

    TEXT = "text"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Stroke:
    """How an outline is drawn; `dashes` are the lengths of a dash and of the gap behind it."""

    colour: str
    width: float
    dashes: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with round corners."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0.0
    fill: str | None = None
    stroke: Stroke | None = None


StepKind = Literal["M", "L", "C", "Z"]
_KINDS: Mapping[str, StepKind] = {"M": "M", "L": "L", "C": "C", "Z": "Z"}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of an outline: move, line, curve (two handles and an end) or close."""

    kind: StepKind
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """A free shape."""

    steps: tuple[Step, ...]
    fill: str | None = None
    stroke: Stroke | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; `y` is the base line, `size` the height of the letters' em."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    weight: Weight = Weight.TEXT
    anchor: Literal["start", "middle", "end"] = "start"


@dataclass(frozen=True, slots=True)
class Modules:
    """The dark squares of a QR code of that `size` (without its quiet zone)."""

    x: float
    y: float
    size: float
    rows: tuple[tuple[bool, ...], ...]
    colour: str = "#000000"

    def runs(self) -> Iterable[tuple[int, int, int]]:
        """Dark squares that stand side by side: the row, the first column, how many."""
        for number, row in enumerate(self.rows):
            column = 0
            for dark, squares in groupby(row):
                length = len(list(squares))
                if dark:
                    yield number, column, length
                column += length


@dataclass(frozen=True, slots=True)
class Link:
    """A part of the page that opens an address."""

    x: float
    y: float
    width: float
    height: float
    address: str


Item = Box | Outline | Words | Modules | Link


@dataclass(slots=True)
class Page:
    """A page being drawn; what is drawn later covers what was drawn before."""

    items: list[Item] = field(default_factory=list)

    def draw(self, *items: Item) -> None:
        """Put something on the page."""
        self.items += items


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole hand-out, ready to be written in any format."""

    title: str
    language: str
    pages: Sequence[Page]


def outline(
    path: str,
    x: float,
    y: float,
    scale: float,
    *,
    fill: str | None = None,
    stroke: Stroke | None = None,
) -> Outline:
    """An outline from SVG path data (only ``M``, ``L``, ``C``, ``Z``), moved and scaled."""
    steps: list[Step] = []
    for command in _commands(path):
        kind, numbers = _KINDS[command[0]], [float(number) for number in command[1:].split()]
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        points = tuple((x + scale * px, y + scale * py) for px, py in pairs)
        steps.append(Step(kind, points))
    return Outline(tuple(steps), fill, stroke)


def _commands(path: str) -> Iterable[str]:
    current = ""
    for letter in path.replace(",", " "):
        if letter in "MLCZ" and current:
            yield current
            current = ""
        current += letter
    if current:
        yield current
