"""A sheet as a PDF: pages of A4, the letters embedded, the codes as shapes."""

from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from rooms.onboarding.drawing import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Box,
    Item,
    Link,
    Modules,
    Outline,
    Sheet,
    Stroke,
    Weight,
    Words,
)
from rooms.onboarding.lettering import Lettering

_POINT = 72 / 25.4
"""Points of a millimetre."""
_OVERLAP = 0.01
"""Millimetres by which dark squares reach into each other, so that no seam shows."""


def as_pdf(sheet: Sheet, lettering: Lettering) -> bytes:
    """The file's bytes."""
    return _Writer(sheet, lettering).write()


class _Writer:
    """Draws on a canvas whose unit is the millimetre, with y upwards from the lower edge."""

    def __init__(self, sheet: Sheet, lettering: Lettering) -> None:
        self._sheet = sheet
        self._file = BytesIO()
        size = (PAGE_WIDTH * _POINT, PAGE_HEIGHT * _POINT)
        self._canvas = Canvas(self._file, pagesize=size, lang=sheet.language, invariant=1)
        self._canvas.setTitle(sheet.title)
        self._canvas.setCreator("Teremok")
        self._fonts = {weight: lettering.name(weight) for weight in Weight}
        for weight, name in self._fonts.items():
            pdfmetrics.registerFont(TTFont(name, BytesIO(lettering.as_truetype(weight))))

    def write(self) -> bytes:
        for page in self._sheet.pages:
            self._canvas.scale(_POINT, _POINT)
            for item in page.items:
                self._draw(item)
            self._canvas.showPage()
        self._canvas.save()
        return self._file.getvalue()

    def _draw(self, item: Item) -> None:
        match item:
            case Box():
                self._box(item)
            case Outline():
                self._outline(item)
            case Words():
                self._words(item)
            case Modules():
                self._modules(item)
            case Link():
                self._link(item)

    def _box(self, box: Box) -> None:
        filled, outlined = self._paint(box.fill, box.stroke)
        bottom = PAGE_HEIGHT - box.y - box.height
        draw = (box.x, bottom, box.width, box.height)
        if box.radius:
            self._canvas.roundRect(*draw, box.radius, stroke=outlined, fill=filled)
        else:
            self._canvas.rect(*draw, stroke=outlined, fill=filled)

    def _outline(self, shape: Outline) -> None:
        filled, outlined = self._paint(shape.fill, shape.stroke)
        path = self._canvas.beginPath()
        for step in shape.steps:
            flat = [length for x, y in step.points for length in (x, PAGE_HEIGHT - y)]
            match step.kind:
                case "M":
                    path.moveTo(*flat)
                case "L":
                    path.lineTo(*flat)
                case "C":
                    path.curveTo(*flat)
                case "Z":
                    path.close()
        self._canvas.drawPath(path, stroke=outlined, fill=filled)

    def _words(self, words: Words) -> None:
        self._canvas.setFont(self._fonts[words.weight], words.size)
        self._canvas.setFillColor(HexColor(words.colour))
        place = (words.x, PAGE_HEIGHT - words.y, words.text)
        match words.anchor:
            case "start":
                self._canvas.drawString(*place)
            case "middle":
                self._canvas.drawCentredString(*place)
            case "end":
                self._canvas.drawRightString(*place)

    def _modules(self, code: Modules) -> None:
        self._canvas.setFillColor(HexColor(code.colour))
        square = code.size / len(code.rows)
        path = self._canvas.beginPath()
        for row, column, length in code.runs():
            x, y = code.x + column * square, PAGE_HEIGHT - code.y - (row + 1) * square
            path.rect(x, y - _OVERLAP, length * square + _OVERLAP, square + _OVERLAP)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def _link(self, link: Link) -> None:
        top = PAGE_HEIGHT - link.y
        edges = (link.x, top - link.height, link.x + link.width, top)
        self._canvas.linkURL(link.address, edges, relative=1)

    def _paint(self, fill: str | None, stroke: Stroke | None) -> tuple[int, int]:
        if fill is not None:
            self._canvas.setFillColor(HexColor(fill))
        if stroke is not None:
            self._canvas.setStrokeColor(HexColor(stroke.colour))
            self._canvas.setLineWidth(stroke.width)
            self._canvas.setLineCap(1)
            self._canvas.setDash(*(stroke.dashes or ()))
        return int(fill is not None), int(stroke is not None)
