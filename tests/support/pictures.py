"""A small picture, two pixels square."""

import struct
import zlib


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


_HEADER = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
_ROWS = b"\x00\xc4\x53\x2d\xff\xf4\xe3" + b"\x00\xff\xf4\xe3\xc4\x53\x2d"
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", _HEADER)
    + _chunk(b"IDAT", zlib.compress(_ROWS))
    + _chunk(b"IEND", b"")
)
