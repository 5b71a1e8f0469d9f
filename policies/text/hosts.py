"""Hosts of the internet: which endings there are, and which host is meant, disguised or not."""

import re
import unicodedata
from collections.abc import Collection
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from policies.text import suffixes


class Address(NamedTuple):
    """An address as it was written, and its host in the canonical form."""

    written: str
    host: str


_SPOKEN = {
    "ру": "ru", "рy": "ru", "рu": "ru", "rу": "ru", "рф": "рф", "ком": "com", "сом": "com",
    "орг": "org", "су": "su", "инфо": "info", "шоп": "shop", "ме": "me", "ми": "me",
    "мэ": "me", "онлайн": "online",
}  # fmt: skip
"""Endings as Russians say them, or with letters of the other alphabet."""

_LATIN = str.maketrans("авсенкмортухіѕјԁг", "abcehkmoptyxisjdr")
_SOUND = dict(zip(map(ord, "абвгдезийклмнопрстуфыэ"), "abvgdeziyklmnoprstufye", strict=True)) | {
    ord("ж"): "zh", ord("х"): "h", ord("ц"): "ts", ord("ч"): "ch", ord("ш"): "sh", ord("щ"): "sch",
    ord("ю"): "yu", ord("я"): "ya", ord("ь"): "", ord("ъ"): "",
}  # fmt: skip
_LATIN_LETTER = re.compile("[a-z]")
_SAME_LOOK = str.maketrans("0136i5", "olebls")
_LOOKS_ALIKE = 85.0
_NAME_LENGTH = 5
LONGEST_HOST, _LONGEST_LABEL = 253, 63
"""Characters of a host, and of one of the names in it (RFC 1035)."""


@cache
def endings() -> frozenset[str]:
    """The last label of every public suffix, and what people write for the usual ones."""
    return suffixes.endings() | _SPOKEN.keys()


def canonical(host: str) -> str:
    """A host as a browser would ask for it (lower case, punycode read); where its ending is
    disguised, as it is meant: ``Авито.ру`` is ``авито.ru``."""
    return _kept_canonical(host) if len(host) <= LONGEST_HOST else _canonical(host)


def _canonical(host: str) -> str:
    labels = unicodedata.normalize("NFKC", host).lower().strip(".-").split(".")
    labels = [_decoded(label) for label in labels]
    return ".".join((*labels[:-1], _ending(labels[-1])))


_kept_canonical = lru_cache(maxsize=4096)(_canonical)


def ends_a_host(label: str) -> bool:
    """Whether there are hosts that end with this label, disguised or not."""
    return len(label) <= _LONGEST_LABEL and _ends_a_host(label)


@lru_cache(maxsize=4096)
def _ends_a_host(label: str) -> bool:
    label = label.lower()
    return label in endings() or _ending(_decoded(label)) in endings()


def within(host: str, domains: Collection[str]) -> bool:
    """Whether a canonical host is one of these domains or below one.

    A name that is said in Russian (``госуслуги.ру``) counts as the Latin one.
    """
    if _below(host, domains):
        return True
    if _LATIN_LETTER.search(host.rpartition(".")[0]):
        return False
    return _below(host.translate(_SOUND), domains)


def resembled(host: str, domains: Collection[str]) -> str | None:
    """The domain that a host outside of it could be taken for: ``gosuslugi.ru`` for
    ``gosusIugi.ru``, ``gosuslugi.ru.evil.com`` and ``gosuslugi-ru.com``."""
    look = _look(host)
    parts = f".{look.replace('-', '.')}."
    for domain in domains:
        like = _look(domain)
        name = like.rpartition(".")[0]
        if f".{like}." in parts:
            return domain
        if len(name) >= _NAME_LENGTH and (
            name in look or ratio(look.rpartition(".")[0], name) >= _LOOKS_ALIKE
        ):
            return domain
    return None


def _below(host: str, domains: Collection[str]) -> bool:
    if host in domains:
        return True
    return any(host.endswith(f".{domain}") for domain in domains)


def _look(host: str) -> str:
    """What a host looks like, letters and digits that are easily taken for each other as one."""
    return host.translate(_LATIN).translate(_SAME_LOOK).replace("rn", "m").replace("vv", "w")


def _ending(label: str) -> str:
    if label in _SPOKEN:
        return _SPOKEN[label]
    if _LATIN_LETTER.search(label) and not label.isascii():
        return label.translate(_LATIN)
    return label


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label
