"""Who is known by name: the children of the roster, and the staff."""

from collections.abc import Iterable


class Children:
    """The names of the roster's children, such as ``Соколов Михаил``, compiled once."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(dict.fromkeys(names))


class Staff:
    """The display names of the staff, compiled once."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(dict.fromkeys(names))
