"""What rules know of a community beside the post."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from policies.context import Context
from policies.groups import Groups, Pupil
from policies.people import Children, Staff
from rooms.community import Community
from rooms.storage.roster import StoredChild


def pupil_of(stored: StoredChild) -> Pupil:
    """A child of the roster, as the regulation needs it."""
    child = stored.child
    name = f"{child.surname} {child.name}".strip()
    return Pupil(str(stored.id), name, child.group, child.photo_consent is True)


def context_of(
    community: Community, pupils: Iterable[Pupil] = (), domains: Iterable[str] = ()
) -> Context:
    """The context without what happened before.

    `pupils` are the children who are here, `domains` the institution's own addresses beside those
    that the file names.
    """
    groups = Groups(pupils)
    return Context(
        timezone=ZoneInfo(community.community.timezone),
        language=community.community.language,
        domains=frozenset(domains).union(community.community.own_sites),
        children=Children(pupil.name for pupil in groups.pupils),
        staff=Staff(member.name for member in community.staff),
        groups=groups,
        consents=frozenset(pupil.id for pupil in groups.pupils if pupil.may_be_shown),
    )
