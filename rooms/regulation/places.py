"""The rooms of a community as the regulation sees them, whether they were made or not."""

from policies.post import Place
from rooms.community import Community
from rooms.community.listing import listed_rooms
from rooms.wanted.kinds import ANNOUNCEMENTS, GROUP, KINDS, SPACES


def places_of(community: Community) -> dict[str, Place]:
    """By their keys, in the order of the file; without those that only hold other rooms."""
    language = community.community.language
    last_days = {project.key: project.ends for project in community.projects}
    return {
        room.key: Place(
            key=room.key,
            kind=room.kind,
            name=room.name or KINDS[room.kind].usual_name(language),
            staff_only=room.kind == ANNOUNCEMENTS,
            last_day=last_days.get(room.key),
        )
        for room in listed_rooms(community)
        if room.kind not in SPACES
    }


def usual_place(places: dict[str, Place]) -> Place:
    """Where a post is meant for that names no room: the first group."""
    groups = (place for place in places.values() if place.kind == GROUP)
    return next(groups, Place(GROUP, GROUP))
