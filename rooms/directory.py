"""Who is who and what is where, held in memory for the gate and the relay.

Read afresh from the database whenever its revision or the community file changes; look-ups do
no I/O.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from policies.post import Author, Place, Post, Silence
from rooms.community import Community, RoomSettings
from rooms.community.listing import listed_rooms
from rooms.storage import accounts, by_hand, rooms, upstream
from rooms.storage.database import Store
from rooms.storage.rooms import KnownRoom, PlumbedChat
from rooms.upstream_users import UpstreamUsers
from rooms.wanted.by_hand import Mute
from rooms.wanted.kinds import ANNOUNCEMENTS, KINDS
from rooms.wanted.powers import may_write

SPACE = "space"
"""The kind of the room that is the Space; nobody posts there."""
GHOST_PREFIX = "teremok_"
"""How the localparts of all our ghosts begin, and of nobody else."""


class Directory:
    """Rooms, chats, members and roles."""

    def __init__(self, server_name: str, community: Community) -> None:
        self.server_name = server_name
        self.community = community
        self._revision = -1
        self._rooms: dict[str, KnownRoom] = {}
        self._chats: dict[str, tuple[PlumbedChat, ...]] = {}
        self._room_of_chat: dict[tuple[str, str], KnownRoom] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._account_roles: dict[str, str] = {}
        self._once_listed: frozenset[str] = frozenset()
        self._silences: dict[tuple[str, str], Silence] = {}
        self.upstream = UpstreamUsers()
        """Whose users the upstream bridges are."""

    @property
    def revision(self) -> int:
        """Another one, when rooms, chats or what was decided by hand have changed."""
        return self._revision

    async def is_behind(self, store: Store) -> bool:
        """Whether rooms or chats have changed since it was read."""
        async with store.reading() as connection:
            return await rooms.revision(connection) != self._revision

    async def refresh(self, store: Store) -> bool:
        """Read again what has changed; tells whether rooms or chats did."""
        async with store.reading() as connection:
            self._account_roles = {a.user_id: a.role for a in await accounts.listed(connection)}
            self._once_listed = await accounts.once_listed(connection)
            revision = await rooms.revision(connection)
            if revision == self._revision:
                return False
            known = await rooms.all_rooms(connection)
            chats = await rooms.all_chats(connection)
            members = await rooms.all_members(connection)
            mutes = (await by_hand.everything(connection)).mutes
            self.upstream = await upstream.users(connection)
        by_key = {room.key: room for room in known}
        self._rooms = {room.room_id: room for room in known}
        self._chats = {room.room_id: _chats_of(room, chats) for room in known}
        self._room_of_chat = {
            (chat.network, chat.chat): by_key[chat.room_key]
            for chat in chats
            if chat.room_key in by_key
        }
        self._silences = {
            (by_key[mute.room_key].room_id, mute.user_id): _silence(mute)
            for mute in mutes
            if mute.room_key in by_key
        }
        self._names.update({(m.room_id, m.user_id): m.name for m in members})
        self._revision = revision
        return True

    def rooms(self) -> list[KnownRoom]:
        """Every room of the community."""
        return list(self._rooms.values())

    def chats(self) -> list[PlumbedChat]:
        """Every chat that is plumbed into a room that exists."""
        return [chat for chats in self._chats.values() for chat in chats]

    def room(self, room_id: str) -> KnownRoom | None:
        """The community's room with this id."""
        return self._rooms.get(room_id)

    def room_by_key(self, key: str) -> KnownRoom | None:
        """The community's room with this key."""
        return next((room for room in self._rooms.values() if room.key == key), None)

    def room_of_chat(self, network: str, chat: str) -> KnownRoom | None:
        """The room that a remote chat is plumbed into."""
        return self._room_of_chat.get((network, chat))

    def chats_of(self, room_id: str) -> tuple[PlumbedChat, ...]:
        """The remote chats plumbed into a room."""
        return self._chats.get(room_id, ())

    def user_id(self, localpart: str) -> str:
        """The Matrix id of a staff member or the bot."""
        return f"@{localpart}:{self.server_name}"

    def is_ghost(self, user_id: str) -> bool:
        """Whether it is a parent's shadow, made by our own connectors or an upstream bridge."""
        return self.is_own_ghost(user_id) or self.is_upstream_ghost(user_id)

    def is_own_ghost(self, user_id: str) -> bool:
        """Whether it is a parent's shadow, made by one of our own connectors."""
        localpart, _, server = user_id.removeprefix("@").partition(":")
        return localpart.startswith(GHOST_PREFIX) and server == self.server_name

    def is_upstream_ghost(self, user_id: str) -> bool:
        """Whether it is a parent's shadow, made by an upstream bridge."""
        return self.upstream.is_ghost(user_id, self.server_name)

    def is_upstream_bot(self, user_id: str) -> bool:
        """Whether it is the bot of an upstream bridge: neither staff nor a parent."""
        return self.upstream.is_bot(user_id, self.server_name)

    def is_driven(self, network: str) -> bool:
        """Whether an upstream bridge carries this network, and no connector of our own."""
        return network in self.upstream.networks

    def learn_name(self, room_id: str, user_id: str, name: str) -> None:
        """Take note of the name that somebody has in a room."""
        self._names[(room_id, user_id)] = name

    def name(self, room_id: str, user_id: str) -> str:
        """What somebody is called in a room, or the localpart of the id."""
        return self._names.get((room_id, user_id)) or user_id[1:].split(":", 1)[0]

    def silence(self, room_id: str, user_id: str) -> Silence | None:
        """Whether people have taken somebody's word in a room."""
        return self._silences.get((room_id, user_id))

    def author(self, room_id: str, user_id: str) -> Author:
        """Somebody of this homeserver as the regulation sees them."""
        return Author(
            id=user_id,
            name=self.name(room_id, user_id),
            roles=self.roles(user_id),
            language=self.language(user_id),
            silence=self.silence(room_id, user_id),
        )

    def roles(self, user_id: str) -> frozenset[str]:
        """What somebody is: what the file says of those it names, for others their account."""
        if self.is_ghost(user_id):
            return frozenset({"parent"})
        localpart = user_id[1:].split(":", 1)[0]
        listed = next((m for m in self.community.staff if m.id == localpart), None)
        if listed is not None:
            return listed.all_roles
        own = self._account_roles.get(user_id)
        return frozenset({own} if own and not self.has_left(user_id) else ())

    def has_left(self, user_id: str) -> bool:
        """Whether it is somebody whom the file had once and has no more, account or not."""
        localpart = user_id[1:].split(":", 1)[0]
        is_listed = any(member.id == localpart for member in self.community.staff)
        return user_id in self._once_listed and not is_listed

    def users_with_roles(self, roles: set[str]) -> list[str]:
        """Everybody of the staff, and every account, with one of these roles."""
        people = {self.user_id(member.id) for member in self.community.staff}
        return sorted(
            user for user in people.union(self._account_roles) if self.roles(user) & roles
        )

    def language(self, user_id: str) -> str:
        """The language in which to speak to somebody."""
        localpart = user_id[1:].split(":", 1)[0]
        own = next((m.language for m in self.community.staff if m.id == localpart), None)
        return own or self.community.community.language

    def place(self, room: KnownRoom) -> Place:
        """A room as the regulation sees it."""
        projects = self.community.projects
        return Place(
            key=room.key,
            kind=room.kind,
            name=room.name,
            staff_only=room.kind == ANNOUNCEMENTS,
            last_day=next((each.ends for each in projects if each.key == room.key), None),
        )

    def may_write(self, post: Post) -> bool:
        """Whether the file gives a post's author the power to write in that room at that time."""
        place, kind = post.place, KINDS.get(post.place.kind)
        if kind is None:
            return False  # the room was closed
        listed = next((r for r in listed_rooms(self.community) if r.key == place.key), None)
        settings = listed.settings if listed else None
        told = settings.powers.told() if isinstance(settings, RoomSettings) else {}
        day = post.written_at.astimezone(ZoneInfo(self.community.community.timezone)).date()
        over = place.last_day is not None and day > place.last_day
        return may_write(post.author.roles, kind, told, read_only=over)


def _chats_of(room: KnownRoom, chats: Sequence[PlumbedChat]) -> tuple[PlumbedChat, ...]:
    return tuple(chat for chat in chats if chat.room_key == room.key)


def _silence(mute: Mute) -> Silence:
    if mute.until is None:
        return Silence()
    return Silence(datetime.fromtimestamp(mute.until / 1000, tz=UTC))
