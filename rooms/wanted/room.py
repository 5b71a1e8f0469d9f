"""A room as community.yaml wants it, and what Matrix has to say for it to be so."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from rooms.reconcile.homeserver import Content, NewRoom, RoomId, StateKey, UserId
from rooms.sentence import Sentence
from rooms.storage.rooms import PlumbedChat
from rooms.upstream_users import UpstreamUsers
from rooms.wanted.kinds import SPACE, SPACES
from rooms.wanted.people import Person
from rooms.wanted.pictures import Picture
from rooms.wanted.powers import MARKER

DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class WantedRoom:
    """A room as the file wants it.

    `alias` is a localpart; `parent` is the key of the space that it stands in (None: it is the
    Space), `order` its place there; `powers` are the power levels, `powerless` those of the file
    who have no special power. `join` and `history` are the file's words. `picture_in_doubt`: the
    file names a picture that was not seen, so that what the room shows stays; `picture_problem` is
    what is wrong with it. `rules_period` numbers the times of retention. `adopt` is the
    address of a room that is to become this one. `is_over`: only read, and not made any more.
    `upstream` are the users of upstream bridges, who come and go by themselves.
    """

    key: str
    kind: str
    alias: str
    name: str
    topic: str
    parent: str | None
    order: str
    server_name: str
    members: tuple[Person, ...]
    chats: tuple[PlumbedChat, ...]
    marker: Content = field(hash=False)
    powers: Content = field(hash=False)
    powerless: frozenset[UserId]
    join: str = "invited"
    history: str = "shared"
    retention_days: int | None = None
    rules: str = ""
    rules_period: int = 0
    picture: Picture | None = None
    picture_in_doubt: bool = False
    picture_problem: Sentence | None = None
    adopt: str | None = None
    is_over: bool = False
    upstream: UpstreamUsers = field(default=UpstreamUsers(), hash=False)

    @property
    def is_space(self) -> bool:
        """Whether it contains rooms: the Space itself, or a building in it."""
        return self.kind in SPACES

    @property
    def full_alias(self) -> str:
        """``#alias:server``."""
        return f"#{self.alias}:{self.server_name}"

    @property
    def rules_digest(self) -> str:
        """What tells these rules from others; empty where there are none.

        Where the homeserver forgets what was said, the rules are others in every period, so that
        they are posted again before they are forgotten.
        """
        if not self.rules:
            return ""
        return hashlib.sha256(f"{self.rules_period} {self.rules}".encode()).hexdigest()

    def child_content(self) -> Content:
        """How its space names this room (specification: m.space.child)."""
        return {"via": [self.server_name], "order": self.order, "suggested": False}

    def access_state(self, room_ids: Mapping[str, RoomId]) -> dict[StateKey, Content]:
        """Who may come in, and what they then see; `room_ids` are the known ones, by key.

        Without the Space it says nothing of whom the Space would let in; Synapse's own choice for
        a new room is that they are invited.
        """
        state: dict[StateKey, Content] = {
            ("m.room.guest_access", ""): {"guest_access": "forbidden"},
            ("m.room.history_visibility", ""): {"history_visibility": self.history},
        }
        if self.join == "invited":
            state["m.room.join_rules", ""] = {"join_rule": "invite"}
        elif space_id := room_ids.get(SPACE):
            allowed = {"type": "m.room_membership", "room_id": space_id}
            state["m.room.join_rules", ""] = {"join_rule": "restricted", "allow": [allowed]}
        return state

    def topic_content(self) -> Content:
        """The topic, for clients of every age (specification: m.room.topic)."""
        return {"topic": self.topic, "m.topic": {"m.text": [{"body": self.topic}]}}

    def retention_content(self) -> Content:
        """How long the homeserver keeps what is said (MSC1763, as Synapse has it)."""
        return {"max_lifetime": self.retention_days * DAY_MS} if self.retention_days else {}

    def parent_state(self, space_id: RoomId) -> tuple[StateKey, Content]:
        """How this room names the space that it stands in (specification: m.space.parent)."""
        return ("m.space.parent", space_id), {"via": [self.server_name], "canonical": True}

    def new_room(self, room_ids: Mapping[str, RoomId], avatar: Content | None = None) -> NewRoom:
        """What it is made with, so that it is right from its first moment.

        `room_ids` are the known ones, by key: the Space and the space that it stands in are
        looked up there. `avatar` is the content of ``m.room.avatar``.
        """
        state: list[tuple[StateKey, Content]] = [
            (("m.room.power_levels", ""), self.powers),
            (("m.room.name", ""), {"name": self.name}),
            (("m.room.topic", ""), self.topic_content()),
            *self.access_state(room_ids).items(),
        ]
        if avatar is not None:
            state.append((("m.room.avatar", ""), avatar))
        if self.retention_days:
            state.append((("m.room.retention", ""), self.retention_content()))
        if self.parent is not None and (parent_id := room_ids.get(self.parent)):
            state.append(self.parent_state(parent_id))
        # The last to come: a room that has it is a whole room.
        return NewRoom(self.alias, self.is_space, [*state, ((MARKER, ""), self.marker)])
