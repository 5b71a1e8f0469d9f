"""Addresses of the internet in a text, and nothing else that has a dot in it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from urllib.parse import unquote

from policies.text.disguises import disguised, may_be_in, signs
from policies.text.hosts import LONGEST_HOST, Address, canonical, ends_a_host
from policies.text.morphology import is_word
from policies.text.reading import Reading
from policies.words import words_of

_SCHEME = re.compile(
    r"(?<![^\W_])(?:h[tx*]{2}ps?|х[хт]{2}пс?|ftp|tg|viber|whatsapp|intent)\s?:\s?[/\\]{1,3}\s?"
    r"(?P<rest>[^\s<>«»\"]*+)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![\w-])(?P<host>[\w-]++(?:\.[\w-]++)++)\.?(?P<path>:?[/?#\\][^\s,;<>«»\"]*+)?"
)
_NEXT_SCHEME = re.compile(r"[^\w/]+(?=h[tx*]{2}ps?:[/\\])", re.IGNORECASE)
_DOT_INSIDE = re.compile(r"\.[\w-]")
_END_OF_AUTHORITY = re.compile(r"[/?#\\]")
_HOST = re.compile(r"[\w.-]+")
_TRAILING = ".,:;!?…\"'`*_~()[]{}|—–-"
"""What follows an address and belongs to the sentence."""
_MAIL_BEFORE = re.compile(r"[\w.+-]\s?@\s?\Z|\sсобак[аи]\s\Z|@[\w.=-]+:\Z")
_WORDS_BEFORE = re.compile(r"\w+")
_LATIN_AFTER = re.compile(r"[.,!?]?\s+[a-z]")

_SURE = frozenset({"ru", "рф", "ру", "com", "net", "org", "su", "xn--p1ai"})
"""Endings that are no words and no units of measure."""
_A_NAME = 2
"""Labels of a host at least: a name and its ending."""
_MESSENGERS = frozenset({"т", "ва", "вк"})


def addresses(reading: Reading) -> Iterable[Address]:
    """Every address in a text; e-mail addresses, Matrix ids and names of files are none."""
    lower = reading.lower
    schemed = "//" in lower or ":\\" in lower
    bare = (
        any(spelled for _, spelled in signs(reading))
        or "www." in lower
        or "xn--" in lower
        or reading.is_long
    )
    if not (schemed or bare or may_be_in(reading)):
        return ()
    return _found(reading, schemed=schemed, bare=bare)


def _found(reading: Reading, *, schemed: bool, bare: bool) -> Iterator[Address]:
    text = reading.text
    if schemed:
        yield from _schemed(text)
    if bare and _DOT_INSIDE.search(text):
        yield from _bare(_SCHEME.sub(" ", text) if "/" in text else text)
    yield from disguised(reading)


def _schemed(text: str) -> Iterator[Address]:
    for found in _SCHEME.finditer(text):
        first, *others = _NEXT_SCHEME.split(found["rest"])
        written = text[found.start() : found.start("rest")] + first
        for host in _hosts(first):
            yield Address(written.rstrip(_TRAILING), host)
        for other in others:
            yield from _schemed(other)


def _bare(text: str) -> Iterator[Address]:
    """Addresses without ``https://``."""
    for found in _BARE.finditer(text):
        written = found["host"]
        host = _known_host(written) if len(written) <= LONGEST_HOST else _host_in(written)
        if host is not None and _is_address(text, found, host):
            yield Address(found[0].strip("_"), canonical(host))


def _hosts(rest: str) -> Iterator[str]:
    """The host of what follows ``https://``, without user, password and port, and what else in it
    may be one: «mos.ru,ya.ru» are two, and a sign that no host has ends it («mos.ru!»)."""
    authority = _END_OF_AUTHORITY.split(unquote(rest), maxsplit=1)[0].rpartition("@")[2]
    authority = authority.replace("…", " ")
    for place, found in enumerate(_HOST.finditer(unicodedata.normalize("NFKC", authority))):
        host = canonical(_without_words(found[0].strip("_.-")))
        if host and (place == 0 or ("." in found[0] and ends_a_host(host.rpartition(".")[2]))):
            yield host


def _host_in(written: str) -> str | None:
    """The host in what has dots between its letters; None: it ends like none."""
    host = _without_words(written.strip("_"))
    name, _, ending = host.rpartition(".")
    return host if ends_a_host(ending) or name[:3].lower() == "www" else None


_known_host = lru_cache(maxsize=4096)(_host_in)


def _without_words(host: str) -> str:
    """«mos.ru.Там» is a sentence that begins without a space."""
    labels = host.split(".")
    while len(labels) > _A_NAME and _ends_no_host(labels[-1]):
        labels.pop()
    return ".".join(labels) if labels[-1].lower() in _SURE else host


def _ends_no_host(label: str) -> bool:
    return not label.isascii() and not ends_a_host(label)


def _is_address(text: str, found: re.Match[str], host: str) -> bool:
    """Whether it is an address and no file, e-mail or end of a sentence without a space."""
    name, _, ending = host.rpartition(".")
    if name[:3].lower() == "www":
        return True
    before = text[max(0, found.start() - 40) : found.start()]
    path = found["path"] or ""
    if text[found.end("host") : found.end("host") + 1] == "@":
        return False
    if _MAIL_BEFORE.search(before) and (path[:1] != "/" or "@" in path):
        return False
    label = name.rpartition(".")[2].lower()
    if ending.lower() in _SURE:
        if ending == "РФ":  # «Конституция.РФ» lacks a space
            return not (is_word(label) or len(label) < 4)
        return ending.isascii() or not label.isdecimal()
    if label.isdecimal() or ending.istitle():
        return False
    if not ending.isascii():
        if label in _MESSENGERS and path:  # т.ме/name
            return True
        return _names_an_address(before.lower(), label)
    if len(path) > 1:
        return True
    if ending.lower() in _words("files"):
        return False
    return not _LATIN_AFTER.match(text[found.end() : found.end() + 4].lower())


def _names_an_address(before: str, label: str) -> bool:
    """Whether a Cyrillic ending is one: «утром.дети» is no address, «на сайте садик.дети» is."""
    if not label.isalpha() or label.isascii():
        return len(label) > 1
    words = _WORDS_BEFORE.findall(before)[-2:]
    if not words:
        return False
    if not _words("announced").isdisjoint(words):
        return True
    return words[-1] in _words("prepositions") and not is_word(label)


@cache
def _words(tag: str) -> frozenset[str]:
    return frozenset(words_of("addresses")[tag])
