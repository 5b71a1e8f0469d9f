"""How a kindergarten calls a child: the usual short form of a Russian first name."""

from functools import cache

from policies.names.given_names import given_names


def short_name(name: str) -> str:
    """Петя for Пётр; a name of which no short form is usual stays as it is."""
    return _usual().get(_key(name), name)


def _key(name: str) -> str:
    return name.casefold().replace("ё", "е")


@cache
def _usual() -> dict[str, str]:
    return {_key(given.full): given.usual for given in given_names() if given.usual is not None}
