"""The zip that XLSX and ODS files are: opened so that no bomb unpacks and no XML bites."""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from rooms.roster.tables.refusal import Unreadable, damaged, protected, too_large

LARGEST_UNPACKED = 40 * 1024 * 1024
"""Bytes that the XML in a file may have together."""
MOST_PARTS = 5_000
"""Files that a container may have."""
MOST_ELEMENTS = 1_000_000
"""Elements that the XML of a part may have: each becomes an object before it is forgotten."""
_ENCRYPTED = 0x1
"""The flag of an encrypted part (APPNOTE 4.4.4, bit 0)."""

_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    NotImplementedError,  # a way to pack that nobody uses
    EOFError,
    OSError,
    ParseError,
    DefusedXmlException,
    LookupError,  # a part that is missing, an encoding that nobody knows
    ValueError,
)
"""What the readers of zips and of XML raise, and we of numbers in it."""


@contextmanager
def opened(content: bytes) -> Iterator[zipfile.ZipFile]:
    """The container, when its XML is not too large; raises Unreadable."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as container:
            parts = container.infolist()
            if any(part.flag_bits & _ENCRYPTED for part in parts):
                raise protected()
            # zipfile never unpacks more of a part than is declared here.
            unpacked = sum(part.file_size for part in parts if is_xml(part.filename))
            if unpacked > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
                raise Unreadable(
                    "The file unpacks to more than {limit} MB. Copy only the rows with the children"
                    " into a new file and take that one.",
                    limit=LARGEST_UNPACKED // 1024 // 1024,
                )
            yield container
    except _DAMAGE as wrong:
        raise damaged() from wrong


def is_xml(name: str) -> bool:
    """Whether a part is read at all."""
    return name.casefold().endswith((".xml", ".rels"))


def elements(container: zipfile.ZipFile, name: str) -> Iterator[Element]:
    """All elements of a part as they end; raises Unreadable, ParseError, DefusedXmlException."""
    with container.open(name) as part:
        ended: Iterable[tuple[str, Element]] = iterparse(part, events=("end",), forbid_dtd=True)
        for count, (_, element) in enumerate(ended):
            if count > MOST_ELEMENTS:
                raise too_large()
            yield element


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]
