"""A sheet as one page of HTML with nothing outside of it: an SVG a page, and print rules."""

import base64
from html import escape

from rooms.onboarding.drawing import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Box,
    Item,
    Link,
    Modules,
    Outline,
    Page,
    Sheet,
    Stroke,
    Weight,
    Words,
)
from rooms.onboarding.lettering import FAMILY, Lettering

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
_ANCHORS = {"start": "", "middle": ' text-anchor="middle"', "end": ' text-anchor="end"'}


def as_html(sheet: Sheet, lettering: Lettering) -> bytes:
    """The file's bytes, UTF-8."""
    title, pages = escape(sheet.title), "\n".join(_page(page) for page in sheet.pages)
    return f"""<!doctype html>
<html lang="{escape(sheet.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{_style(lettering)}
</style>
</head>
<body>
{pages}
</body>
</html>
""".encode()


def _style(lettering: Lettering) -> str:
    faces = "\n".join(
        f"@font-face {{ font-family: {_family(weight)}; src: url(data:font/woff;base64,"
        f"{base64.b64encode(lettering.as_woff(weight)).decode()}) }}"
        for weight in Weight
    )
    classes = "\n".join(
        f".{weight} {{ font-family: {_family(weight)}, sans-serif }}" for weight in Weight
    )
    return f"""{faces}
@page {{ size: A4; margin: 0 }}
* {{ margin: 0; print-color-adjust: exact; -webkit-print-color-adjust: exact }}
body {{ background: #e9e2d8 }}
svg {{ display: block; width: min(100%, 210mm); margin: 8mm auto; background: #fff;
  box-shadow: 0 1mm 4mm rgb(60 30 10 / 25%) }}
text {{ white-space: pre; font-kerning: none }}
{classes}
@media print {{
  body {{ background: none }}
  svg {{ width: 210mm; height: 297mm; margin: 0; box-shadow: none; break-after: page;
    break-inside: avoid }}
  svg:last-child {{ break-after: auto }}
}}"""


def _family(weight: Weight) -> str:
    return f"{FAMILY}-{weight}"


def _page(page: Page) -> str:
    size = f"{PAGE_WIDTH:g} {PAGE_HEIGHT:g}"
    items = "\n".join(_drawn(item) for item in page.items)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}">\n{items}\n</svg>'


def _drawn(item: Item) -> str:
    match item:
        case Box():
            return (
                f'<rect x="{_n(item.x)}" y="{_n(item.y)}" width="{_n(item.width)}"'
                f' height="{_n(item.height)}" rx="{_n(item.radius)}"'
                f"{_paint(item.fill, item.stroke)}/>"
            )
        case Outline():
            return f'<path d="{_path(item)}"{_paint(item.fill, item.stroke)}/>'
        case Words():
            return (
                f'<text class="{item.weight}" x="{_n(item.x)}" y="{_n(item.y)}"'
                f' font-size="{_n(item.size)}" fill="{item.colour}"{_ANCHORS[item.anchor]}>'
                f"{escape(item.text)}</text>"
            )
        case Modules():
            return _modules(item)
        case Link():
            return (
                f'<a href="{escape(item.address)}"><rect x="{_n(item.x)}" y="{_n(item.y)}"'
                f' width="{_n(item.width)}" height="{_n(item.height)}" fill="transparent"/></a>'
            )


def _modules(code: Modules) -> str:
    count = len(code.rows)
    squares = "".join(
        f"M{column} {row}h{length}v1h-{length}z" for row, column, length in code.runs()
    )
    place = f"translate({_n(code.x)} {_n(code.y)}) scale({code.size / count:.5f})"
    return (
        f'<path transform="{place}" fill="{code.colour}" shape-rendering="crispEdges"'
        f' d="{squares}"/>'
    )


def _path(shape: Outline) -> str:
    return "".join(
        step.kind + " ".join(f"{_n(x)} {_n(y)}" for x, y in step.points) for step in shape.steps
    )


def _paint(fill: str | None, stroke: Stroke | None) -> str:
    painted = f' fill="{fill or "none"}"'
    if stroke is not None:
        painted += f' stroke="{stroke.colour}" stroke-width="{_n(stroke.width)}"'
        painted += ' stroke-linecap="round" stroke-linejoin="round"'
        if stroke.dashes:
            painted += f' stroke-dasharray="{" ".join(map(_n, stroke.dashes))}"'
    return painted


def _n(length: float) -> str:
    return f"{length:.3f}".rstrip("0").rstrip(".")
