"""One strip as a drawing: words on the left, the codes on the right, at most three in a row."""

from dataclasses import dataclass
from math import ceil

from rooms.onboarding.animals import animal, colours
from rooms.onboarding.card import CARD_WIDTH, Card
from rooms.onboarding.drawing import Box, Item, Stroke, Weight, Words
from rooms.onboarding.lettering import Lettering
from rooms.onboarding.strips import Strip

WIDTH = 190.0
SMALLEST_HEIGHT = 48.0
PADDING_X, PADDING_Y = 4.0, 2.4
CARD_GAP = 2.0
IN_A_ROW = 3
INK, SOFT_INK = "#3a2a20", "#75604f"
_FACE = 15.0
_LARGEST_SCALE, _SMALLEST_SCALE = 1.2, 0.8
"""Of the words: as large as they fit beside the codes."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Words that are set, from their own upper left corner."""

    words: tuple[Words, ...]
    height: float


class StripLayout:
    """A strip and how high it is."""

    def __init__(self, strip: Strip, lettering: Lettering) -> None:
        self._strip = strip
        self._lettering = lettering
        self._accent, self._paper = colours(strip.family)
        self._cards = [Card(code, lettering) for code in strip.codes]
        self._step_x = CARD_WIDTH + CARD_GAP
        self._step_y = max(card.height for card in self._cards) + CARD_GAP
        self._rows = ceil(len(self._cards) / IN_A_ROW)
        self._columns = ceil(len(self._cards) / self._rows)
        self._cards_height = self._rows * self._step_y - CARD_GAP
        self._block = self._fitting(WIDTH - 2 * PADDING_X - self._columns * self._step_x - 2)

    @property
    def height(self) -> float:
        """From edge to edge."""
        inner = max(self._cards_height, self._block.height)
        return max(SMALLEST_HEIGHT, inner + 2 * PADDING_Y)

    def draw(self, x: float, y: float) -> list[Item]:
        """The strip with its upper left corner there."""
        left, top = x + PADDING_X, y + (self.height - self._block.height) / 2
        return [
            Box(x, y, WIDTH, self.height, 4, self._paper, Stroke(self._accent, 0.4)),
            *animal(self._strip.family, left - 0.3, top + 0.4, _FACE),
            *(
                Words(left + w.x, top + w.y, w.text, w.size, w.colour, w.weight)
                for w in self._block.words
            ),
            *self._draw_cards(x, y),
        ]

    def _draw_cards(self, x: float, y: float) -> list[Item]:
        items: list[Item] = []
        left = x + WIDTH - PADDING_X - self._columns * self._step_x + CARD_GAP
        top = y + (self.height - self._cards_height) / 2
        for number, card in enumerate(self._cards):
            row, column = divmod(number, self._columns)
            corner = (left + column * self._step_x, top + row * self._step_y)
            items += card.draw(*corner, self._step_y - CARD_GAP)
        return items

    def _fitting(self, width: float) -> _Block:
        room = max(self._cards_height, SMALLEST_HEIGHT - 2 * PADDING_Y)
        scale = _LARGEST_SCALE
        block = self._set(width, scale)
        while block.height > room and scale > _SMALLEST_SCALE:
            scale -= 0.02
            block = self._set(width, scale)
        return block

    def _set(self, width: float, scale: float) -> _Block:
        words: list[Words] = []
        indent = _FACE + 2.5
        y = self._head(words, indent, width - indent, scale)
        y = max(y, _FACE + 1.0) + 2.2 * scale
        size = 3.35 * scale
        for sentence in self._strip.sentences:
            y = self._paragraph(words, sentence, 0, y, width, size, INK) + 1.3 * scale
        y = self._paragraph(words, self._strip.note, 0, y + 0.4, width, 2.75 * scale, SOFT_INK)
        return _Block(tuple(words), y)

    def _head(self, words: list[Words], x: float, width: float, scale: float) -> float:
        """The place, the child, the guardian; gives where they end."""
        y = self._paragraph(words, self._strip.place, x, 0.2, width, 2.75 * scale, SOFT_INK)
        name = self._lettering.showable(self._strip.children)
        sizes = (4.2, min(7.2 * scale, 8.2))
        size = self._lettering.fitting_size(name, sizes, width, Weight.TITLE)
        y = self._paragraph(words, name, x, y + 0.6, width, size, INK, Weight.TITLE)
        return self._paragraph(
            words, self._strip.for_whom, x, y + 0.6, width, 3.5 * scale, self._accent
        )

    def _paragraph(
        self,
        words: list[Words],
        text: str,
        x: float,
        y: float,
        width: float,
        size: float,
        colour: str,
        weight: Weight = Weight.TEXT,
    ) -> float:
        """Set a text from `y` down; gives where it ends."""
        for line in self._lettering.lines(self._lettering.showable(text), size, width, weight):
            words.append(Words(x, y + size * 0.98, line, size, colour, weight))
            y += size * 1.27
        return y
