"""The difference between the rooms that there should be and those that there are: pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rooms.reconcile.changed_by import changed_by
from rooms.reconcile.changes import (
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
from rooms.reconcile.changes_leaving import CloseRoom, RemoveMember
from rooms.reconcile.found import (
    Found,
    FoundRoom,
    Obstacle,
    Readings,
    UnfinishedRoom,
    content_of,
    says,
)
from rooms.reconcile.homeserver import AccountState, RoomId, UserId
from rooms.reconcile.plan_details import detail_changes, rules_changes
from rooms.reconcile.plan_powers import corrected_powers, power_changes
from rooms.reconcile.plan_spaces import space_changes
from rooms.reconcile.room_words import printable, short
from rooms.reconcile.standing import membership_of
from rooms.reconcile.strangers import leaving
from rooms.reconcile.way_in import way_in
from rooms.sentence import Sentence
from rooms.storage.rooms import PlumbedChat
from rooms.wanted.rooms import MARKER, Person, WantedRoom

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


ENCRYPTED = (
    "{by} has encrypted this room, so that the regulation, the archive and the messengers do not"
    " reach what is said there; that cannot be undone: take another room in its place"
)


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
    """What to do, in order within each room, and what stands in the way.

    `waiting` is what is not done until somebody allows it: who is removed, which room is closed.
    """

    changes: tuple[Change, ...]
    failures: tuple[Failure, ...]
    waiting: tuple[Change, ...] = ()


def make_plan(
    wanted: Sequence[WantedRoom],
    people: Sequence[Person],
    readings: Readings,
    *,
    allow_removals: bool = False,
) -> Plan:
    """Everything that would make the homeserver as the file wants it."""
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
        for step in room_steps(room, found, readings.rooms, readings.bot_id):
            if isinstance(step, Failure):
                failures.append(step)
            elif not isinstance(step, JoinMember) or step.person.user_id not in shut_out:
                changes.append(step)
    changes.extend(_chat_changes(wanted, readings.chats))
    removals: list[Change] = []
    everybody = {person.user_id for person in people}
    for room in wanted:
        for change in leaving(room, readings, everybody):
            (removals if isinstance(change, RemoveMember) else changes).append(change)
    removals.extend(CloseRoom(known) for known in readings.gone)
    if allow_removals:
        return Plan((*changes, *removals), tuple(failures))
    return Plan(tuple(changes), tuple(failures), tuple(removals))


def room_steps(
    room: WantedRoom,
    found: FoundRoom | UnfinishedRoom | None,
    rooms: Mapping[str, Found],
    bot_id: str,
) -> Iterator[RoomChange | Failure]:
    """What makes one room right, first things first; `rooms` are all that were found.

    A failure that comes first means that nothing else can be done.
    """
    if isinstance(found, FoundRoom):
        hold = list(way_in(room, found, UserId(bot_id)))
        if hold and isinstance(hold[-1], Sentence):
            yield Failure(room.key, room.name, hold[-1])
            return
        yield from (step for step in hold if not isinstance(step, Sentence))
        yield from power_changes(room, found, bot_id)
        if found.alias_lost:
            yield RestoreAlias(room)
        yield from _state_changes(room, found, room_ids(rooms), bot_id)
        yield from space_changes(room, found, rooms, bot_id)
        yield from _encryption(room, found)
    elif room.is_over:
        return
    else:
        yield CreateRoom(room, afresh=found is not None)
        yield from space_changes(room, None, rooms, bot_id)
    if room.picture_problem is not None:
        yield Failure(room.key, room.name, room.picture_problem)
    yield from rules_changes(room, found.state if isinstance(found, FoundRoom) else {})
    yield from _joins(room, found, bot_id)


def _encryption(room: WantedRoom, found: FoundRoom) -> Iterator[Failure]:
    """Encryption cannot be taken away again, so somebody has to decide."""
    event = found.state.get(("m.room.encryption", ""))
    if event is not None and event.content.get("algorithm"):
        by = short(event.sender, room)
        yield Failure(room.key, room.name, Sentence(ENCRYPTED, {"by": by}))


def room_ids(rooms: Mapping[str, Found]) -> dict[str, RoomId]:
    """The ids of the rooms that were found, by key."""
    return {key: found.room_id for key, found in rooms.items() if isinstance(found, FoundRoom)}


def _state_changes(
    room: WantedRoom, found: FoundRoom, ids: Mapping[str, RoomId], bot_id: str
) -> Iterator[SetState | SetAvatar]:
    state = found.state
    for key, content in room.access_state(ids).items():
        if not says(state, key, content):
            by = changed_by(found, key, bot_id, content)
            yield SetState(room, Aspect.ACCESS, key, content, by=by)
    for aspect, kind, content in (
        (Aspect.NAME, "m.room.name", {"name": room.name}),
        (Aspect.TOPIC, "m.room.topic", room.topic_content()),
        (Aspect.ALIAS, "m.room.canonical_alias", {"alias": room.full_alias}),
    ):
        if not says(state, (kind, ""), content):
            by = changed_by(found, (kind, ""), bot_id, content)
            before = printable(str(content_of(state, (kind, "")).get(aspect, "")))
            if aspect is Aspect.ALIAS:
                content = {**content_of(state, (kind, "")), **content}
            yield SetState(room, aspect, (kind, ""), content, before, by)
    yield from detail_changes(room, found, bot_id)
    # The last to come: from now on, what somebody else sets is a change to our room.
    if not says(state, (MARKER, ""), room.marker):
        by = changed_by(found, (MARKER, ""), bot_id, room.marker)
        yield SetState(room, Aspect.MARKER, (MARKER, ""), room.marker, by=by)


def _joins(
    room: WantedRoom, found: FoundRoom | UnfinishedRoom | None, bot_id: str
) -> Iterator[JoinMember | Failure]:
    state = found.state if isinstance(found, FoundRoom) else {}
    for person in room.members:
        membership = membership_of(state, person.user_id)
        if membership == "ban":
            reason = Sentence("{name} is banned from this room", {"name": person.name})
            yield Failure(room.key, room.name, reason)
        elif membership != "join":
            by = ""
            if isinstance(found, FoundRoom) and membership == "leave":
                by = changed_by(found, ("m.room.member", person.user_id), bot_id)
            yield JoinMember(room, person, by)


def _chat_changes(
    wanted: Sequence[WantedRoom], known: Sequence[PlumbedChat]
) -> Iterator[ChatChange]:
    meant = {chat for room in wanted for chat in room.chats}
    yield from (UnplumbChat(chat) for chat in known if chat not in meant)
    for room in wanted:
        yield from (PlumbChat(room, chat) for chat in room.chats if chat not in known)
