"""What the bot's ear listens to, and what of an answer to ``/sync`` was said to the bot. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nio import InviteMemberEvent, SyncResponse

from bot.commands.words import after_call

AT_ONCE = 20
"""How many messages of a room an answer holds at most; what is missed is fetched."""
LONGEST = 2000
"""Characters of a message that are read; no command is longer."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Words said to the bot; `answers` is the message that they answer."""

    event_id: str
    room_id: str
    sender: str
    text: str
    answers: str | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody wants to have the bot in a room."""

    room_id: str
    inviter: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Messages of a room that an answer left out, before the place `token`."""

    room_id: str
    token: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer to ``/sync`` brought, and the token to ask with the next time."""

    token: str
    heard: tuple[Heard, ...]
    gaps: tuple[Gap, ...]
    invitations: tuple[Invitation, ...]


@dataclass(frozen=True, slots=True)
class Hearing:
    """The staff room, and the private rooms with whose they are (room id to user id)."""

    bot_id: str
    staff: frozenset[str]
    private: Mapping[str, str]

    @property
    def rooms(self) -> frozenset[str]:
        """Every room that is listened to."""
        return self.staff | frozenset(self.private)

    @property
    def timeline(self) -> dict[str, Any]:
        """The filter of events, for ``/sync`` and for ``/messages``."""
        return {
            "types": ["m.room.message"],
            "not_senders": [self.bot_id],
            "limit": AT_ONCE,
            "lazy_load_members": True,
        }

    @property
    def filter(self) -> dict[str, Any]:
        """The inline filter of ``/sync``. Source: Client-Server API, Filtering."""
        nothing: dict[str, Any] = {"types": []}
        return {
            "presence": nothing,
            "account_data": nothing,
            "room": {
                "rooms": sorted(self.rooms),
                "timeline": self.timeline,
                "state": {"types": [], "lazy_load_members": True},
                "ephemeral": nothing,
                "account_data": nothing,
            },
        }

    def read(self, room_id: str, event: Mapping[str, Any]) -> Heard | None:
        """The words of an event, if they were said to the bot.

        In the staff room that is what begins with the bot's name, in a private room all that the
        room's person writes. Notices are of programs, edits were said before.
        """
        content, sender, event_id = event.get("content"), event.get("sender"), event.get("event_id")
        if not isinstance(content, Mapping) or content.get("msgtype") != "m.text":
            return None
        text = _own_words(content)
        if not isinstance(sender, str) or not isinstance(event_id, str) or text is None:
            return None
        if sender == self.bot_id or room_id not in self.rooms:
            return None
        if room_id in self.private:
            to_bot = sender == self.private[room_id]
        else:
            to_bot = after_call(text) is not None
        if not to_bot:
            return None
        return Heard(event_id, room_id, sender, text[:LONGEST], _answered(content))


def hearing(bot_id: str, staff: Sequence[str], private: Mapping[str, str]) -> Hearing:
    """Listen to these rooms; the staff room stays the staff room, whoever wrote to the bot."""
    others = {room: user for room, user in private.items() if room not in staff}
    return Hearing(bot_id, frozenset(staff), others)


def read_answer(answer: SyncResponse, heard_with: Hearing) -> Answer:
    """What nio's answer holds for the bot; events in the order of each room."""
    heard: list[Heard] = []
    gaps: list[Gap] = []
    for room_id, room in answer.rooms.join.items():
        if room_id not in heard_with.rooms:
            continue
        if room.timeline.limited and room.timeline.prev_batch:
            gaps.append(Gap(room_id, room.timeline.prev_batch))
        for event in room.timeline.events:
            words = heard_with.read(room_id, event.source)
            if words is not None:
                heard.append(words)
    invitations = [
        Invitation(room_id, event.sender)
        for room_id, room in answer.rooms.invite.items()
        for event in room.invite_state
        if isinstance(event, InviteMemberEvent)
        and event.state_key == heard_with.bot_id
        and event.membership == "invite"
    ]
    return Answer(answer.next_batch, tuple(heard), tuple(gaps), tuple(invitations))


def _answered(content: Mapping[str, Any]) -> str | None:
    relation = content.get("m.relates_to")
    answered = relation.get("m.in_reply_to") if isinstance(relation, Mapping) else None
    event_id = answered.get("event_id") if isinstance(answered, Mapping) else None
    return event_id if isinstance(event_id, str) else None


def _own_words(content: Mapping[str, Any]) -> str | None:
    """The text without the quotation that a reply may begin with; None for edits."""
    body, relation = content.get("body"), content.get("m.relates_to")
    if not isinstance(body, str):
        return None
    if isinstance(relation, Mapping):
        if relation.get("rel_type") == "m.replace":
            return None
        if "m.in_reply_to" in relation and body.startswith("> "):
            lines = body.split("\n")
            first = next((i for i, line in enumerate(lines) if not line.startswith(">")), 0)
            body = "\n".join(lines[first:])
    return body.strip()
