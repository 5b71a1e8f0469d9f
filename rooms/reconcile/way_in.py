"""What the bot must do before it can keep a room: be in it, and be the most powerful. Pure."""

from collections.abc import Iterator

from rooms.reconcile.changes_entering import ComeIn, TakePower
from rooms.reconcile.found import FoundRoom
from rooms.reconcile.homeserver import RoomState, UserId
from rooms.reconcile.standing import (
    POWERS,
    members_with,
    membership_of,
    power_for,
    power_for_state,
    power_of,
)
from rooms.sentence import Sentence
from rooms.wanted.powers import BOT_POWER
from rooms.wanted.room import WantedRoom

NO_HELP = "the bot is not in this room, and nobody of this house in it can let it in; invite {bot}"
NO_POWER = (
    "the bot has not the power to keep this room, and nobody of this house in it can give it;"
    " let {bot} have the power level {level}"
)


def way_in(
    room: WantedRoom, found: FoundRoom, bot_id: UserId
) -> Iterator[TakePower | ComeIn | Sentence]:
    """The steps, if any; a sentence says that there is no way."""
    state = found.state
    at_home = [user for user in members_with(state, "join") if user.endswith(_server(bot_id))]
    helpers = sorted(
        (user for user in at_home if user != bot_id), key=lambda user: -power_of(state, user)
    )
    lacks_power = power_of(state, bot_id) < BOT_POWER
    if lacks_power:
        giver = helpers[0] if helpers else None
        if giver is None or not _can_give(state, giver):
            yield Sentence(NO_POWER, {"bot": bot_id, "level": BOT_POWER})
            return
        yield TakePower(room, _who_set(state, bot_id))
    match membership_of(state, bot_id):
        case "join":
            return
        case membership:
            event = state.get(("m.room.member", bot_id))
            by = event.sender if event and membership in ("leave", "ban") else ""
            if membership == "invite" or (lacks_power and membership != "ban"):
                yield ComeIn(room, None, "" if by == bot_id else by)
            elif helper := _who_lets_in(state, helpers, banned=membership == "ban"):
                yield ComeIn(room, helper, "" if by == bot_id else by)
            else:
                yield Sentence(NO_HELP, {"bot": bot_id})


def _can_give(state: RoomState, giver: UserId) -> bool:
    """Whether somebody can make the bot powerful enough: as powerful as they are."""
    level = power_of(state, giver)
    return level >= power_for_state(state, POWERS[0]) and level >= BOT_POWER


def _who_lets_in(state: RoomState, helpers: list[UserId], *, banned: bool) -> UserId | None:
    needed = power_for(state, "invite")
    if banned:
        needed = max(needed, power_for(state, "ban"))
    return next((user for user in helpers if power_of(state, user) >= needed), None)


def _who_set(state: RoomState, bot_id: UserId) -> str:
    """Who wrote the powers; nobody where it was the bot."""
    event = state.get(POWERS)
    return event.sender if event is not None and event.sender != bot_id else ""


def _server(user_id: str) -> str:
    return ":" + user_id.split(":", 1)[1]
