"""What rules know of a community beside the post."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from policies.context import Context
from policies.people import Children, Staff
from rooms.community import Community


def context_of(
    community: Community, children: Iterable[str] = (), domains: Iterable[str] = ()
) -> Context:
    """The context without what happened before.

    `children` are names such as ``Соколов Михаил``, `domains` the institution's own addresses
    beside those that the file names.
    """
    return Context(
        timezone=ZoneInfo(community.community.timezone),
        language=community.community.language,
        domains=frozenset(domains).union(community.community.own_sites),
        children=Children(children),
        staff=Staff(member.name for member in community.staff),
    )
