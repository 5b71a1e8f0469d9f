"""Making strings from outside fit for a database and a file system, whatever they hold."""

import math
import re
from collections.abc import Mapping
from typing import Any
from unicodedata import category

MAXIMUM_DEPTH = 80
"""How deep a value may be nested; the interpreter's own limit must never be met."""
_MAXIMUM_NUMBER = 10**300
_MAXIMUM_FILENAME = 150

# NUL is refused by PostgreSQL, half a surrogate pair by every UTF-8 encoder; JSON may carry both.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Control characters, the marks that turn the direction of writing ("gpj.exe" read backwards), and
# letters and signs that are blank.
_UNSHOWABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u115f\u1160\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\u2800\u3164\ufeff"
    "\uffa0\ufffd\ud800-\udfff]"
)
_SEPARATORS = re.compile(r'[/\\:*?"<>|]')


def storable(value: object) -> str:
    """The value if it is a string, with what no database takes replaced by �; else an empty one."""
    return _UNSTORABLE.sub("\ufffd", value) if isinstance(value, str) else ""


def storable_json(value: object, depth: int = 0) -> Any:
    """The same for a JSON value of any shape; what is nested too deeply becomes "…"."""
    if isinstance(value, str):
        return storable(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int):
        return value if abs(value) < _MAXIMUM_NUMBER else None
    if depth >= MAXIMUM_DEPTH:
        return "…"
    if isinstance(value, Mapping):
        return {storable(key): storable_json(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable_json(inner, depth + 1) for inner in value]
    return None


def safe_name(value: str, longest: int) -> str:
    """What somebody calls themself, on one line, without what nobody sees; empty where nobody
    would see any of it."""
    name = " ".join(_UNSHOWABLE.sub("", " ".join(value.split())).split())[:longest]
    return name if any(category(each)[0] in "LNPS" for each in name) else ""


def safe_filename(value: object) -> str:
    """A name for a file without folders, control characters or leading dots; may be empty."""
    if not isinstance(value, str):
        return ""
    name = _SEPARATORS.sub("_", _UNSHOWABLE.sub("", value)).strip(" .")
    if len(name) <= _MAXIMUM_FILENAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if dot and len(extension) <= 10:
        return stem[: _MAXIMUM_FILENAME - len(extension) - 1].rstrip(" .") + dot + extension
    return name[:_MAXIMUM_FILENAME].rstrip(" .")
