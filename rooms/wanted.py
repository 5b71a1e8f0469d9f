"""Which rooms there should be, and who belongs in them: pure, from community.yaml."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rooms.community import Community, Group
from rooms.homeserver import Content, NewRoom, RoomId, StateKey, UserId
from rooms.language import say
from rooms.storage.accounts import Account
from rooms.storage.rooms import PlumbedChat

SPACE, STAFF, GROUP = "space", "staff", "group"
"""Kinds of room; the Space and the staff room have these as their keys, too."""

MARKER = "ru.teremok.room"
"""The state event by which a room of ours is known."""

BOT_POWER = 100
MODERATOR_POWER = 50
MODERATORS = frozenset({"head", "admin"})
"""Roles that are in every room and may remove posts and people, but change no room."""


_ONLY_BOT = (
    *("name", "topic", "avatar", "canonical_alias", "power_levels", "join_rules"),
    *("history_visibility", "guest_access", "encryption", "tombstone", "server_acl"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the staff, with the roles of the file and of their account together."""

    user_id: UserId
    name: str
    roles: frozenset[str]

    @property
    def power(self) -> int:
        """Their power level in every room that they are in."""
        return MODERATOR_POWER if self.roles & MODERATORS else 0


@dataclass(frozen=True, slots=True)
class WantedRoom:
    """A room as the file wants it.

    `alias` is a localpart, `position` its place in the Space, `powers` are the power levels,
    `powerless` those of the file who have no special power.
    """

    key: str
    kind: str
    alias: str
    name: str
    topic: str
    position: int
    server_name: str
    members: tuple[Person, ...]
    chats: tuple[PlumbedChat, ...]
    marker: Content = field(hash=False)
    powers: Content = field(hash=False)
    powerless: frozenset[UserId]

    @property
    def is_space(self) -> bool:
        """Whether this is the Space itself."""
        return self.kind == SPACE

    @property
    def full_alias(self) -> str:
        """``#alias:server``."""
        return f"#{self.alias}:{self.server_name}"

    def child_content(self) -> Content:
        """How the Space names this room (specification: m.space.child)."""
        return {"via": [self.server_name], "order": f"{self.position:04}", "suggested": False}

    def access_state(self) -> dict[StateKey, Content]:
        """Who may come in, and what they then see; staff who come later see what was before."""
        return {
            ("m.room.join_rules", ""): {"join_rule": "invite"},
            ("m.room.guest_access", ""): {"guest_access": "forbidden"},
            ("m.room.history_visibility", ""): {"history_visibility": "shared"},
        }

    def topic_content(self) -> Content:
        """The topic, for clients of every age (specification: m.room.topic)."""
        return {"topic": self.topic, "m.topic": {"m.text": [{"body": self.topic}]}}

    def parent_state(self, space_id: RoomId) -> tuple[StateKey, Content]:
        """How this room names the Space (specification: m.space.parent)."""
        return ("m.space.parent", space_id), {"via": [self.server_name], "canonical": True}

    def new_room(self, space_id: RoomId | None) -> NewRoom:
        """What it is made with, so that it is right from its first moment."""
        state: list[tuple[StateKey, Content]] = [
            (("m.room.power_levels", ""), self.powers),
            (("m.room.name", ""), {"name": self.name}),
            (("m.room.topic", ""), self.topic_content()),
            *self.access_state().items(),
        ]
        if space_id and not self.is_space:
            state.append(self.parent_state(space_id))
        # The last to come: a room that has it is a whole room.
        return NewRoom(self.alias, self.is_space, [*state, ((MARKER, ""), self.marker)])


def people_of(
    community: Community, accounts: Sequence[Account], server_name: str
) -> tuple[Person, ...]:
    """The staff of the file and the people whose accounts Teremok made, each once."""
    people: dict[UserId, Person] = {}
    for member in community.staff:
        user_id = UserId(f"@{member.id}:{server_name}")
        people[user_id] = Person(user_id, member.name, frozenset({member.role}))
    for account in accounts:
        user_id = UserId(account.user_id)
        known = people.get(user_id, Person(user_id, account.name, frozenset()))
        people[user_id] = Person(user_id, known.name, known.roles | {account.role})
    return tuple(people.values())


def wanted_rooms(
    community: Community, people: Sequence[Person], server_name: str, bot_id: UserId
) -> tuple[WantedRoom, ...]:
    """The Space, the staff room and the groups' rooms, in the order of the file."""
    language, slug = community.community.language, community.community.slug

    def room(
        key: str, kind: str, name: str, topic: str, position: int, group: Group | None = None
    ) -> WantedRoom:
        members = tuple(p for p in people if group is None or _belongs(p, group))
        return WantedRoom(
            key=key,
            kind=kind,
            alias=slug if kind == SPACE else f"{slug}-{key}",
            name=name,
            topic=topic or _usual_topic(language, kind, name),
            position=position,
            server_name=server_name,
            members=members,
            chats=tuple(PlumbedChat(c.network, c.id, key) for c in group.chats) if group else (),
            marker={"community": slug, "key": key, "kind": kind},
            powers=power_levels(kind, bot_id, people),
            powerless=frozenset(p.user_id for p in people if not p.power),
        )

    staff = community.rooms.staff
    return (
        room(SPACE, SPACE, community.community.name, "", 0),
        room(STAFF, STAFF, staff.name, staff.topic, 0),
        *(
            room(group.key, GROUP, group.name, group.topic, position, group)
            for position, group in enumerate(community.groups, start=1)
        ),
    )


def power_levels(kind: str, bot_id: UserId, people: Sequence[Person]) -> Content:
    """Who may do what (specification: m.room.power_levels).

    Everybody writes (in the Space nobody does), head and admin moderate, and only the bot changes
    what a room is. People with the usual power of 0 are left out.
    """
    return {
        "users": {bot_id: BOT_POWER, **{p.user_id: p.power for p in people if p.power}},
        "users_default": 0,
        "events": {
            **{f"m.room.{what}": BOT_POWER for what in _ONLY_BOT},
            "m.space.child": BOT_POWER,
            "m.space.parent": BOT_POWER,
            MARKER: BOT_POWER,
            "m.room.pinned_events": MODERATOR_POWER,
        },
        "events_default": BOT_POWER if kind == SPACE else 0,
        "state_default": BOT_POWER,
        "ban": MODERATOR_POWER,
        "kick": MODERATOR_POWER,
        "redact": MODERATOR_POWER,
        "invite": MODERATOR_POWER,
        "notifications": {"room": MODERATOR_POWER},
    }


def _belongs(person: Person, group: Group) -> bool:
    localpart = person.user_id[1:].split(":", 1)[0]
    return bool(person.roles & MODERATORS) or localpart in group.staff


def _usual_topic(language: str, kind: str, name: str) -> str:
    if kind == SPACE:
        return say(language, "All rooms of “{name}”", name=name)
    if kind == STAFF:
        return say(language, "Staff only: matters of work. Parents do not see this room.")
    return say(language, "The group “{name}”: educators and parents together", name=name)
