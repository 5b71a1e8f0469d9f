"""The difference between the rooms that there should be and those that there are: pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rooms.by_hand import MUTED_POWER
from rooms.changes import (
    Aspect,
    Change,
    ChatChange,
    CreateRoom,
    JoinMember,
    MakeAccount,
    PlumbChat,
    RestoreAlias,
    RoomChange,
    SetAvatar,
    SetState,
    UnplumbChat,
)
from rooms.found import (
    Found,
    FoundRoom,
    Obstacle,
    Readings,
    UnfinishedRoom,
    content_of,
    says,
)
from rooms.homeserver import AccountState, Content, RoomId, RoomState, UserId
from rooms.plan_details import detail_changes, rules_changes
from rooms.plan_spaces import space_changes
from rooms.sentence import Sentence
from rooms.storage.rooms import PlumbedChat
from rooms.wanted import MARKER, Person, WantedRoom

__all__ = [
    "Failure",
    "Found",
    "FoundRoom",
    "Obstacle",
    "Plan",
    "Readings",
    "UnfinishedRoom",
    "corrected_powers",
    "make_plan",
    "room_ids",
    "room_steps",
]


@dataclass(frozen=True, slots=True)
class Failure:
    """What is not as it should be and cannot be made so.

    `subject` is a room's key or an id; `passing`: it may succeed later, with nothing changed.
    """

    subject: str
    name: str
    reason: Sentence
    change: Change | None = None
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do, in order within each room, and what stands in the way."""

    changes: tuple[Change, ...]
    failures: tuple[Failure, ...]


def make_plan(wanted: Sequence[WantedRoom], people: Sequence[Person], readings: Readings) -> Plan:
    """Everything that would make the homeserver as the file wants it; nobody is removed."""
    changes: list[Change] = []
    failures: list[Failure] = []
    shut_out: set[UserId] = set()
    for person in people:
        match readings.accounts.get(person.user_id):
            case AccountState.MISSING:
                changes.append(MakeAccount(person))
            case AccountState.CLOSED:
                reason = Sentence("the account is closed; open it again or take it out of the file")
                failures.append(Failure(person.user_id, person.name, reason))
                shut_out.add(person.user_id)
            case Obstacle(reason, passing):
                failures.append(Failure(person.user_id, person.name, reason, passing=passing))
                shut_out.add(person.user_id)
    for room in wanted:
        found = readings.rooms.get(room.key)
        if isinstance(found, Obstacle):
            failures.append(Failure(room.key, room.name, found.reason, passing=found.passing))
            continue
        for step in room_steps(room, found, readings.rooms):
            if isinstance(step, Failure):
                failures.append(step)
            elif not isinstance(step, JoinMember) or step.person.user_id not in shut_out:
                changes.append(step)
    changes.extend(_chat_changes(wanted, readings.chats))
    return Plan(tuple(changes), tuple(failures))


def room_steps(
    room: WantedRoom, found: FoundRoom | UnfinishedRoom | None, rooms: Mapping[str, Found]
) -> Iterator[RoomChange | Failure]:
    """What makes one room right, first things first; `rooms` are all that were found."""
    state: RoomState = {}
    if isinstance(found, FoundRoom):
        state = found.state
        if found.alias_lost:
            yield RestoreAlias(room)
        yield from _state_changes(room, found, room_ids(rooms))
        yield from space_changes(room, found, rooms)
    elif room.is_over:
        return
    else:
        yield CreateRoom(room, afresh=found is not None)
        yield from space_changes(room, None, rooms)
    if room.picture_problem is not None:
        yield Failure(room.key, room.name, room.picture_problem)
    yield from rules_changes(room, state)
    yield from _joins(room, state)


def room_ids(rooms: Mapping[str, Found]) -> dict[str, RoomId]:
    """The ids of the rooms that were found, by key."""
    return {key: found.room_id for key, found in rooms.items() if isinstance(found, FoundRoom)}


def corrected_powers(current: Content, room: WantedRoom) -> Content:
    """The powers with all that the file decides set, and what it does not know left alone."""
    powers: dict[str, Any] = {**current}
    for name, value in room.powers.items():
        if isinstance(value, Mapping):
            present = current.get(name)
            powers[name] = {**(present if isinstance(present, Mapping) else {}), **value}
        else:
            powers[name] = value
    for user_id in room.powerless:  # somebody who was the head until today, say
        powers["users"].pop(user_id, None)
    unmuted = [user for user in powers["users"] if powers["users"][user] == MUTED_POWER]
    for user_id in unmuted:
        if user_id not in room.powers["users"]:
            powers["users"].pop(user_id)
    return powers


def _state_changes(
    room: WantedRoom, found: FoundRoom, ids: Mapping[str, RoomId]
) -> Iterator[SetState | SetAvatar]:
    state = found.state
    powers = content_of(state, ("m.room.power_levels", ""))
    right = corrected_powers(powers, room)
    if powers != right:
        yield SetState(room, Aspect.POWERS, ("m.room.power_levels", ""), right)
    for key, content in room.access_state(ids).items():
        if not says(state, key, content):
            yield SetState(room, Aspect.ACCESS, key, content)
    for aspect, kind, content in (
        (Aspect.MARKER, MARKER, room.marker),
        (Aspect.NAME, "m.room.name", {"name": room.name}),
        (Aspect.TOPIC, "m.room.topic", room.topic_content()),
        (Aspect.ALIAS, "m.room.canonical_alias", {"alias": room.full_alias}),
    ):
        if not says(state, (kind, ""), content):
            before = _printable(str(content_of(state, (kind, "")).get(aspect, "")))
            if aspect is Aspect.ALIAS:
                content = {**content_of(state, (kind, "")), **content}
            yield SetState(room, aspect, (kind, ""), content, before)
    yield from detail_changes(room, state)


def _joins(room: WantedRoom, state: RoomState) -> Iterator[JoinMember | Failure]:
    for person in room.members:
        membership = content_of(state, ("m.room.member", person.user_id)).get("membership")
        if membership == "ban":
            reason = Sentence("{name} is banned from this room", {"name": person.name})
            yield Failure(room.key, room.name, reason)
        elif membership != "join":
            yield JoinMember(room, person)


def _chat_changes(
    wanted: Sequence[WantedRoom], known: Sequence[PlumbedChat]
) -> Iterator[ChatChange]:
    meant = {chat for room in wanted for chat in room.chats}
    yield from (UnplumbChat(chat) for chat in known if chat not in meant)
    for room in wanted:
        yield from (PlumbChat(room, chat) for chat in room.chats if chat not in known)


def _printable(text: str) -> str:
    """What anybody may have written, fit for a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:100])
