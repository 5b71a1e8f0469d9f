"""Floods: fires on what is one post too many within a short time; never on what staff write."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from policies.album import GAP, PICTURES
from policies.context import Context
from policies.file_model import FileModel
from policies.post import Post
from policies.rules.rule import Detector, Rule
from policies.text.reading import Reading
from policies.verdict import Evidence

_ALBUM_SIZE = 30
"""So many pictures an album has at most."""


class Flood(FileModel):
    """How many posts are usual.

    An author may write `posts` of them within `seconds`, and a room may have `room_posts` within
    `room_seconds`. Edits do not count, and the pictures of an album count as one post.
    """

    posts: Annotated[int, Field(ge=1, le=1000)] = 8
    seconds: Annotated[int, Field(ge=1, le=24 * 3600)] = 60
    room_posts: Annotated[int, Field(ge=1, le=1000)] = 40
    room_seconds: Annotated[int, Field(ge=1, le=24 * 3600)] = 60


def detector(parameters: Flood) -> Detector:
    """Evidence: how many posts there were with this one (`posts` of the author or `room_posts`),
    within how many `seconds`, and the `limit`."""

    own_time, room_time = (
        timedelta(seconds=seconds) for seconds in (parameters.seconds, parameters.room_seconds)
    )

    def findings(reading: Reading, context: Context) -> Evidence | None:
        post = reading.post
        if post.is_edit or post.author.is_staff or not context.earlier:
            return None
        if _may_be_more(parameters.posts, own_time, post, context):
            own = _count(each for each in _lately(post, context, own_time) if _same(post, each))
            if own > parameters.posts:
                return {"posts": own, "seconds": parameters.seconds, "limit": parameters.posts}
        if not _may_be_more(parameters.room_posts, room_time, post, context):
            return None
        room = _count(_lately(post, context, room_time))
        if room > parameters.room_posts:
            limit = parameters.room_posts
            return {"room_posts": room, "seconds": parameters.room_seconds, "limit": limit}
        return None

    return findings


def _may_be_more(most: int, time: timedelta, post: Post, context: Context) -> bool:
    """Whether there may be more posts than so many within that time, with this one: nearly always
    one look tells that there are not."""
    earlier = context.earlier
    return len(earlier) >= most and earlier[-most].written_at > post.written_at - time


def _lately(post: Post, context: Context, time: timedelta) -> Iterator[Post]:
    """What was written within that time before the post, in its order, and the post itself."""
    since = post.written_at - time
    before: list[Post] = []
    for each in reversed(context.earlier):
        if each.written_at <= since:
            break  # they come in the order of writing
        if each.written_at <= post.written_at and not each.is_edit:
            before.append(each)
    yield from reversed(before)
    yield post


def _same(post: Post, other: Post) -> bool:
    return post.author.id == other.author.id


def _count(posts: Iterable[Post]) -> int:
    """How many there are; an album counts once."""
    count = 0
    albums: dict[str, tuple[datetime, int]] = {}
    for post in posts:
        author = post.author.id
        if post.kind in PICTURES:
            last, size = albums.get(author, (post.written_at, 0))
            goes_on = 0 < size < _ALBUM_SIZE and post.written_at - last <= GAP
            albums[author] = (post.written_at, size + 1 if goes_on else 1)
            count += not goes_on
        else:
            albums.pop(author, None)
            count += 1
    return count


RULE = Rule("flood", Flood, detector)
