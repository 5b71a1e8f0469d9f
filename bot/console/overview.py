"""What the first page shows, made ready for reading. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.console.speaking import Speaking
from bot.status import HouseStatus, RoomState
from rooms.storage.decisions import Decision
from rooms.storage.queue import SET_ASIDE, LaneLength
from rooms.wanted.kinds import SPACES

MOOD = {"refuse": "bad", "flag": "so-so", "allow": "good"}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as it is shown; `mood` colours it."""

    when: str
    room: str
    author: str
    action: str
    mood: str
    clause: str
    clause_text: str
    told: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Tasks that wait, or (failed) that could not be carried out; `name` is what they are for."""

    kind: str
    name: str
    count: int
    since: str
    problem: str
    failed: bool


def shown_rooms(status: HouseStatus) -> list[RoomState]:
    """The rooms in which people write: the staff's first, then the groups by name."""
    rooms = [room for room in status.rooms if room.kind not in SPACES]
    return sorted(rooms, key=lambda room: (room.kind != "staff", room.name.casefold(), room.key))


def rulings(status: HouseStatus, speaking: Speaking) -> list[Ruling]:
    """The last decisions, newest first."""
    names = {room.key: room.name for room in status.rooms}
    return [_ruling(decision, names, speaking) for decision in status.decisions.last]


def _ruling(decision: Decision, names: Mapping[str, str], speaking: Speaking) -> Ruling:
    told = ""
    if decision.told_at is not None:
        told = speaking.say("told {when}", when=speaking.time(decision.told_at))
    return Ruling(
        when=speaking.time(decision.at),
        room=names.get(decision.room, decision.room),
        author=decision.author_name,
        action=speaking.say(ACTIONS.get(decision.action, decision.action)),
        mood=MOOD.get(decision.action, "so-so"),
        clause=decision.clause,
        clause_text=decision.clause_text,
        told=told,
    )


ACTIONS = {"refuse": "refused", "flag": "flagged", "allow": "allowed"}
KINDS = {
    "chat": "To the chat",
    "room": "To the room",
    "media": "Files of",
    "tell": "Words to people",
    "command": "Commands to the bot",
}


def waiting(
    status: HouseStatus, room_names: Mapping[str, str], speaking: Speaking
) -> list[Waiting]:
    """What waits, the failed first; `room_names` are by room id."""
    rows = [_waiting(lane, room_names, speaking) for lane in status.queues]
    return sorted(rows, key=lambda row: (not row.failed, -row.count))


def _waiting(lane: LaneLength, room_names: Mapping[str, str], speaking: Speaking) -> Waiting:
    name = lane.lane.removeprefix(SET_ASIDE)
    kind, _, target = name.partition(":")
    if kind in ("room", "media"):
        target = room_names.get(target, target)
    elif kind == "chat":
        target = target.replace(":", " · ", 1)
    else:
        target = ""
    return Waiting(
        kind=speaking.say(KINDS.get(kind, kind)),
        name=target,
        count=lane.waiting,
        since=speaking.time(lane.oldest_at),
        problem=lane.problem or "",
        failed=lane.lane.startswith(SET_ASIDE),
    )
