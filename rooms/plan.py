"""The difference between the rooms that there should be and those that there are: pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rooms.changes import (
    AddToSpace,
    Aspect,
    Change,
    ChatChange,
    CreateRoom,
    JoinMember,
    MakeAccount,
    PlumbChat,
    RestoreAlias,
    RoomChange,
    SetState,
    UnplumbChat,
)
from rooms.homeserver import AccountState, Content, RoomId, RoomState, StateKey, UserId
from rooms.sentence import Sentence
from rooms.storage.rooms import PlumbedChat
from rooms.wanted import MARKER, SPACE, Person, WantedRoom


@dataclass(frozen=True, slots=True)
class FoundRoom:
    """A room of ours with all its state; `alias_lost`: its address leads nowhere."""

    room_id: RoomId
    state: RoomState = field(hash=False)
    alias_lost: bool = False


@dataclass(frozen=True, slots=True)
class UnfinishedRoom:
    """The address leads to a room whose making was cut short: nobody is or can come in."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a room cannot be kept true, or an account not looked up; `passing` as in Failure."""

    reason: Sentence
    passing: bool = False


Found = FoundRoom | UnfinishedRoom | Obstacle | None
"""What is there of a wanted room; None: nothing."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What was found: a room by its key, the accounts that had to be looked up, the chats."""

    rooms: Mapping[str, Found] = field(hash=False)
    accounts: Mapping[UserId, AccountState | Obstacle] = field(hash=False)
    chats: tuple[PlumbedChat, ...] = ()


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
    space = readings.rooms.get(SPACE)
    for room in wanted:
        found = readings.rooms.get(room.key)
        if isinstance(found, Obstacle):
            failures.append(Failure(room.key, room.name, found.reason, passing=found.passing))
            continue
        for step in room_steps(room, found, space):
            if isinstance(step, Failure):
                failures.append(step)
            elif not isinstance(step, JoinMember) or step.person.user_id not in shut_out:
                changes.append(step)
    changes.extend(_chat_changes(wanted, readings.chats))
    return Plan(tuple(changes), tuple(failures))


def room_steps(
    room: WantedRoom, found: FoundRoom | UnfinishedRoom | None, space: Found
) -> Iterator[RoomChange | Failure]:
    """What makes one room right, first things first."""
    state: RoomState = {}
    if isinstance(found, FoundRoom):
        state = found.state
        if found.alias_lost:
            yield RestoreAlias(room)
        yield from _state_changes(room, found)
        if isinstance(space, FoundRoom) and not room.is_space:
            key, content = room.parent_state(space.room_id)
            if not _says(state, key, content):
                yield SetState(room, Aspect.PARENT, key, content)
    else:
        yield CreateRoom(room, afresh=found is not None)
    if not room.is_space and not isinstance(space, Obstacle) and not _shown(room, found, space):
        yield AddToSpace(room)
    yield from _joins(room, state)


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
    return powers


def _state_changes(room: WantedRoom, found: FoundRoom) -> Iterator[SetState]:
    state = found.state
    powers = _content(state, ("m.room.power_levels", ""))
    right = corrected_powers(powers, room)
    if powers != right:
        yield SetState(room, Aspect.POWERS, ("m.room.power_levels", ""), right)
    for key, content in room.access_state().items():
        if not _says(state, key, content):
            yield SetState(room, Aspect.ACCESS, key, content)
    for aspect, kind, content in (
        (Aspect.MARKER, MARKER, room.marker),
        (Aspect.NAME, "m.room.name", {"name": room.name}),
        (Aspect.TOPIC, "m.room.topic", room.topic_content()),
        (Aspect.ALIAS, "m.room.canonical_alias", {"alias": room.full_alias}),
    ):
        if not _says(state, (kind, ""), content):
            before = _printable(str(_content(state, (kind, "")).get(aspect, "")))
            if aspect is Aspect.ALIAS:
                content = {**_content(state, (kind, "")), **content}
            yield SetState(room, aspect, (kind, ""), content, before)


def _joins(room: WantedRoom, state: RoomState) -> Iterator[JoinMember | Failure]:
    for person in room.members:
        membership = _content(state, ("m.room.member", person.user_id)).get("membership")
        if membership == "ban":
            reason = Sentence("{name} is banned from this room", {"name": person.name})
            yield Failure(room.key, room.name, reason)
        elif membership != "join":
            yield JoinMember(room, person)


def _shown(room: WantedRoom, found: Found, space: Found) -> bool:
    if not isinstance(space, FoundRoom) or not isinstance(found, FoundRoom):
        return False
    return _says(space.state, ("m.space.child", found.room_id), room.child_content())


def _chat_changes(
    wanted: Sequence[WantedRoom], known: Sequence[PlumbedChat]
) -> Iterator[ChatChange]:
    meant = {chat for room in wanted for chat in room.chats}
    yield from (UnplumbChat(chat) for chat in known if chat not in meant)
    for room in wanted:
        yield from (PlumbChat(room, chat) for chat in room.chats if chat not in known)


def _content(state: RoomState, key: StateKey) -> Content:
    event = state.get(key)
    return event.content if event else {}


def _says(state: RoomState, key: StateKey, content: Content) -> bool:
    """Whether the state has all of the content; what else it has does not matter."""
    present = _content(state, key)
    return all(present.get(name) == value for name, value in content.items())


def _printable(text: str) -> str:
    """What anybody may have written, fit for a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:100])
