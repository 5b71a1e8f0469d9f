"""The public suffix list (publicsuffix.org): under which endings people register names.

It is the list that comes with tldextract. The package itself is not imported: it brings requests
with it, and a tree of the suffixes, 20 MB for what is a set of them here.
"""

import re
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

_SNAPSHOT = "tldextract/.tld_set_snapshot"
_LISTED = re.compile(r"^[.*!]*\w\S*", re.MULTILINE)
_END = "// ===BEGIN PRIVATE DOMAINS==="
"""Behind it are companies under whose names others have theirs: they are no endings here."""


@cache
def suffixes() -> frozenset[str]:
    """The suffixes as they are listed: ``com``, ``*.ck``, ``!www.ck``."""
    text = Path(str(distribution("tldextract").locate_file(_SNAPSHOT))).read_text("utf-8")
    listed = text.partition(_END)[0]
    return frozenset(_LISTED.findall(listed))


def registered(host: str) -> str:
    """The part of a host that somebody has registered: ``evil.com`` of ``mos.ru.evil.com``.

    The last label where there is no such suffix; ``.ru`` of ``ru``: nobody has registered that.
    """
    listed, labels = suffixes(), host.split(".")
    begins = len(labels)
    for place in range(len(labels) - 1, -1, -1):
        suffix, below = ".".join(labels[place:]), ".".join(labels[place + 1 :])
        if suffix in listed:
            begins = place
        elif f"*.{below}" in listed:
            begins = place + (f"!{suffix}" in listed)
            break
    if begins == len(labels):
        return labels[-1]
    return ".".join((labels[begins - 1] if begins else "", *labels[begins:]))
