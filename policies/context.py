"""What a verdict needs to know beside the post itself; all of it comes in as values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from policies.groups import Groups
from policies.people import Children, Staff
from policies.post import Post


@dataclass(frozen=True, slots=True)
class Context:
    """The institution and what happened before.

    `timezone` is the one in which hours are meant; `language` (ISO 639-1) the one that people
    write in; `domains` are the institution's own addresses; `children` and `staff` are who is
    known by name; `groups` are the children by their groups; `earlier` are the latest posts of the
    same room, oldest first, without this one; `consents` are the children (as in `Post.shown`) who
    may be shown in pictures.
    """

    timezone: ZoneInfo
    language: str = "ru"
    domains: frozenset[str] = frozenset()
    children: Children = field(default_factory=Children)
    staff: Staff = field(default_factory=Staff)
    groups: Groups = field(default_factory=Groups)
    earlier: Sequence[Post] = ()
    consents: frozenset[str] = frozenset()
