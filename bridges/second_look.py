"""The second look at a post: its file is in the archive, and shows more than its sender said.

A picture may be one that was there before, a photo may turn out to be a program. What a post's
words alone say was decided when it was written.
"""

from collections.abc import Mapping
from dataclasses import replace

from bridges.enforcement.enforce import Enforcement
from bridges.enforcement.origin import InChat, InRoom, Origin
from bridges.enforcement.tasks import remove_event
from bridges.matrix import MARKER
from bridges.network import (
    ChatId,
    IncomingMessage,
    Media,
    MediaKind,
    MediaRef,
    MessageId,
    Person,
    PersonId,
    Text,
)
from bridges.payloads import packed
from policies.post import Post
from policies.verdict import Verdict
from rooms.archive.event import raw_event
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.judgement import Judge
from rooms.posts import post_of_event
from rooms.storage import crossings, decisions, events, queue
from rooms.storage.crossings import Crossing
from rooms.storage.database import Connection
from rooms.storage.decisions import State
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import Done, Handler, QueuedTask, Task

BY_CONTENT = frozenset({"media_kind", "photo_consent", "repeated_picture"})
"""The rules that look at what the bytes of a file show."""
LATEST_MS = 24 * 3600 * 1000
"""A file that took longer to come changes nothing any more."""


class SecondLook:
    """Carries out `archive-media` tasks through the archive, and judges with what it finds."""

    def __init__(self, archive: Handler, directory: Directory, judge: Judge, clock: Clock) -> None:
        self._archive = archive
        self._directory = directory
        self._judge = judge
        self._clock = clock
        self._enforcement = Enforcement(judge, clock)

    async def __call__(self, task: QueuedTask, repeated: bool) -> Done:
        """Have the file; what follows from it is queued together with the note of it."""
        done = await self._archive(task, repeated)
        mxc = str(task.payload.get("mxc", ""))

        async def note(connection: Connection) -> None:
            if done is not None:
                await done(connection)
            now, tasks = self._clock.now_ms(), []
            for event in await events.with_file(connection, mxc, now - LATEST_MS):
                tasks += await self._judged_again(connection, event)
            await queue.add_many(connection, tasks, now)

        return note

    async def _judged_again(self, connection: Connection, event: ArchivedEvent) -> list[Task]:
        raw = raw_event(event)
        post = post_of_event(raw, self._directory, mirrored=True, archived=event.media)
        if post is None or post.media is None or post.media.content_type is None:
            return []
        origin: Origin = InRoom(
            room=event.room_id,
            type=event.type,
            content=event.content,
            event_id=event.event_id,
            by_ghost=self._directory.is_upstream_ghost(event.sender),
            is_edit=post.is_edit,
            roles=tuple(sorted(post.author.roles)),
        )
        mirrored = self._directory.is_own_ghost(event.sender)
        if mirrored:
            crossing = await _crossing(connection, event)
            if crossing is None:
                return []
            post, origin = _as_written(post, crossing), _in_chat(post, event, crossing)
        verdict = self._judge.judge(post)
        before = await decisions.of_post(connection, post.id)
        if not _is_about_the_file(verdict) or (before and before.state is not State.NOTED):
            return []
        tasks = await self._enforcement.enforce(connection, post, verdict, origin)
        if mirrored and not verdict.lets_through and verdict.decisive:
            finding = verdict.decisive
            reason = f"{finding.clause} {finding.text}"
            tasks += remove_event(event.room_id, event.event_id, reason)
        return tasks


def _is_about_the_file(verdict: Verdict) -> bool:
    return verdict.decisive is not None and verdict.decisive.rule in BY_CONTENT


async def _crossing(connection: Connection, event: ArchivedEvent) -> Crossing | None:
    """The message of a messenger that a ghost has said in the room."""
    mark = event.content.get(MARKER)
    if not isinstance(mark, Mapping):
        return None
    network, chat = str(mark.get("network", "")), str(mark.get("chat", ""))
    crossing = await crossings.of_event(connection, event.event_id, network, chat, first=True)
    return crossing if crossing is not None and crossing.kind == "message" else None


def _as_written(post: Post, crossing: Crossing) -> Post:
    """The post as it was judged when it came from the messenger."""
    author = replace(post.author, id=f"{crossing.network}/{crossing.author}")
    post_id = f"{crossing.network}/{crossing.chat}/{crossing.remote_id}"
    return replace(post, id=post_id, author=author)


def _in_chat(post: Post, event: ArchivedEvent, crossing: Crossing) -> InChat:
    """Where it came from; its file is with the homeserver, whatever becomes of it there."""
    media = None
    if event.media is not None:
        kind, mimetype = MediaKind(post.kind.value), event.media.mimetype
        media = Media(MediaRef(""), kind, mimetype, event.media.filename, event.media.size)
    message = IncomingMessage(
        chat=ChatId(crossing.chat),
        id=MessageId(crossing.remote_id),
        person=Person(PersonId(crossing.author), event.sender_name),
        at=post.written_at,
        text=Text(post.text),
        media=media,
    )
    return InChat(
        network=crossing.network,
        chat=crossing.chat,
        room=event.room_id,
        happening=packed(message),
        message=crossing.remote_id,
        mxc=event.media.mxc if event.media else None,
    )
