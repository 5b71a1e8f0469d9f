"""Small files of every kind that people send."""

import os

from tests.support.pictures import PNG


def photo() -> bytes:
    """A picture like no other, of some hundred kilobytes."""
    return PNG + os.urandom(300_000)


def voice() -> bytes:
    """An Ogg file, as far as its first bytes tell."""
    return b"OggS\x00\x02" + os.urandom(20_000)


def video() -> bytes:
    """An MP4 file, as far as its first bytes tell."""
    return b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + os.urandom(200_000)


def document() -> bytes:
    """A PDF file, as far as its first bytes tell."""
    return b"%PDF-1.7\n" + os.urandom(50_000)
