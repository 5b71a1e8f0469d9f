"""What the first page shows, made ready for reading. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.console.speaking import Speaking
from bot.outcomes import outcome, state_of
from bot.status import HouseStatus
from rooms.storage.decisions import Decision, State
from rooms.storage.queue import SET_ASIDE, LaneLength

MOOD = {State.REFUSED: "bad", State.PUBLISHED: "good"}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as it is shown; `mood` colours it, by its `number` it is undone."""

    number: int
    when: str
    room: str
    author: str
    outcome: str
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


def rulings(status: HouseStatus, speaking: Speaking) -> list[Ruling]:
    """The last decisions, newest first."""
    names = {room.key: room.name for room in status.rooms}
    return [_ruling(decision, names, speaking) for decision in status.decisions.last]


def _ruling(decision: Decision, names: Mapping[str, str], speaking: Speaking) -> Ruling:
    told = ""
    if decision.told_at is not None:
        told = speaking.say("told {when}", when=speaking.time(decision.told_at))
    return Ruling(
        number=decision.id,
        when=speaking.time(decision.at),
        room=names.get(decision.room, decision.room),
        author=decision.author_name,
        outcome=speaking.say(outcome(decision)),
        mood=MOOD.get(state_of(decision), "so-so"),
        clause=decision.clause,
        clause_text=decision.clause_text,
        told=told,
    )


KINDS = {
    "chat": "To the chat",
    "room": "To the room",
    "media": "Files of",
    "tell": "Words to people",
    "command": "Commands to the bot",
    "held": "Until the allowed hour in the room",
    "asked": "For a decision by the duty administrator",
    "duty": "Cards for the duty administrator",
    "card-file": "Cards for the duty administrator",
    "announce": "News for those on duty",
    "unmute": "The end of a mute",
    "relay": "From the messenger",
    "upstream": "To the bridges",
    "heard": "What was said to the duty administrator",
    "inbox": "From the homeserver",
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
    if kind == "held":
        target = target.rpartition(":")[0]
    if kind in ("room", "media", "held"):
        target = room_names.get(target, target)
    elif kind == "chat":
        network, _, chat = target.partition(":")
        target = f"{speaking.say(network)} · {chat}"
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
