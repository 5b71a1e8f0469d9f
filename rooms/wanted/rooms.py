"""Which rooms there should be, and who belongs in them: pure, from community.yaml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rooms.community import Community, Group, Project, RoomSettings
from rooms.community.days import period_of
from rooms.community.listing import ListedRoom, listed_rooms
from rooms.community.room_settings import SpaceSettings
from rooms.reconcile.homeserver import UserId
from rooms.storage.rooms import PlumbedChat
from rooms.wanted.by_hand import ByHand
from rooms.wanted.kinds import BUILDING, GROUP, KINDS, SPACE, STAFF
from rooms.wanted.people import Person, people_of
from rooms.wanted.pictures import Look, Picture, PictureProblem
from rooms.wanted.powers import BOT_POWER, MARKER, MODERATOR_POWER, RULES, power_levels
from rooms.wanted.private import wanted_private_room
from rooms.wanted.room import WantedRoom

__all__ = [
    "BOT_POWER",
    "GROUP",
    "MARKER",
    "MODERATOR_POWER",
    "RULES",
    "SPACE",
    "STAFF",
    "Person",
    "WantedRoom",
    "people_of",
    "wanted_rooms",
]


@dataclass(frozen=True, slots=True)
class _World:
    """What a room depends on beside the file."""

    people: Sequence[Person]
    server_name: str
    bot_id: UserId
    today: date | None
    pictures: Mapping[str, Look]
    by_hand: ByHand


def wanted_rooms(
    community: Community,
    people: Sequence[Person],
    server_name: str,
    bot_id: UserId,
    *,
    today: date | None = None,
    pictures: Mapping[str, Look] | None = None,
    by_hand: ByHand | None = None,
) -> tuple[WantedRoom, ...]:
    """The Space, the rooms of the house, the buildings (outer ones first), groups and projects.

    `today` is the day at the institution, by which projects start and end (None: all of them are
    under way); `pictures` are the file's avatars that were looked at, by their paths;
    `by_hand` are the guests and the muted.
    """
    world = _World(people, server_name, bot_id, today, pictures or {}, by_hand or ByHand())
    listed = _outer_first([r for r in listed_rooms(community) if not _is_to_come(r, today)])
    inside: dict[str, set[UserId]] = {}
    for room in reversed(listed):
        here = inside.setdefault(room.key, set())
        here.update(p.user_id for p in people if _belongs(p, room))
        here.update(world.by_hand.guests_of(room.key))
        if room.parent is not None:
            inside.setdefault(room.parent, set()).update(inside[room.key])
    private = (
        wanted_private_room(room, community, people, server_name, bot_id, today)
        for room in world.by_hand.private_rooms
    )
    return (*(_wanted(room, community, inside[room.key], world) for room in listed), *private)


def _wanted(
    room: ListedRoom, community: Community, inside: set[UserId], world: _World
) -> WantedRoom:
    language, slug = community.community.language, community.community.slug
    kind, settings = KINDS[room.kind], room.settings
    told = settings if isinstance(settings, RoomSettings) else RoomSettings()
    name = room.name or kind.usual_name(language)
    members = tuple(person for person in world.people if person.user_id in inside)
    read_only = _is_over(settings, world.today)
    look = world.pictures.get(settings.avatar or "")
    muted = world.by_hand.muted(room.key)
    powers = power_levels(
        kind, world.bot_id, members, told.powers.told(), muted, read_only=read_only
    )
    return WantedRoom(
        key=room.key,
        kind=room.kind,
        alias=room.alias,
        name=name,
        topic=settings.topic or kind.usual_topic(language, name),
        parent=room.parent,
        order=room.order,
        server_name=world.server_name,
        members=members,
        chats=tuple(PlumbedChat(link.network, link.asked, room.key) for _, link in room.chats),
        marker={"community": slug, "key": room.key, "kind": room.kind},
        powers=powers,
        powerless=frozenset(p.user_id for p in world.people if p.user_id not in powers["users"]),
        join=told.join or kind.join,
        history=told.history or kind.history,
        retention_days=told.retention_days,
        rules=told.rules,
        rules_period=period_of(told.retention_days, world.today),
        picture=look if isinstance(look, Picture) else None,
        picture_in_doubt=settings.avatar is not None and not isinstance(look, Picture),
        picture_problem=look.sentence if isinstance(look, PictureProblem) else None,
        adopt=settings.adopt,
        is_over=read_only,
    )


def _outer_first(listed: Sequence[ListedRoom]) -> list[ListedRoom]:
    """The same, with every building after the one that it stands in."""
    buildings = {room.key: room for room in listed if room.kind == BUILDING}

    def depth(room: ListedRoom) -> int:
        outer = buildings.get(room.parent or "")
        return 0 if outer is None else 1 + depth(outer)

    ordered = iter(sorted(buildings.values(), key=depth))
    return [next(ordered) if room.kind == BUILDING else room for room in listed]


def _belongs(person: Person, room: ListedRoom) -> bool:
    if person.roles & KINDS[room.kind].insiders:
        return True
    match room.settings:
        case Group(staff=named) | Project(members=named):
            return person.localpart in named
    return False


def _is_to_come(room: ListedRoom, today: date | None) -> bool:
    starts = room.settings.starts if isinstance(room.settings, Project) else None
    return bool(today and starts and today < starts)


def _is_over(settings: SpaceSettings, today: date | None) -> bool:
    ends = settings.ends if isinstance(settings, Project) else None
    return bool(today and ends and today > ends)
