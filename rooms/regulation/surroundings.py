"""The rooms and people of a community, as clauses of a regulation can name them."""

from collections.abc import Iterable

from policies.lint.surroundings import Surroundings
from rooms.community import Community
from rooms.community.listing import listed_rooms
from rooms.wanted.kinds import GROUP, KINDS, PRIVATE, PROJECT

_COMING = frozenset({GROUP, PROJECT, PRIVATE})
_PARENT = frozenset({"parent"})


def surroundings_of(community: Community, accounts: Iterable[str] = ()) -> Surroundings:
    """What to compare a regulation with; `accounts` are roles of accounts beside the file's."""
    listed = {member.all_roles for member in community.staff}
    return Surroundings(
        kinds={kind.word: kind.writers for kind in KINDS.values()},
        coming=_COMING,
        rooms={room.key: room.kind for room in listed_rooms(community)},
        people=frozenset(listed | {_PARENT} | {frozenset({role}) for role in accounts}),
    )
