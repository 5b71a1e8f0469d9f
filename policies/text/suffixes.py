"""The public suffix list (publicsuffix.org): under which endings people register names."""

from functools import cache
from pathlib import Path

from publicsuffixlist import PSLFILE, PublicSuffixList


@cache
def endings() -> frozenset[str]:
    """The last labels of all suffixes: ``com``, ``ru``, ``рф``."""
    listed = Path(PSLFILE).read_text("utf-8").splitlines()
    return frozenset(
        suffix.rpartition(".")[2] for suffix in listed if suffix and not suffix.startswith("//")
    )


def registered(host: str) -> str:
    """The part of a host that somebody has registered: ``evil.com`` of ``mos.ru.evil.com``.

    The last label where there is no such suffix; ``.ru`` of ``ru``: nobody has registered that.
    """
    suffix = _list().publicsuffix(host)
    if suffix is None:
        return host.rpartition(".")[2]
    return _list().privatesuffix(host) or f".{suffix}"


@cache
def _list() -> PublicSuffixList:
    # Companies under whose names others have theirs (github.io) are no suffixes here.
    return PublicSuffixList(accept_unknown=False, only_icann=True)
