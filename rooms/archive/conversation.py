"""What was said, put together: a post with its edits, its deletion, its reactions and its answer.

An event that speaks about another counts only if it was entitled to: an edit by the author of
the post, and everything only within one room. What is not entitled is shown by itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rooms.archive.votes import Chosen, chosen
from rooms.storage import history
from rooms.storage.database import Store
from rooms.storage.events import ArchivedEvent, ArchivedMedia
from rooms.storage.history import Kept

POSTS = ("text", "photo", "voice", "video", "file", "location", "poll")
"""The kinds of events that are posts; the same as in the regulation."""
_NOTICES = ("membership", "state")


@dataclass(frozen=True, slots=True)
class Version:
    """A wording that a post had since `sent_at`; `deleted` where an edit was taken back."""

    text: str
    media: ArchivedMedia | None
    sent_at: int
    deleted: bool


@dataclass(frozen=True, slots=True)
class Deletion:
    """Who deleted a post, when, and the reason given."""

    name: str
    sent_at: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reaction:
    """A sign put on a post, and the names of those who put it."""

    sign: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be shown: a post, or a notice that somebody came or the room changed.

    `now` is the wording in force, `earlier` are the others, oldest first. `stray` marks an edit
    that changes nothing, because it was none of the author's or its post is not in the archive.
    """

    position: int
    event: ArchivedEvent
    now: Version
    earlier: tuple[Version, ...] = ()
    deletion: Deletion | None = None
    reactions: tuple[Reaction, ...] = ()
    votes: tuple[Chosen, ...] = ()
    answers: Kept | None = None
    stray: bool = False

    @property
    def is_notice(self) -> bool:
        """Whether it is no post."""
        return self.event.kind in _NOTICES


async def entries(store: Store, page: Sequence[Kept]) -> list[Entry]:
    """What there is to show of a page of events, in its order."""
    shown = [kept for kept in page if kept.event.kind in (*POSTS, *_NOTICES, "edit")]
    targets = {kept.event.target for kept in shown if kept.event.target}
    async with store.reading() as connection:
        known = await history.by_id(connection, sorted(targets))
        remarks = await history.about(connection, [kept.event.event_id for kept in shown])
    about: dict[str, list[Kept]] = {}
    for remark in remarks:
        about.setdefault(remark.event.target or "", []).append(remark)
    return [
        _entry(kept, known.get(kept.event.target or ""), about)
        for kept in shown
        if not _merged(kept.event, known)
    ]


def is_edit_of(edit: ArchivedEvent, post: ArchivedEvent) -> bool:
    """Whether an edit counts for that post.

    https://spec.matrix.org/v1.13/client-server-api/#validity-of-replacement-events
    """
    return (
        edit.kind == "edit"
        and edit.target == post.event_id
        and edit.room_id == post.room_id
        and edit.sender == post.sender
        and post.kind in POSTS
    )


def versions(post: ArchivedEvent, edits: Iterable[ArchivedEvent]) -> list[Version]:
    """All wordings of a post from the first on; `edits` in the order of arrival."""
    first = Version(post.text, post.media, post.sent_at, deleted=False)
    valid = [edit for edit in edits if is_edit_of(edit, post)]
    return [first] + [
        Version(edit.text, edit.media or post.media, edit.sent_at, edit.redacted_by is not None)
        for edit in valid
    ]


def _merged(event: ArchivedEvent, known: dict[str, Kept]) -> bool:
    edited = known.get(event.target or "")
    return event.kind == "edit" and edited is not None and is_edit_of(event, edited.event)


def _entry(kept: Kept, target: Kept | None, about: dict[str, list[Kept]]) -> Entry:
    event = kept.event
    remarks = [
        remark.event
        for remark in about.get(event.event_id, [])
        if remark.event.room_id == event.room_id
    ]
    wordings = versions(event, remarks)
    now = next(wording for wording in reversed(wordings) if not wording.deleted)
    return Entry(
        position=kept.position,
        event=event,
        now=now,
        earlier=tuple(wording for wording in wordings if wording is not now),
        deletion=_deletion(remarks),
        reactions=_reactions(remarks),
        votes=chosen(event, remarks) if event.kind == "poll" else (),
        answers=target if target and target.event.room_id == event.room_id else None,
        stray=event.kind == "edit",
    )


def _deletion(remarks: Sequence[ArchivedEvent]) -> Deletion | None:
    for remark in remarks:
        if remark.kind == "redaction":
            return Deletion(remark.sender_name, remark.sent_at, remark.text)
    return None


def _reactions(remarks: Sequence[ArchivedEvent]) -> tuple[Reaction, ...]:
    names: dict[str, dict[str, str]] = {}
    for remark in remarks:
        if remark.kind == "reaction" and remark.redacted_by is None:
            names.setdefault(remark.text, {})[remark.sender] = remark.sender_name
    return tuple(Reaction(sign, tuple(by.values())) for sign, by in names.items())
