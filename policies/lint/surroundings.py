"""What a regulation is compared with: the rooms that there are, and the people."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The community as far as clauses can name it.

    `kinds` are the kinds of room, each with the roles that may write there (None: everybody, none:
    nobody ever does); `coming` are those of which there may be more rooms at any time; `rooms` are
    the keys of the rooms that there are, with their kinds; `people` are the roles that somebody
    has together.
    """

    kinds: Mapping[str, frozenset[str] | None]
    coming: frozenset[str]
    rooms: Mapping[str, str]
    people: frozenset[frozenset[str]]
