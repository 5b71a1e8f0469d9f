"""The latest posts of each room, in memory: rules about repetition look at them."""

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from policies.post import Post
from policies.regulation import Regulation

SPAN = timedelta(hours=12)
"""How long a post is looked back at; by default no rule asks for more."""
MOST = 200
"""Posts of a room that are kept, the latest that came."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How long, and how many posts of a room, are looked back at."""

    span: timedelta = SPAN
    most: int = MOST


def reach_of(regulation: Regulation) -> Reach:
    """As far back as any clause looks."""
    seconds, most = [SPAN.total_seconds()], [MOST]
    for clause in regulation.clauses:
        parameters: Any = clause.parameters
        match clause.rule:
            case "repetition" | "repeated_picture":
                seconds.append(parameters.minutes * 60)
            case "flood":
                seconds += [parameters.seconds, parameters.room_seconds]
                most += [parameters.posts, parameters.room_posts]
    return Reach(timedelta(seconds=max(seconds)), max(most))


class Recent:
    """What was posted lately, by the time of writing; edits do not count."""

    def __init__(self, span: timedelta = SPAN, most: int = MOST) -> None:
        self.reach = Reach(span, most)
        self._rooms: dict[str, _Room] = {}
        self._room_of: dict[str, str] = {}

    def before(self, post: Post) -> tuple[Post, ...]:
        """What was posted in its room before a post, oldest first: the same whether it is noted
        already or not, and whatever was noted after it."""
        room = self._rooms.get(post.place.key)
        return room.before(post, self.reach.span) if room else ()

    def note(self, post: Post) -> None:
        """Remember a post. One that is remembered already counts once, and is replaced: its file
        may be better known by now."""
        if post.is_edit:
            return
        key = self._room_of.setdefault(post.id, post.place.key)
        room = self._rooms.setdefault(key, _Room())
        for gone in room.note(post, self.reach.span, self.reach.most):
            del self._room_of[gone]

    def forget(self, post_id: str) -> None:
        """A post was taken back, or is not to be seen: it is as if it had never been."""
        key = self._room_of.pop(post_id, None)
        if key is not None:
            self._rooms[key].forget(post_id)

    def post(self, post_id: str) -> Post | None:
        """A post that is remembered."""
        key = self._room_of.get(post_id)
        return None if key is None else self._rooms[key].known[post_id]


class _Room:
    """The posts of one room by the time of writing, and in the order in which they came."""

    def __init__(self) -> None:
        self.known: dict[str, Post] = {}
        self._posts: list[Post] = []
        self._came: deque[str] = deque()

    def before(self, post: Post, span: timedelta) -> tuple[Post, ...]:
        end = bisect_right(self._posts, post.written_at, key=_written_at)
        if post.id in self.known:
            end = self._place(post.id)
        start = bisect_left(self._posts, post.written_at - span, key=_written_at)
        return tuple(self._posts[start:end])

    def note(self, post: Post, span: timedelta, most: int) -> Iterable[str]:
        """Gives the ids of those that are remembered no more."""
        if post.id in self.known:
            self._posts[self._place(post.id)] = self.known[post.id] = post
            return []
        insort(self._posts, post, key=_written_at)
        self.known[post.id] = post
        self._came.append(post.id)
        gone = []
        # A clock that goes wrong must not clear the room: the second latest says what time it is.
        since = self._posts[max(0, len(self._posts) - 2)].written_at - span
        while len(self._came) > most or self.known[self._came[0]].written_at < since:
            gone.append(self._came[0])
            self.forget(self._came[0])
        return gone

    def forget(self, post_id: str) -> None:
        del self._posts[self._place(post_id)]
        del self.known[post_id]
        self._came.remove(post_id)

    def _place(self, post_id: str) -> int:
        at = bisect_left(self._posts, self.known[post_id].written_at, key=_written_at)
        while self._posts[at].id != post_id:
            at += 1
        return at


def _written_at(post: Post) -> datetime:
    return post.written_at
