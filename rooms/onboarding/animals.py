"""Who lives in the little house of the tale: a face for each family's strips."""

from collections.abc import Callable, Sequence

from rooms.onboarding.artwork import ellipse
from rooms.onboarding.drawing import Item, Outline, Stroke, outline

DARK, BLUSH, WHITE = "#3a2a20", "#f2a69b", "#ffffff"


class _Face:
    """Draws in a square of 64 units, put to its place on the page."""

    def __init__(self, x: float, y: float, size: float) -> None:
        self._x, self._y, self._unit = x, y, size / 64

    def oval(self, x: float, y: float, across: float, down: float, fill: str) -> Outline:
        unit = self._unit
        return ellipse(self._x + unit * x, self._y + unit * y, unit * across, unit * down, fill)

    def dot(self, x: float, y: float, radius: float, fill: str) -> Outline:
        return self.oval(x, y, radius, radius, fill)

    def shape(self, path: str, fill: str) -> Outline:
        return outline(path, self._x, self._y, self._unit, fill=fill)

    def line(self, path: str, width: float = 1.6) -> Outline:
        stroke = Stroke(DARK, self._unit * width)
        return outline(path, self._x, self._y, self._unit, stroke=stroke)

    def pair(self, x: float, y: float, radius: float, fill: str) -> list[Item]:
        """The same on the left and on the right."""
        return [self.dot(x, y, radius, fill), self.dot(64 - x, y, radius, fill)]

    def eyes(self, x: float, y: float) -> list[Item]:
        return [
            *self.pair(x, y, 2.7, DARK),
            self.dot(x + 0.9, y - 0.9, 0.9, WHITE),
            self.dot(64 - x + 0.9, y - 0.9, 0.9, WHITE),
        ]


def _mouse(face: _Face) -> list[Item]:
    fur = "#b3a6bd"
    return [
        *face.pair(14.5, 20, 12.5, fur),
        *face.pair(14.5, 20, 7.5, BLUSH),
        face.oval(32, 38, 21, 19, fur),
        face.oval(32, 46, 9.5, 8, "#e3dbe8"),
        *face.pair(16.5, 43.5, 3.2, BLUSH),
        *face.eyes(23.5, 35),
        face.dot(32, 42.5, 3, "#e0736b"),
        face.line("M28 48 C29.5 50.2 34.5 50.2 36 48"),
        face.line("M8 41 L15 42.5", 1),
        face.line("M8.5 47.5 L15 46", 1),
        face.line("M56 41 L49 42.5", 1),
        face.line("M55.5 47.5 L49 46", 1),
    ]


def _frog(face: _Face) -> list[Item]:
    skin = "#83bd68"
    return [
        *face.pair(18.5, 21, 10, skin),
        face.oval(32, 39, 25, 19.5, skin),
        *face.pair(18.5, 20.5, 6.6, WHITE),
        *face.pair(19.3, 20.8, 3.4, DARK),
        face.oval(32, 48, 15, 8.5, "#c5e0b2"),
        *face.pair(12.5, 41, 3.4, BLUSH),
        *face.pair(29.8, 34.5, 0.9, "#4d7a3a"),
        face.line("M18 41 C23 49 41 49 46 41", 1.9),
    ]


def _hare(face: _Face) -> list[Item]:
    fur, inner = "#dfe7ee", "#f3b9b1"
    return [
        face.oval(22.5, 16, 6.6, 15.5, fur),
        face.oval(41.5, 16, 6.6, 15.5, fur),
        face.oval(22.5, 17, 3.2, 11.5, inner),
        face.oval(41.5, 17, 3.2, 11.5, inner),
        face.oval(32, 41, 20, 18.5, fur),
        *face.pair(26.8, 48, 6.4, WHITE),
        face.shape("M29.3 51 L34.7 51 L34.4 57 L29.6 57 Z", WHITE),
        *face.pair(16.8, 46, 3.3, BLUSH),
        *face.eyes(24, 38.5),
        face.oval(32, 44.2, 2.9, 2.1, "#e0736b"),
        face.line("M32 46.5 L32 49", 1.2),
        face.line("M27.5 49.5 C29 51.3 31 51.3 32 49.3 C33 51.3 35 51.3 36.5 49.5", 1.4),
    ]


