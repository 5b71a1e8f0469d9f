"""A private talk of members of the staff with a family, as a room: pure."""

from collections.abc import Sequence
from datetime import date

from rooms.community import Community
from rooms.community.days import period_of
from rooms.reconcile.homeserver import UserId
from rooms.storage.rooms import PlumbedChat
from rooms.wanted.by_hand import PrivateRoom
from rooms.wanted.kinds import KINDS, PRIVATE
from rooms.wanted.people import Person
from rooms.wanted.powers import power_levels
from rooms.wanted.room import WantedRoom


def wanted_private_room(
    room: PrivateRoom,
    community: Community,
    people: Sequence[Person],
    server_name: str,
    bot_id: UserId,
    today: date | None = None,
) -> WantedRoom:
    """The room as the file's part about private rooms wants it; it stands in no space."""
    settings, slug = community.private, community.community.slug
    observers = frozenset(settings.observers)
    members = tuple(p for p in people if p.user_id in room.colleagues or p.roles & observers)
    kind = KINDS[PRIVATE]
    powers = power_levels(kind, bot_id, members, {})
    return WantedRoom(
        key=room.key,
        kind=PRIVATE,
        alias=f"{slug}-{room.key}",
        name=room.name,
        topic=settings.topic or kind.usual_topic(community.community.language, room.name),
        parent=None,
        order="",
        server_name=server_name,
        members=members,
        chats=tuple(PlumbedChat(each.network, each.chat, room.key) for each in room.parents),
        marker={"community": slug, "key": room.key, "kind": PRIVATE},
        powers=powers,
        powerless=frozenset(p.user_id for p in people if p.user_id not in powers["users"]),
        history=settings.history,
        retention_days=settings.retention_days,
        rules=settings.rules,
        rules_period=period_of(settings.retention_days, today),
    )
