"""The pictures of the sheet: the little house, bunting, a flower, scissors."""

from rooms.onboarding.drawing import Box, Item, Outline, Step, Stroke, outline

WOOD, LOGS, BARK = "#f0b35a", "#dc9a45", "#8a5a3c"
CREAM, SKY, SUN, GRASS = "#fff8ec", "#a9d6e3", "#f2b441", "#6fae5b"
FLAGS = ("#d8573f", SUN, GRASS, "#4d9bc9", "#9a6fb8")
_BODY = "M12 29 L32 11 L52 29 L52 58 L12 58 Z"
_ROOF = (
    "M32 4.5 L4.2 29.6 C2.6 31.1 3 33.6 5.2 34.3 C6.2 34.6 7.3 34.4 8.1 33.6 L32 12.2"
    " L55.9 33.6 C56.7 34.4 57.8 34.6 58.8 34.3 C61 33.6 61.4 31.1 59.8 29.6 Z"
)
_DOOR = "M26 58 L26 47 C26 43.5 28.6 41 32 41 C35.4 41 38 43.5 38 47 L38 58 Z"
_HEART = (
    "M32 32.5 C27.6 29.2 26.6 27 26.6 25.4 C26.6 23.6 28 22.3 29.6 22.3"
    " C30.7 22.3 31.6 22.9 32 23.9 C32.4 22.9 33.3 22.3 34.4 22.3"
    " C36 22.3 37.4 23.6 37.4 25.4 C37.4 27 36.4 29.2 32 32.5 Z"
)
_LAWN = "M2 61 C2 58.5 10 57 32 57 C54 57 62 58.5 62 61 Z"
_ROUND = 0.5523
"""How far a handle stands off so that four curves make a circle."""


def ellipse(
    x: float,
    y: float,
    across: float,
    down: float,
    fill: str | None,
    stroke: Stroke | None = None,
) -> Outline:
    """An ellipse around a point; `across` and `down` are half its axes."""
    left, right, top, bottom = x - across, x + across, y - down, y + down
    far_x, far_y = across * _ROUND, down * _ROUND
    steps = (
        Step("M", ((right, y),)),
        Step("C", ((right, y + far_y), (x + far_x, bottom), (x, bottom))),
        Step("C", ((x - far_x, bottom), (left, y + far_y), (left, y))),
        Step("C", ((left, y - far_y), (x - far_x, top), (x, top))),
        Step("C", ((x + far_x, top), (right, y - far_y), (right, y))),
        Step("Z"),
    )
    return Outline(steps, fill, stroke)


def circle(
    x: float, y: float, radius: float, fill: str | None, stroke: Stroke | None = None
) -> Outline:
    """A disc or a ring around a point."""
    return ellipse(x, y, radius, radius, fill, stroke)


def house(x: float, y: float, size: float, roof: str) -> list[Item]:
    """The little house in a square of that size, with a roof of that colour."""
    unit = size / 64

    def box(left: float, top: float, width: float, height: float, fill: str, radius: float) -> Box:
        return Box(
            x + unit * left, y + unit * top, unit * width, unit * height, unit * radius, fill
        )

    def line(path: str, colour: str, width: float) -> Outline:
        return outline(path, x, y, unit, stroke=Stroke(colour, unit * width))

    windows: list[Item] = []
    for left in (15.5, 41.0):
        windows += [
            box(left - 1.3, 39.7, 10.1, 10.6, CREAM, 1.6),
            box(left, 41, 7.5, 8, SKY, 0.6),
            line(f"M{left + 3.75} 41 L{left + 3.75} 49", CREAM, 1.2),
            line(f"M{left} 45 L{left + 7.5} 45", CREAM, 1.2),
        ]
    return [
        outline(_LAWN, x, y, unit, fill=GRASS),
        box(43, 8, 7, 16, BARK, 1),
        outline(_BODY, x, y, unit, fill=WOOD),
        *(line(f"M12 {height} L52 {height}", LOGS, 1.1) for height in (36, 52.5)),
        outline(_HEART, x, y, unit, fill=roof),
        *windows,
        outline(_DOOR, x, y, unit, fill=BARK),
        circle(x + unit * 35.6, y + unit * 50.5, unit * 1.1, CREAM),
        outline(_ROOF, x, y, unit, fill=roof),
    ]


def bunting(x: float, y: float, width: float, swags: int = 4) -> list[Item]:
    """A string of flags, hanging in swags."""
    items: list[Item] = []
    span, sag = width / swags, 4.4
    flags_a_swag = 7
    number = 0
    for swag in range(swags):
        start = x + swag * span
        string = f"M0 0 C{span * 0.3} {sag} {span * 0.7} {sag} {span} 0"
        for flag in range(flags_a_swag):
            along = (flag + 0.5) / flags_a_swag
            hang = y + 3 * sag * along * (1 - along)
            middle = start + span * (along * 0.98 + 0.01)
            triangle = "M-2.3 -0.2 L2.3 -0.2 L0 4.9 Z"
            colour = FLAGS[number % len(FLAGS)]
            items.append(outline(triangle, middle, hang, 1, fill=colour))
            number += 1
        items.append(outline(string, start, y, 1, stroke=Stroke(BARK, 0.35)))
    return items


def scissors(x: float, y: float, size: float, colour: str) -> list[Item]:
    """Scissors that cut to the right, with their middle on a line."""
    ring = Stroke(colour, size * 0.09)
    return [
        circle(x + size * 0.16, y - size * 0.2, size * 0.13, None, ring),
        circle(x + size * 0.16, y + size * 0.2, size * 0.13, None, ring),
        outline("M0.27 -0.12 L0.95 0.2", x, y, size, stroke=ring),
        outline("M0.27 0.12 L0.95 -0.2", x, y, size, stroke=ring),
    ]
