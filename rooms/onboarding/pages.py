"""The strips on their pages: a heading, strips one under the other, lines to cut along."""

from collections.abc import Sequence
from dataclasses import dataclass

from rooms.language import say
from rooms.onboarding.artwork import BARK, bunting, house, scissors
from rooms.onboarding.drawing import PAGE_HEIGHT, Item, Page, Sheet, Stroke, Weight, Words, outline
from rooms.onboarding.lettering import Lettering
from rooms.onboarding.strip_layout import INK, SOFT_INK, StripLayout
from rooms.onboarding.strips import Strip

MARGIN = 10.0
"""Left and right; printers leave some millimetres at the edges white."""
TOP, BOTTOM = 7.0, 7.0
HEADING = 24.0
GAP = 3.6
"""Between two strips, with the line to cut along in its middle."""
_CUT = Stroke("#a08b7a", 0.25, (1.8, 1.4))
_TITLE_WIDTH = 112.0


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the strips of every page, for those who cut them."""

    title: str
    institution: str
    language: str

    @property
    def what_to_do(self) -> str:
        """One sentence for the educator."""
        return say(
            self.language,
            "Cut along the lines and give everyone their own strip: the codes are personal.",
        )

    def number(self, page: int, pages: int) -> str:
        """Which page of how many."""
        return say(self.language, "Page {page} of {pages}", page=page, pages=pages)


def lay_out(strips: Sequence[Strip], heading: Heading) -> tuple[Sheet, Lettering]:
    """The sheet, and the letters that it is written with."""
    lettering = Lettering(_texts(strips, heading))
    layouts = [StripLayout(strip, lettering) for strip in strips]
    stacks = _stacks([layout.height for layout in layouts])
    pages: list[Page] = []
    done = 0
    for number, count in enumerate(stacks, 1):
        page = Page()
        page.draw(*_heading(heading, heading.number(number, len(stacks)), lettering))
        y = TOP + HEADING
        for layout in layouts[done : done + count]:
            page.draw(*_cut_line(y - GAP / 2))
            page.draw(*layout.draw(MARGIN, y))
            y += layout.height + GAP
        page.draw(*_cut_line(y - GAP / 2))
        pages.append(page)
        done += count
    return Sheet(lettering.showable(heading.title), heading.language, pages), lettering


def _texts(strips: Sequence[Strip], heading: Heading) -> list[str]:
    texts = [heading.title, heading.institution, heading.what_to_do]
    texts.append(heading.number(1234567890, 1234567890))
    for strip in strips:
        texts += [strip.place, strip.children, strip.for_whom, *strip.sentences, strip.note]
        for code in strip.codes:
            texts += [code.messenger, code.link]
    return texts


def _stacks(heights: Sequence[float]) -> list[int]:
    """How many strips go on each page: none is ever split."""
    stacks: list[int] = []
    room = 0.0
    for height in heights:
        if not stacks or height > room:
            stacks.append(0)
            room = PAGE_HEIGHT - TOP - HEADING - BOTTOM
        stacks[-1] += 1
        room -= height + GAP
    return stacks


def _heading(heading: Heading, number: str, lettering: Lettering) -> list[Item]:
    left, right = MARGIN, 210 - MARGIN
    title = lettering.showable(heading.title)
    size = lettering.fitting_size(title, (5.0, 8.6), _TITLE_WIDTH, Weight.TITLE)
    title = _shortened(title, size, Weight.TITLE, _TITLE_WIDTH, lettering)
    place = _shortened(
        lettering.showable(heading.institution), 3.5, Weight.TEXT, _TITLE_WIDTH, lettering
    )
    advice = [*lettering.lines(heading.what_to_do, 2.9, 60)[:3], number]
    first = TOP + 18.8 - 3.8 * (len(advice) - 1)
    return [
        *bunting(left - 2, TOP - 1.6, right - left + 4),
        *house(left, TOP + 6.2, 15, "#c4532d"),
        Words(left + 18, TOP + 14.2, title, size, INK, Weight.TITLE),
        Words(left + 18, TOP + 19.2, place, 3.5, SOFT_INK),
        *(
            Words(right, first + 3.8 * line, text, 2.9, SOFT_INK, anchor="end")
            for line, text in enumerate(advice)
        ),
    ]


def _shortened(text: str, size: float, weight: Weight, width: float, lettering: Lettering) -> str:
    if lettering.width(text, size, weight) <= width:
        return text
    while text and lettering.width(text + "…", size, weight) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _cut_line(y: float) -> list[Item]:
    return [
        outline(f"M{MARGIN - 1.5} {y} L{210 - 3.0} {y}", 0, 0, 1, stroke=_CUT),
        *scissors(MARGIN - 6.2, y, 4.4, BARK),
    ]
