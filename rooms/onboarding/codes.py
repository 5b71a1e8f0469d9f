"""QR codes: a link as the dark and light squares that a camera reads."""

import segno

QUIET_ZONE = 4
"""Squares that stay white around a code (ISO/IEC 18004, section 5.3.8)."""


def modules(link: str) -> tuple[tuple[bool, ...], ...]:
    """The squares of the code, row by row; True is dark.

    Error correction of level M stands a fold and a smudge.
    """
    code = segno.make_qr(link, error="m", boost_error=True)
    return tuple(tuple(bool(square) for square in row) for row in code.matrix)
