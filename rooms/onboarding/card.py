"""A code of a strip as a card: the messenger's name, the code, the link to type or tap."""

from rooms.onboarding.codes import QUIET_ZONE, modules
from rooms.onboarding.drawing import Box, Item, Link, Modules, Stroke, Weight, Words
from rooms.onboarding.lettering import Lettering
from rooms.onboarding.strips import Code

CARD_WIDTH = 33.0
CODE_SIZE = 26.0
"""Millimetres of the dark squares: a phone reads 25 from half a metre."""
_LABEL = 5.2
_LARGEST_LINK, _SMALLEST_LINK = 1.75, 1.4
_LINK_LINES, _LINK_LEADING = 3, 1.17
_LINK_COLOUR = "#5d4c40"
_FRAME = "#e4d6c6"


class Card:
    """A card and how high it is."""

    def __init__(self, code: Code, lettering: Lettering) -> None:
        self._code = code
        self._rows = modules(code.link)
        self._quiet = QUIET_ZONE * CODE_SIZE / len(self._rows)
        self._label = lettering.showable(code.messenger)
        self._label_size = lettering.fitting_size(
            self._label, (2.0, 3.5), CARD_WIDTH - 3, Weight.TITLE
        )
        self._link_size, self._lines = _set_link(code.link, lettering)
        self._leading = _LINK_LEADING * self._link_size

    @property
    def height(self) -> float:
        """From the top of the name to below the link."""
        return _LABEL + 2 * self._quiet + CODE_SIZE + len(self._lines) * self._leading + 0.9

    def draw(self, x: float, y: float, height: float) -> list[Item]:
        """The card with its upper left corner there, drawn out to that height."""
        middle, colour = x + CARD_WIDTH / 2, self._code.colour
        code_top = y + _LABEL + self._quiet
        links_top = code_top + CODE_SIZE + self._quiet
        return [
            Box(x, y, CARD_WIDTH, height, 2.2, "#ffffff", Stroke(_FRAME, 0.25)),
            Box(x, y, CARD_WIDTH, _LABEL, 2.2, colour),
            Box(x, y + _LABEL / 2, CARD_WIDTH, _LABEL / 2, 0, colour),
            Words(
                middle, y + 3.8, self._label, self._label_size, "#ffffff", Weight.TITLE, "middle"
            ),
            Modules(x + (CARD_WIDTH - CODE_SIZE) / 2, code_top, CODE_SIZE, self._rows),
            *(
                Words(
                    middle,
                    links_top + self._link_size * 0.8 + number * self._leading,
                    line,
                    self._link_size,
                    _LINK_COLOUR,
                    anchor="middle",
                )
                for number, line in enumerate(self._lines)
            ),
            Link(x, y, CARD_WIDTH, height, self._code.link),
        ]


def _set_link(link: str, lettering: Lettering) -> tuple[float, list[str]]:
    """The link as large as it fits below the code; its size and its lines, about equally long."""
    size, width = _LARGEST_LINK, CARD_WIDTH - 2.0
    while (count := len(lettering.pieces(link, size, width))) > _LINK_LINES and (
        size > _SMALLEST_LINK
    ):
        size -= 0.05
    even = lettering.width(link, size) / count + size
    return size, lettering.pieces(link, size, min(width, even))