def _fox(face: _Face) -> list[Item]:
    fur = "#e5793a"
    return [
        face.shape("M7 7 C13 8 22 14 26 20 L10 33 C6.5 24 6 14 7 7 Z", fur),
        face.shape("M57 7 C51 8 42 14 38 20 L54 33 C57.5 24 58 14 57 7 Z", fur),
        face.shape("M11 13 C15 14.5 19 18 21 21.5 L13 28 C11 23 10.5 17 11 13 Z", DARK),
        face.shape("M53 13 C49 14.5 45 18 43 21.5 L51 28 C53 23 53.5 17 53 13 Z", DARK),
        face.shape(
            "M32 60 C24 58 4 47 6.5 38 C8.5 29 18 17.5 32 17.5"
            " C46 17.5 55.5 29 57.5 38 C60 47 40 58 32 60 Z",
            fur,
        ),
        face.shape("M32 60 C24 58 4 47 6.5 38 C14 37 26 42 32 53 Z", "#fff4e8"),
        face.shape("M32 60 C40 58 60 47 57.5 38 C50 37 38 42 32 53 Z", "#fff4e8"),
        *face.eyes(21.5, 37),
        face.oval(32, 56.5, 4, 3.3, DARK),
    ]


def _wolf(face: _Face) -> list[Item]:
    fur, light = "#8495a3", "#e9eef1"
    return [
        face.shape("M12 5 C17 8 23 14 26 20 L10 32 C8.5 22 9.5 12 12 5 Z", fur),
        face.shape("M52 5 C47 8 41 14 38 20 L54 32 C55.5 22 54.5 12 52 5 Z", fur),
        face.shape("M14 12 C17 14.5 19.5 18 21 21.5 L13.5 27 C12.8 22 13 17 14 12 Z", "#55636e"),
        face.shape("M50 12 C47 14.5 44.5 18 43 21.5 L50.5 27 C51.2 22 51 17 50 12 Z", "#55636e"),
        face.shape(
            "M32 17 C46 17 55 26 57 35 L61 41 L55 43 L56 48 L49 48 C44 56 38 59.5 32 59.5"
            " C26 59.5 20 56 15 48 L8 48 L9 43 L3 41 L7 35 C9 26 18 17 32 17 Z",
            fur,
        ),
        face.shape(
            "M32 36 C37 36 44 41 46 47 C42 54.5 37 59.5 32 59.5 C27 59.5 22 54.5 18 47"
            " C20 41 27 36 32 36 Z",
            light,
        ),
        *face.eyes(22, 34.5),
        face.oval(32, 45, 4.6, 3.6, DARK),
        face.line("M32 48 L32 51"),
        face.line("M26 51 C28 54 36 54 38 51"),
    ]


def _bear(face: _Face) -> list[Item]:
    fur, light = "#b98150", "#ecd2b0"
    return [
        *face.pair(13.5, 18, 9.5, fur),
        *face.pair(13.5, 18, 5.2, light),
        face.oval(32, 37, 24, 21.5, fur),
        face.oval(32, 46, 11.5, 9.5, light),
        *face.pair(14.5, 43, 3.6, BLUSH),
        *face.eyes(22.5, 34),
        face.oval(32, 42, 4.4, 3.3, DARK),
        face.line("M32 45 L32 48"),
        face.line("M27 48.5 C28.5 51.5 35.5 51.5 37 48.5"),
    ]


_ANIMALS: Sequence[tuple[Callable[[_Face], list[Item]], str, str]] = (
    (_mouse, "#8658a6", "#f6f0fa"),
    (_frog, "#3f8f4f", "#eff7ec"),
    (_hare, "#2b7fae", "#eaf4fa"),
    (_fox, "#c4532d", "#fdf0e8"),
    (_wolf, "#5b7180", "#eff3f6"),
    (_bear, "#a8691a", "#fdf5e2"),
)
"""In the order in which they came to the house, with their colour and the paper behind them."""


def colours(number: int) -> tuple[str, str]:
    """The colour of the frame and of the paper of a family's strips."""
    _, accent, paper = _ANIMALS[number % len(_ANIMALS)]
    return accent, paper


def animal(number: int, x: float, y: float, size: float) -> list[Item]:
    """The face of a family's strips in a square of that size."""
    draw, _, _ = _ANIMALS[number % len(_ANIMALS)]
    return draw(_Face(x, y, size))
