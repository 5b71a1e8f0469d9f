"""The facts of a room, as it is now."""

from dataclasses import dataclass

from bot.desk.desk import Desk
from bot.house import HouseProblem
from rooms.reconcile.homeserver import RoomId, RoomState
from rooms.storage import by_hand, drift
from rooms.storage.drift import LastDrift
from rooms.storage.rooms import KnownRoom, PlumbedChat
from rooms.wanted.by_hand import ByHand, Mute
from rooms.wanted.kinds import PRIVATE


@dataclass(frozen=True, slots=True)
class Occupant:
    """Somebody in a room with their power level; `guest`: the file does not have them there."""

    user_id: str
    name: str
    power: int
    is_parent: bool
    guest: bool


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room: its address, topic, people, chats, who is muted, what people changed there last."""

    room: KnownRoom
    alias: str
    topic: str
    members: tuple[Occupant, ...]
    chats: tuple[PlumbedChat, ...]
    mutes: tuple[Mute, ...]
    last_drift: LastDrift | None = None

    @property
    def staff(self) -> tuple[Occupant, ...]:
        """Those of the staff, the most powerful first."""
        return tuple(member for member in self.members if not member.is_parent)

    @property
    def parents(self) -> tuple[Occupant, ...]:
        """Parents' ghosts."""
        return tuple(member for member in self.members if member.is_parent)


async def room_facts(desk: Desk, room: KnownRoom) -> RoomFacts:
    """What a room is like now. Raises HouseProblem for a private one, HomeserverProblem."""
    if room.kind == PRIVATE:
        raise HouseProblem("A private talk is the business of those who are in it.")
    state = await desk.homeserver.read_state(RoomId(room.room_id))
    async with desk.store.reading() as connection:
        decided = await by_hand.everything(connection)
        last_drift = await drift.last(connection, room.key)
    return RoomFacts(
        room=room,
        alias=_text(state, "m.room.canonical_alias", "alias"),
        topic=_text(state, "m.room.topic", "topic"),
        members=_members(desk, room, state, decided),
        chats=desk.directory.chats_of(room.room_id),
        mutes=tuple(mute for mute in decided.mutes if mute.room_key == room.key),
        last_drift=last_drift,
    )


def _members(
    desk: Desk, room: KnownRoom, state: RoomState, decided: ByHand
) -> tuple[Occupant, ...]:
    powers = state.get(("m.room.power_levels", ""))
    levels = powers.content if powers else {}
    guests = decided.guests_of(room.key)
    found = [
        Occupant(
            user_id=user_id,
            name=str(event.content.get("displayname") or user_id[1:].split(":", 1)[0]),
            power=int(levels.get("users", {}).get(user_id, levels.get("users_default", 0))),
            is_parent=desk.directory.is_ghost(user_id),
            guest=user_id in guests,
        )
        for (kind, user_id), event in state.items()
        if kind == "m.room.member"
        and event.content.get("membership") == "join"
        and user_id != desk.homeserver.bot_id
    ]
    return tuple(sorted(found, key=lambda one: (-one.power, one.name.casefold(), one.user_id)))


def _text(state: RoomState, kind: str, name: str) -> str:
    event = state.get((kind, ""))
    return str(event.content.get(name) or "") if event else ""
