"""The kinds of room: what each is for, who is in it, and who may do what there by default.

The file may say otherwise for a room; what it leaves out is as it stands here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rooms.language import say

SPACE, BUILDING, GROUP, PROJECT, PRIVATE = "space", "building", "group", "project", "private"
STAFF, ANNOUNCEMENTS, LOUNGE = "staff", "announcements", "lounge"
LIBRARY, DUTY = "library", "duty"

SPACES = frozenset({SPACE, BUILDING})
"""Kinds that contain rooms; nobody posts there."""
HOUSE_KINDS = (STAFF, ANNOUNCEMENTS, LOUNGE, LIBRARY, DUTY)
"""Kinds of which there is one room at most, whose key is the kind; in the order of the Space."""

EVERYWHERE = frozenset({"head", "deputy", "admin"})
"""Roles that are in every room and moderate there: they remove posts and people, no more."""
STAFF_ROLES = EVERYWHERE | {"educator", "specialist", "duty"}
"""Roles of those who work there; a treasurer may be one of the parents."""
EVERYBODY = STAFF_ROLES | {"treasurer"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of room.

    `name` and `topic` are English source texts, the topic may show the room's {name}; `insiders`
    are the roles that are in every such room without being named, `moderators` those who remove
    posts and people, `writers` those who write (None: everybody). `join` is who may come in by
    themselves: nobody who is not ``invited``, or everybody who is in the ``space``; `history` is
    that of Matrix.
    """

    word: str
    name: str
    topic: str
    insiders: frozenset[str] = EVERYWHERE
    moderators: frozenset[str] = EVERYWHERE
    writers: frozenset[str] | None = None
    join: str = "invited"
    history: str = "shared"

    def usual_name(self, language: str) -> str:
        """What such a room is called where the file does not say it."""
        return say(language, self.name)

    def usual_topic(self, language: str, name: str) -> str:
        """What such a room is for."""
        return say(language, self.topic, name=name)


KINDS: Mapping[str, Kind] = {
    kind.word: kind
    for kind in (
        Kind(
            SPACE,
            "Kindergarten",
            "All rooms of “{name}”",
            insiders=EVERYBODY,
            writers=frozenset(),
        ),
        Kind(
            BUILDING,
            "Building",
            "The rooms of the building “{name}”",
            insiders=EVERYWHERE | {"duty"},
            writers=frozenset(),
        ),
        Kind(
            STAFF,
            "Staff",
            "Staff only: matters of work. Parents do not see this room.",
            insiders=STAFF_ROLES,
        ),
        Kind(
            ANNOUNCEMENTS,
            "Announcements",
            "News of the kindergarten: the staff write, all read.",
            insiders=EVERYBODY,
            writers=STAFF_ROLES,
            join="space",
        ),
        Kind(
            LOUNGE,
            "Lounge",
            "Staff among themselves: talk that is not about work.",
            insiders=STAFF_ROLES,
            join="space",
        ),
        Kind(
            LIBRARY,
            "Library",
            "What works well: documents, audio, video and photos to share with colleagues.",
            insiders=STAFF_ROLES,
            join="space",
        ),
        Kind(
            DUTY,
            "Duty administrator",
            "Decisions, appeals and troubles with the messengers, for the duty administrator.",
            insiders=EVERYWHERE | {"duty"},
            moderators=EVERYWHERE | {"duty"},
        ),
        Kind(
            GROUP,
            "Group",
            "The group “{name}”: educators and parents together",
            insiders=EVERYWHERE | {"duty"},
            moderators=EVERYWHERE | {"duty"},
        ),
        Kind(
            PROJECT,
            "Project",
            "The project “{name}”: everybody who takes part in it",
        ),
        Kind(
            PRIVATE,
            "Private talk",
            "A private talk of the kindergarten and a family: nobody else sees it.",
            insiders=frozenset(),
            moderators=frozenset(),
            history="joined",
        ),
    )
}
