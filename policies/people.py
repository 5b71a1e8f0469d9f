"""Who is known by name: the children of the roster, and the staff."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache

from policies.names.mistakes import outline, slips
from policies.names.roster import Named, Sort, both, general_names, roster_names, without_age
from policies.names.staff import StaffNames
from policies.text.lexicon import Question
from policies.text.reading import Reading
from policies.text.table import Table


class Children:
    """The names of the roster's children, such as ``Соколов Михаил``, compiled once."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(dict.fromkeys(names))

    def called(self, form: str) -> Named | None:
        """What a word (as `Reading.words` spell) is to a person: a name of a child of the roster
        in any case form, or any other Russian given name; None: no name."""
        return _called(form, self._listed)

    def named(self, reading: Reading) -> Sequence[tuple[int, Named]]:
        """The words of a post that may be names at all, «Соколов-младший» too, by their places
        (indices into `Reading.words`)."""
        return reading.answers(self._names)

    @cached_property
    def _names(self) -> Question[Named]:
        listed = self._listed
        # Of many words that the dictionary lacks, nearly all are like no name at all.
        outlines = frozenset(
            outline(form) for form, named in listed.items() if named.sort & Sort.GIVEN
        )

        def name(form: str, _: object) -> Named | None:
            called = _called(without_age(form), listed)
            if called is None and outline(form) in outlines:
                return _misspelled(form, listed)
            return called

        return Question(name)

    @cached_property
    def _listed(self) -> Table[Named]:
        return roster_names(self.names)


def _called(form: str, roster: Table[Named]) -> Named | None:
    listed, general = roster.get(form), general_names().get(form)
    if listed is None or general is None:
        return general if listed is None else listed
    return both(listed, general)


def _misspelled(form: str, roster: Table[Named]) -> Named | None:
    """A given name of the roster with a slip in it («Тимафей», «Крилл»)."""
    for meant in slips(form):
        named = roster.get(meant)
        if named is not None and named.sort & Sort.GIVEN:
            return _called(meant, roster)
    return None


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
