"""Who is in a room, or invited, without being wanted there: pure."""

from collections.abc import Collection, Iterator

from rooms.reconcile.changes_leaving import ForgetPredecessor, RemoveMember, WithdrawInvitation
from rooms.reconcile.found import FoundRoom, Readings, content_of
from rooms.reconcile.homeserver import UserId
from rooms.reconcile.standing import members_with
from rooms.wanted.room import WantedRoom

HOUSE_PREFIXES = ("@teremok_", "@_teremok_")
"""How the ids of ghosts and of our appservice begin."""


def belongs_to_house(user_id: str, bot_id: str, room: WantedRoom) -> bool:
    """Whether it is the bot, a ghost, a bridge's bot, or the appservice.

    They come and go by themselves.
    """
    if user_id == bot_id or user_id.startswith(HOUSE_PREFIXES):
        return True
    return room.upstream.has(user_id, room.server_name)


def leaving(
    room: WantedRoom, readings: Readings, people: Collection[UserId]
) -> Iterator[WithdrawInvitation | RemoveMember | ForgetPredecessor]:
    """What of a room should be there no more.

    That are invitations of strangers, members who are not, or no more, wanted, and the room that
    it has replaced. `people` are all of the community: into a room that is open to the space,
    they may come by themselves.
    """
    found = readings.rooms.get(room.key)
    if not isinstance(found, FoundRoom):
        return
    wanted = {person.user_id for person in room.members}

    def is_unwanted(user_id: UserId) -> bool:
        if user_id in wanted or belongs_to_house(user_id, readings.bot_id, room):
            return False
        return not (room.join == "space" and user_id in people)

    for user_id in filter(is_unwanted, members_with(found.state, "invite")):
        inviter = found.state["m.room.member", user_id].sender
        if inviter == readings.bot_id:
            yield RemoveMember(room, user_id)
        else:
            yield WithdrawInvitation(room, user_id, inviter)
    for user_id in filter(is_unwanted, members_with(found.state, "join")):
        yield RemoveMember(room, user_id)
    if found.predecessor is not None:
        old = ("m.space.child", found.predecessor)
        for key, space in readings.rooms.items():
            if isinstance(space, FoundRoom) and content_of(space.state, old):
                yield ForgetPredecessor(room, key, found.predecessor)
