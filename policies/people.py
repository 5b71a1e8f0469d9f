"""Who is known by name: the children of the roster, and the staff."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache

from policies.names.roster import Named, Names, both, general_names, roster_names, without_age
from policies.names.staff import StaffNames
from policies.text.lexicon import Question
from policies.text.reading import Reading


class Children:
    """The names of the roster's children, such as ``Соколов Михаил``, compiled once."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(dict.fromkeys(names))

    def called(self, form: str) -> Named | None:
        """What a word (as `Reading.words` spell) is to a person: a name of a child of the roster
        in any case form, or any other Russian given name; None: no name."""
        return self._known.get(form)

    def named(self, reading: Reading) -> Sequence[tuple[int, Named]]:
        """The words of a post that may be names at all, «Соколов-младший» too, by their places
        (indices into `Reading.words`)."""
        return reading.answers(self._names)

    @cached_property
    def _names(self) -> Question[Named]:
        known = self._known
        return Question(lambda form, _: known.get(without_age(form)))

    @cached_property
    def _known(self) -> Names:
        """All of them in one table: each word of each post is looked up in it."""
        general = general_names()
        return general | {
            form: named if form not in general else both(named, general[form])
            for form, named in roster_names(self.names).items()
        }


class Staff:
    """The display names of the staff, such as ``Анна Сергеевна (воспитатель)``, compiled once."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(dict.fromkeys(names))

    @cached_property
    def imitated(self) -> Callable[[str], str | None]:
        """The display name that somebody's name imitates; empty: it only claims an office of the
        institution. None: it imitates nobody."""
        return lru_cache(maxsize=_REMEMBERED)(StaffNames(self.names).imitated)


_REMEMBERED = 4096
"""Names that were looked at once: each is asked about at every post, and of the staff themselves
and of the parents there are so many at most."""
