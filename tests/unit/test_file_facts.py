"""What the bytes of a file show, and that no file is dangerous to look at."""

import asyncio
import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from rooms.archive import file_facts
from rooms.archive.file_facts import FileFacts, FileLook, facts_of


def drawn(seed: int = 0, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture with something in it."""
    picture = Image.new("RGB", size, (200, 180 - seed * 20, 120))
    draw = ImageDraw.Draw(picture)
    width, height = size
    for number in range(8):
        left = (number * 97 + seed * 131) % width
        top = (number * 61 + seed * 71) % height
        shade = (number * 30, (number * 53 + seed * 40) % 256, 255 - number * 30)
        draw.ellipse((left, top, left + width // 4, top + height // 3), fill=shade)
    return picture


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file"


def looked_at(file: Path, content: bytes) -> FileFacts:
    file.write_bytes(content)
    return facts_of(file)


def differing(one: FileFacts, other: FileFacts) -> int:
    assert one.picture_hash is not None
    assert other.picture_hash is not None
    assert len(one.picture_hash) == len(other.picture_hash) == 32
    return (int(one.picture_hash, 16) ^ int(other.picture_hash, 16)).bit_count()


@pytest.mark.parametrize(
    ("kind", "mode", "mime"),
    [
        ("JPEG", "RGB", "image/jpeg"),
        ("JPEG", "L", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("PNG", "RGB", "image/png"),
        ("PNG", "RGBA", "image/png"),
        ("PNG", "P", "image/png"),
        ("PNG", "LA", "image/png"),
        ("PNG", "1", "image/png"),
        ("PNG", "I;16", "image/png"),
        ("GIF", "P", "image/gif"),
        ("WEBP", "RGB", "image/webp"),
        ("BMP", "RGB", "image/bmp"),
    ],
)
def test_pictures_of_each_kind(file: Path, kind: str, mode: str, mime: str) -> None:
    picture = drawn().convert("L").convert("I;16") if mode == "I;16" else drawn().convert(mode)
    facts = looked_at(file, saved(picture, kind))
    assert facts.content_type == mime
    assert facts.picture_hash is not None


def test_the_same_picture_in_another_size_quality_and_format_is_known_again(file: Path) -> None:
    original = looked_at(file, saved(drawn(), "PNG"))
    for content in (
        saved(drawn(), "JPEG", quality=35),
        saved(drawn().resize((320, 240)), "JPEG", quality=60),
        saved(drawn().resize((1600, 1200)), "WEBP", quality=70),
        saved(drawn().convert("P"), "GIF"),
        saved(drawn(), "JPEG", progressive=True),
    ):
        assert differing(original, looked_at(file, content)) <= 10
    for seed in range(1, 7):
        assert differing(original, looked_at(file, saved(drawn(seed), "PNG"))) > 20


def test_a_picture_that_a_camera_marked_as_turned_is_known_when_it_was_turned(file: Path) -> None:
    marked = Image.Exif()
    marked[0x0112] = 6
    turned = looked_at(
        file, saved(drawn().transpose(Image.Transpose.ROTATE_90), "JPEG", exif=marked)
    )
    assert differing(turned, looked_at(file, saved(drawn(), "JPEG"))) <= 6


def test_what_is_transparent_is_white(file: Path) -> None:
    see_through = Image.new("RGBA", (640, 480), (0, 0, 0, 0))
    see_through.paste(drawn(), mask=drawn(3).convert("L").point(lambda shade: 255 * (shade > 150)))
    on_white = Image.new("RGBA", (640, 480), "white")
    on_white.alpha_composite(see_through)
    transparent = looked_at(file, saved(see_through, "PNG"))
    assert differing(transparent, looked_at(file, saved(on_white.convert("RGB"), "PNG"))) <= 4


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (b"MZ" + bytes(200), "application/x-msdownload"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"PK\x03\x04" + bytes(40), "application/zip"),
        ("Просто слова".encode(), None),
        (b"", None),
        (b"\xff", None),
        (bytes(10_000), None),
    ],
)
def test_files_that_are_no_pictures(file: Path, content: bytes, mime: str | None) -> None:
    assert looked_at(file, content) == FileFacts(mime)


def test_a_file_that_is_not_there(file: Path) -> None:
    assert facts_of(file) == FileFacts()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_broken_pictures_are_only_broken(file: Path, kind: str) -> None:
    whole = saved(drawn(size=(64, 48)), kind)
    for cut in range(4, len(whole), max(1, len(whole) // 40)):
        looked_at(file, whole[:cut])
        spoiled = bytearray(whole)
        for at in range(cut, min(cut + 12, len(spoiled))):
            spoiled[at] ^= 0xFF
        looked_at(file, bytes(spoiled))


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def _enormous_png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(20_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows)


@pytest.mark.parametrize("side", [6_000, 30_000, 2**31 - 1])
def test_a_small_file_with_an_enormous_picture_is_not_unpacked(file: Path, side: int) -> None:
    assert looked_at(file, _enormous_png(side, min(side, 60_000))) == FileFacts("image/png")


def test_a_jpeg_with_thousands_of_scans_is_not_read(file: Path) -> None:
    progressive = saved(drawn(size=(400, 300)), "JPEG", progressive=True)
    last = progressive.rindex(b"\xff\xda")
    bomb = progressive[:last] + progressive[last:-2] * 400 + b"\xff\xd9"
    assert looked_at(file, bomb) == FileFacts("image/jpeg")


def test_words_that_unpack_to_gigabytes_are_not_unpacked(file: Path) -> None:
    picture = saved(drawn(size=(64, 48)), "PNG")
    words = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(80_000_000), 9))
    looked_at(file, picture[:33] + words * 3 + picture[33:])


def test_a_file_that_is_too_large_is_not_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_facts, "LARGEST_PICTURE", 1000)
    assert looked_at(file, saved(drawn(), "PNG")) == FileFacts("image/png")


async def test_what_takes_too_long_is_given_up(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look = FileLook()
    file.write_bytes(saved(drawn(), "PNG"))
    assert (await look.facts(file)).picture_hash is not None
    monkeypatch.setattr(file_facts, "SECONDS", 0.0)
    assert await look.facts(file) == FileFacts()
    monkeypatch.setattr(file_facts, "SECONDS", 5.0)
    both = await asyncio.gather(look.facts(file), look.facts(file))
    assert both[0] == both[1] != FileFacts()
