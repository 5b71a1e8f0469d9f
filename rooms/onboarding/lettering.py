"""The letters of the sheet: Nunito (SIL Open Font License 1.1), cut down to what is written.

Both files that a sheet can become use the same letters, so they look the same everywhere.
"""

import hashlib
import logging
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from rooms.onboarding.drawing import Weight

FAMILY = "Nunito"
_WEIGHTS = {Weight.TEXT: 600, Weight.TITLE: 900}
_ALWAYS = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "\xa0«»“”‘’–—…№·"
    + ("".join(map(chr, range(0x410, 0x450))) + "Ёё")
)
"""So that most sheets have the same letters, and the font is cut down once."""
_POSTSCRIPT_NAME = 6
"""The name by which PDFs tell fonts apart; another one for other letters."""

logging.getLogger("fontTools").setLevel(logging.WARNING)


class Lettering:
    """The letters for these texts, in every weight; lengths are millimetres."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._wanted = {letter for text in texts for letter in text} | set(_ALWAYS)
        letters = "".join(sorted(self._wanted))
        self._fonts = {weight: _cut(letters, thick) for weight, thick in _WEIGHTS.items()}
        first = self._fonts[Weight.TEXT]
        self._glyphs: Mapping[int, str] = first.getBestCmap()
        self._unit = 1.0 / int(first["head"].unitsPerEm)
        self._widths: dict[Weight, dict[int, int]] = {
            weight: {letter: font["hmtx"][name][0] for letter, name in self._glyphs.items()}
            for weight, font in self._fonts.items()
        }

    @property
    def missing(self) -> frozenset[str]:
        """Letters (not signs or pictures) that the font does not have."""
        return frozenset(
            letter
            for letter in self._wanted
            if letter.isalpha() and ord(letter) not in self._glyphs
        )

    def showable(self, text: str) -> str:
        """The text on one line, without what the font does not have."""
        line = re.sub(r"[^\S\xa0]+", " ", text).strip()
        return "".join(each for each in line if ord(each) in self._glyphs)

    def width(self, text: str, size: float, weight: Weight = Weight.TEXT) -> float:
        """How long a line is."""
        widths = self._widths[weight]
        return sum(widths.get(ord(letter), 0) for letter in text) * self._unit * size

    def lines(
        self, text: str, size: float, width: float, weight: Weight = Weight.TEXT
    ) -> list[str]:
        """The text broken into lines behind spaces and hyphens, and inside of words if it must."""
        lines = [""]
        for part in _parts(text):
            if self.width((lines[-1] + part).rstrip(), size, weight) <= width:
                lines[-1] += part
                continue
            lines += self.pieces(part, size, width, weight)
        return [line.strip() for line in lines if line.strip()]

    def pieces(
        self, text: str, size: float, width: float, weight: Weight = Weight.TEXT
    ) -> list[str]:
        """The text broken wherever a line is full, as an address is."""
        pieces = [""]
        for letter in text:
            if pieces[-1] and self.width(pieces[-1] + letter, size, weight) > width:
                pieces.append("")
            pieces[-1] += letter
        return pieces

    def fitting_size(
        self, text: str, sizes: tuple[float, float], width: float, weight: Weight
    ) -> float:
        """The largest size between two at which the text is one line of that width."""
        smallest, largest = sizes
        length = self.width(text, 1.0, weight)
        return max(smallest, min(largest, width / length if length else largest))

    def name(self, weight: Weight) -> str:
        """What this cut of the font is called."""
        return str(self._fonts[weight]["name"].getDebugName(_POSTSCRIPT_NAME))

    def as_truetype(self, weight: Weight) -> bytes:
        """The font as a TrueType file."""
        return _saved(self._fonts[weight], None)

    def as_woff(self, weight: Weight) -> bytes:
        """The font as a WOFF file, for a page."""
        return _saved(self._fonts[weight], "woff")


@lru_cache(maxsize=8)
def _cut(letters: str, thickness: int) -> TTFont:
    mark = hashlib.sha256(letters.encode("utf-8", "replace")).hexdigest()[:12]
    options = Options()
    options.layout_features = []  # no kerning: lines are as long as they were measured
    options.notdef_outline = True
    source = files("fontpkg_nunito").joinpath("files", "Nunito[wght].ttf")
    font = TTFont(BytesIO(source.read_bytes()), recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    thick = instantiateVariableFont(font, {"wght": thickness})
    thick["name"].setName(f"{FAMILY}-{thickness}-{mark}", _POSTSCRIPT_NAME, 3, 1, 0x409)
    return thick


def _parts(text: str) -> list[str]:
    """Words with the space behind them, double names in two parts."""
    return re.findall(r"[^ -]*-+|[^ -]+ *| +", text)


def _saved(font: TTFont, flavour: str | None) -> bytes:
    font.flavor = flavour
    saved = BytesIO()
    font.save(saved)
    return saved.getvalue()
