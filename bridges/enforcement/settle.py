"""What people, time or its author make of a decision later."""

from collections.abc import Collection
from zoneinfo import ZoneInfo

from bridges.enforcement.origin import InRoom, Origin, unpacked_origin
from bridges.enforcement.tasks import publish, remove, remove_event, tell
from bridges.enforcement.words import moment, words_on
from bridges.network import IncomingMessage
from bridges.payloads import unpacked
from policies.post import Author, Place, Post, PostKind
from policies.verdict import Action, Finding
from rooms.archive.content import message_kind
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.storage import crossings, decisions
from rooms.storage.database import Connection
from rooms.storage.decisions import Decision, State
from rooms.storage.queue import Task

BY_TIME, BY_AUTHOR = "time", "author"
"""Stand for the user where nobody of the staff settled a decision."""
CAN_APPEAR = frozenset({State.WAITING, State.ASKED, State.REFUSED})
CAN_GO = frozenset({State.WAITING, State.ASKED, State.NOTED, State.PUBLISHED})


class Settlement:
    """Settles decisions, each once: whoever comes second changes nothing."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock

    @property
    def _timezone(self) -> ZoneInfo:
        return ZoneInfo(self._directory.community.community.timezone)

    async def publish(
        self,
        connection: Connection,
        decision: Decision,
        by: str,
        states: Collection[State] = CAN_APPEAR,
    ) -> list[Task] | None:
        """Let the post appear; None where that cannot be (any more)."""
        origin = unpacked_origin(decision.origin)
        if origin is None:
            return None
        stands = isinstance(origin, InRoom) and decision.state is State.ASKED and origin.event_id
        if not await self._settle(connection, decision, states, State.PUBLISHED, by):
            return None
        post = self.post_of(decision, origin)
        at = moment(decision.written_at).astimezone(self._timezone)
        tasks = []
        if not stands:
            name, author = decision.author_name, decision.author
            tasks.append(publish(origin, decision.id, name, author, at))
        if by != BY_TIME or decision.state is State.ASKED:
            # What was held appears when its author was told it would: no more words are needed.
            words = words_on(post, finding_of(decision), State.PUBLISHED)
            tasks += tell(origin, decision.id, words)
        return tasks

    async def refuse(
        self, connection: Connection, decision: Decision, by: str
    ) -> list[Task] | None:
        """Take the post away, or let it not appear; None where that cannot be (any more)."""
        origin = unpacked_origin(decision.origin)
        if origin is None:
            return None
        if not await self._settle(connection, decision, CAN_GO, State.REFUSED, by):
            return None
        finding = finding_of(decision)
        reason = f"{finding.clause} {finding.text}"
        words = words_on(self.post_of(decision, origin), finding, State.REFUSED)
        if decision.state is State.WAITING:
            return tell(origin, decision.id, words)  # it was removed when it began to wait
        tasks = remove(origin, decision.id, reason, words)
        return [*await self._mirrored(connection, decision, origin, reason), *tasks]

    async def cancel(self, connection: Connection, decision: Decision) -> bool:
        """Its author has taken it back while it waited."""
        states = (State.WAITING, State.ASKED)
        return await self._settle(connection, decision, states, State.CANCELLED, BY_AUTHOR)

    def post_of(self, decision: Decision, origin: Origin) -> Post:
        """The post as it was judged, as far as words about it need it."""
        room = self._directory.room_by_key(decision.room)
        place = self._directory.place(room) if room else Place(decision.room, "group")
        language = self._directory.language(decision.author)
        return Post(
            id=decision.post_id,
            author=Author(decision.author, decision.author_name, frozenset(origin.roles), language),
            place=place,
            written_at=moment(decision.written_at),
            kind=_kind_of(origin),
            text=decision.text,
            is_edit=origin.is_edit,
        )

    async def _settle(
        self,
        connection: Connection,
        decision: Decision,
        states: Collection[State],
        to: State,
        by: str,
    ) -> bool:
        if decision.state not in states:
            return False
        now = self._clock.now_ms()
        return await decisions.settle(connection, decision.id, decision.state, to, by, now)

    async def _mirrored(
        self, connection: Connection, decision: Decision, origin: Origin, reason: str
    ) -> list[Task]:
        """The removal of what a ghost, or the bot on somebody's behalf, said in the room."""
        if isinstance(origin, InRoom) and decision.state is not State.PUBLISHED:
            return []
        said = await _event_of(connection, origin)
        return remove_event(origin.room, said, reason) if said else []


def finding_of(decision: Decision) -> Finding:
    """What decided, as it was found."""
    return Finding(
        decision.clause,
        decision.clause_text,
        decision.rule,
        Action(decision.action),
        decision.evidence,
    )


async def _event_of(connection: Connection, origin: Origin) -> str | None:
    """What was said in the room for the post."""
    if isinstance(origin, InRoom):
        return origin.published
    message = await crossings.get(connection, origin.network, origin.chat, origin.message)
    return message.event_id if message else None


def _kind_of(origin: Origin) -> PostKind:
    if isinstance(origin, InRoom):
        if origin.type != "m.room.message":
            return PostKind.POLL if "poll" in origin.type else PostKind.PHOTO
        return PostKind(message_kind(origin.content))
    happening = unpacked(dict(origin.happening))
    if not isinstance(happening, IncomingMessage):
        return PostKind.TEXT
    if happening.media:
        return PostKind(happening.media.kind.value)
    return PostKind.LOCATION if happening.location else PostKind.TEXT
