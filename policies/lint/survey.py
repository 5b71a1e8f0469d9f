"""A regulation laid out: whom, where and when each clause is about, as sets that compare."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from policies.file_model import Place
from policies.lint.minutes import ALWAYS, minutes_of
from policies.lint.surroundings import Surroundings
from policies.lint.widening import fires_as_often
from policies.post import ROLES
from policies.regulation import Clause, Regulation
from policies.rules import RULES
from policies.rules.flood import Flood
from policies.rules.hours import Hours
from policies.rules.impersonation import Impersonation
from policies.rules.money import Money
from policies.rules.photo_consent import PhotoConsent
from policies.rules.rights import Rights
from policies.verdict import Action

_EVERYBODY = tuple(
    frozenset(roles) for count in range(1, len(ROLES) + 1) for roles in combinations(ROLES, count)
)
"""All that one may be at once."""
_PARENT = frozenset({"parent"})


@dataclass(frozen=True, slots=True)
class Room:
    """A room that clauses can be about; without a key: any of the kind that is still to come."""

    kind: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Where, to whom and when: sets of bits; there is nothing in it where one of them is empty."""

    rooms: int
    authors: int
    times: int

    def is_within(self, other: "Reach") -> bool:
        """Whether the other one has all of it."""
        if self.rooms & ~other.rooms or self.authors & ~other.authors:
            return False
        # Most clauses are about all times, which are long to compare.
        return self.times is other.times or not self.times & ~other.times

    def meets(self, other: "Reach") -> bool:
        """Whether they have something in common."""
        return bool(
            self.rooms & other.rooms and self.authors & other.authors and self.times & other.times
        )

    def common(self, other: "Reach") -> "Reach":
        """What they have in common."""
        same = self.times is other.times
        times = self.times if same else self.times & other.times
        return Reach(self.rooms & other.rooms, self.authors & other.authors, times)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return not (self.rooms and self.authors and self.times)


@dataclass(frozen=True)
class Surveyed:
    """A clause and its place in the file.

    `about` is what it is about; within `reach` it fires: always, where the rule itself is about
    people or times (`is_certain`), else on some posts.
    """

    index: int
    clause: Clause
    about: Reach
    reach: Reach

    @property
    def is_certain(self) -> bool:
        """Whether it fires on every post within its reach."""
        match self.clause.parameters:
            case Hours():
                return True
            case Rights(reply_only=reply_only):
                return not reply_only
        return False

    @property
    def is_enforced(self) -> bool:
        """Whether it decides anything."""
        return not self.clause.rehearsal

    @property
    def stops(self) -> bool:
        """Whether what it fires on does not appear, at least not then."""
        return self.is_enforced and self.clause.action in _STOPPING

    def place(self, *keys: str | int) -> Place:
        """What to blame, within this clause."""
        return ("clauses", self.index, *keys)

    def fires_whenever(self, other: "Surveyed") -> bool:
        """Whether it fires on everything that the other one fires on."""
        if not self.is_certain and self.clause.rule != other.clause.rule:
            return False
        if not other.reach.is_within(self.reach):
            return False
        return self.is_certain or fires_as_often(self.clause, other.clause)

    def has_what(self, other: "Surveyed") -> bool:
        """Whether the other one is bound to the same rule with the same parameters."""
        mine, others = self.clause, other.clause
        return mine.rule == others.rule and mine.parameters == others.parameters


_STOPPING = frozenset({Action.HOLD, Action.REFUSE, Action.WITHDRAW})


class Survey:
    """All clauses of a regulation, laid out in a community."""

    def __init__(
        self, regulation: Regulation, surroundings: Surroundings, *, is_whole: bool = True
    ) -> None:
        self.regulation = regulation
        self.is_whole = is_whole
        """Whether there are no more clauses than these."""
        self.surroundings = surroundings
        self.rooms = tuple(_rooms(surroundings))
        """Where clauses can be about something."""

    @cached_property
    def clauses(self) -> tuple[Surveyed, ...]:
        """In their order."""
        return tuple(map(self._surveyed, range(len(self.regulation.clauses))))

    @cached_property
    def working(self) -> tuple[Surveyed, ...]:
        """Those that can fire at all."""
        return tuple(each for each in self.clauses if not each.reach.is_empty)

    def rooms_named(self, names: Iterable[str]) -> int:
        """The rooms with these kinds or keys."""
        wanted = set(names)
        return _bits(room.kind in wanted or room.key in wanted for room in self.rooms)

    def author(self, roles: frozenset[str]) -> int:
        """Those who are exactly this."""
        return 1 << _EVERYBODY.index(roles)

    @cached_property
    def made(self) -> int:
        """The rooms that there are already."""
        return _bits(room.key is not None for room in self.rooms)

    @cached_property
    def parents(self) -> int:
        """Those who are none of the staff."""
        return self.author(_PARENT)

    @cached_property
    def listed(self) -> int:
        """Those who there are."""
        return _bits(roles in self.surroundings.people for roles in _EVERYBODY)

    @cached_property
    def present(self) -> int:
        """Those who there are, and those of one role, whom there may be at any time."""
        return self.listed | _bits(len(roles) == 1 for roles in _EVERYBODY)

    @cached_property
    def thinkable(self) -> int:
        """These, and staff of any roles: who is a parent, too, has to be known."""
        return self.present | _bits("parent" not in roles for roles in _EVERYBODY)

    def having(self, role: str) -> int:
        """Those who are this, among other things."""
        return _bits(role in roles for roles in _EVERYBODY)

    def heuristic(self, clause: Clause) -> bool:
        """Whether its rule may be mistaken."""
        return RULES[clause.rule].heuristic

    def _surveyed(self, index: int) -> Surveyed:
        clause = self.regulation.clauses[index]
        everywhere = (1 << len(self.rooms)) - 1
        rooms = self.rooms_named(clause.rooms) if clause.rooms else everywhere
        rooms &= ~self.rooms_named(self.regulation.exempt)
        authors = _bits(
            (not clause.roles or not roles.isdisjoint(clause.roles))
            and roles.isdisjoint(clause.excepted)
            for roles in _EVERYBODY
        )
        about = Reach(rooms, authors, minutes_of(clause.times) if clause.times else ALWAYS)
        return Surveyed(index, clause, about, _reach(clause, about))


def _reach(clause: Clause, about: Reach) -> Reach:
    match clause.parameters:
        case Hours():
            return Reach(about.rooms, about.authors, about.times & ~minutes_of(clause.parameters))
        case Rights(who=known) | Money(treasurers=known):
            authors = _bits(roles.isdisjoint(known) for roles in _EVERYBODY)
        case Flood() | Impersonation():
            authors = _bits(roles == _PARENT for roles in _EVERYBODY)
        case PhotoConsent(parents=parents, staff=staff):
            authors = _bits(parents if roles == _PARENT else staff for roles in _EVERYBODY)
        case _:
            return about
    return Reach(about.rooms, about.authors & authors, about.times)


def _rooms(surroundings: Surroundings) -> Iterator[Room]:
    for kind, writers in surroundings.kinds.items():
        if writers is None or writers:
            if kind in surroundings.coming:
                yield Room(kind)
            yield from (Room(kind, key) for key, of in surroundings.rooms.items() if of == kind)


def _bits(which: Iterable[bool]) -> int:
    return sum(1 << place for place, here in enumerate(which) if here)
