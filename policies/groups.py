"""The children of each group, and which of them a picture shows."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from policies.names.given_names import Given
from policies.names.mentions import Mention, is_patronymic, mentions
from policies.names.roster import Sort, given_forms, parts_of, surname_forms, without_age
from policies.people import Children
from policies.post import Post
from policies.text.reading import Reading

_Part = Given | tuple[str, bool | None]
"""A given name, or a surname and whether it is a girl's."""
_PEOPLE = Sort.GIVEN | Sort.SURNAME | Sort.FAMILY


class Pupil(NamedTuple):
    """A child of the roster: its id there, its name such as ``Соколов Михаил``, the key of its
    group, and whether it may be shown in pictures."""

    id: str
    name: str
    group: str
    may_be_shown: bool = False


class Groups:
    """Who is in which group, compiled once; a form is looked up, whatever the size of a roster."""

    def __init__(self, pupils: Iterable[Pupil] = ()) -> None:
        self.pupils = tuple(pupils)

    def shown(self, post: Post, children: Children) -> frozenset[str] | None:
        """The ids of the children whom the picture of a post shows: those of the group whom its
        caption names, all who may be meant; where it surely names none of them, all of the group.
        None: the room is no group's, or nobody knows who is in it."""
        compiled = self._compiled
        group = compiled.groups.get(post.place.key)
        if group is None:
            return None
        reading = Reading(post)
        named: set[str] = set()
        is_told = False
        for mention in mentions(reading, children):
            meant, is_sure = compiled.meant(group, reading, mention)
            named |= meant
            is_told |= is_sure
        return frozenset(named) if is_told else group.everybody

    def compile(self) -> None:
        """Have all ready for the first picture."""
        self._compiled  # noqa: B018 - it is made here

    @cached_property
    def _compiled(self) -> "_Compiled":
        return _Compiled(self.pupils)


class _Group(NamedTuple):
    everybody: frozenset[str]
    called: dict[_Part, frozenset[str]]


class _Compiled:
    """By form which parts of names it is, and by group who has them in their name."""

    def __init__(self, pupils: Iterable[Pupil]) -> None:
        everybody: defaultdict[str, set[str]] = defaultdict(set)
        called: defaultdict[str, defaultdict[_Part, set[str]]]
        called = defaultdict(lambda: defaultdict(set))
        self._initials: dict[str, frozenset[str]] = {}
        for pupil in pupils:
            everybody[pupil.group].add(pupil.id)
            given, surnames = parts_of(pupil.name)
            parts: list[_Part] = [*given, *surnames]
            for part in parts:
                called[pupil.group][part].add(pupil.id)
            letters = [word[:1] for word in pupil.name.lower().replace("ё", "е").split()]
            self._initials[pupil.id] = frozenset(letters)
        self.groups = {
            key: _Group(frozenset(ids), {part: frozenset(who) for part, who in called[key].items()})
            for key, ids in everybody.items()
        }
        self._parts: defaultdict[str, list[_Part]] = defaultdict(list)
        for part in dict.fromkeys(part for group in called.values() for part in group):
            forms = given_forms(part) if isinstance(part, Given) else surname_forms(*part)
            for form in forms:
                self._parts[form].append(part)

    def meant(self, group: _Group, reading: Reading, mention: Mention) -> tuple[set[str], bool]:
        """Who of a group may be meant, and whether it is surely one of them and nobody else."""
        forms = [word.form for word in reading.words[mention.first : mention.last + 1]]
        whole = [form for form in forms if len(form) > 1 and not is_patronymic(form)]
        known = [self._called(group, without_age(form)) for form in whole]
        common = set.intersection(*known) if known else set()
        if mention.adult and (len(known) < 2 or not common):  # «Анна Сергеевна»
            return set(), False
        if not common:
            return set().union(*known), False
        is_sure = mention.sure and bool(mention.sort & _PEOPLE)
        letters = [form for form in forms if len(form) == 1]
        narrowed = {who for who in common if self._initials[who].issuperset(letters)}
        return narrowed or common, is_sure and bool(narrowed)

    def _called(self, group: _Group, form: str) -> set[str]:
        found: set[str] = set()
        for part in self._parts.get(form, ()):
            found |= group.called.get(part, frozenset())
        return found
