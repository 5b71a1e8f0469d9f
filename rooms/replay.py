"""The posts of the past, as they were written: what the archive has, and what was stopped.

Room by room, each by the time of writing, a page at a time: any number of posts needs the same
memory.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import timedelta

from policies.post import Post
from rooms.archive.conversation import POSTS
from rooms.archive.event import raw_event
from rooms.archive.listing import milliseconds
from rooms.directory import Directory
from rooms.posts import post_of_event
from rooms.rehearsal import Rehearsal
from rooms.storage import crossings, decisions, history
from rooms.storage.database import Store
from rooms.storage.decisions import Decision, State
from rooms.storage.events import ArchivedEvent
from rooms.storage.history import Span
from rooms.storage.rooms import KnownRoom
from rooms.wanted.kinds import SPACES

_WARM_UP = timedelta(days=1)
"""The time before the beginning, of which posts are only remembered; more, where a regulation looks
further back."""
_PAGE = 500

PostOfDecision = Callable[[Decision], Post | None]
"""Makes a post out of the decision that stopped it; None where that is not known any more."""


@dataclass(frozen=True, slots=True)
class Replay:
    """Reads the posts of the rooms of the community, written at or after `since` (milliseconds)."""

    store: Store
    directory: Directory
    post_of_decision: PostOfDecision
    since: int
    look_back: timedelta = _WARM_UP

    @property
    def _first(self) -> int:
        return self.since - int(max(self.look_back, _WARM_UP).total_seconds() * 1000)

    async def through(self, rehearsal: Rehearsal) -> None:
        """Let all of them be judged."""
        rooms = [room for room in self.directory.rooms() if room.kind not in SPACES]
        for room in sorted(rooms, key=lambda room: room.key):
            async with aclosing(self.posts(room)) as posts:
                async for post in posts:
                    if milliseconds(post.written_at) < self.since:
                        rehearsal.remember(post)
                    else:
                        rehearsal.take(post)

    async def posts(self, room: KnownRoom) -> AsyncGenerator[Post, None]:
        """The posts of one room, some from before the beginning too, each where it was written."""
        streams = [self._archived(room), self._stopped(room)]
        heads = [(post, stream) for stream in streams if (post := await anext(stream, None))]
        while heads:
            first = min(range(len(heads)), key=lambda place: heads[place][0].written_at)
            post, stream = heads.pop(first)
            yield post
            if following := await anext(stream, None):
                heads.append((following, stream))

    async def _archived(self, room: KnownRoom) -> AsyncGenerator[Post, None]:
        span = Span(room.room_id, self._first)
        async for page in history.pages(self.store, span):
            for kept in page:
                if kept.event.kind in (*POSTS, "edit"):
                    post = self._post_of(kept.event)
                    if post is not None:
                        yield post

    def _post_of(self, event: ArchivedEvent) -> Post | None:
        raw = raw_event(event)
        post = post_of_event(raw, self.directory, mirrored=True, archived=event.media)
        if post is None:
            return None
        name = event.sender_name or post.author.name
        # Who is muted today was not when they wrote this, and is not what is rehearsed.
        return replace(post, author=replace(post.author, name=name, silence=None))

    async def _stopped(self, room: KnownRoom) -> AsyncGenerator[Post, None]:
        after = (self._first, 0)
        while True:
            async with self.store.reading() as connection:
                page = await decisions.unarchived(connection, room.key, after, _PAGE)
            for decision in page:
                post = None if await self._appeared(decision) else self.post_of_decision(decision)
                if post is not None:
                    yield post
            if len(page) < _PAGE:
                return
            after = (page[-1].written_at, page[-1].id)

    async def _appeared(self, decision: Decision) -> bool:
        """Whether a ghost said it in the room, so that it is in the archive under another id."""
        origin = decision.origin
        if origin.get("where") != "chat":
            return False
        if decision.state is State.PUBLISHED:
            return True
        if decision.settled_by is None:
            return False
        async with self.store.reading() as connection:
            said = await crossings.get(
                connection, origin["network"], origin["chat"], origin["message"]
            )
        return said is not None and said.event_id is not None
