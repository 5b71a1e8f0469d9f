"""What the regulation judges: a post, who wrote it, and where."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

ROLES = ("head", "deputy", "educator", "specialist", "treasurer", "duty", "admin", "parent")
"""What somebody may be to the regulation: the roles of community.yaml, and parents."""


class PostKind(StrEnum):
    """What a post carries; the names are those of the archive and of the regulation file."""

    TEXT = "text"
    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"
    LOCATION = "location"
    POLL = "poll"


@dataclass(frozen=True, slots=True)
class Media:
    """The file of a post; None for what is not known of it.

    `size` is in bytes, `seconds` the length of a recording; `content_type` is the media type that
    the content itself shows, `picture_hash` the perceptual hash of a picture (hexadecimal);
    `round` is a round video of a messenger, `gif` what a messenger plays like a GIF (a short film
    without sound, over and over), `sticker` what was sent as one.
    """

    mimetype: str = ""
    filename: str = ""
    size: int | None = None
    seconds: float | None = None
    content_type: str | None = None
    picture_hash: str | None = None
    round: bool = False
    gif: bool = False
    sticker: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """Somebody may read and not write, until a time (aware; None: until it is lifted)."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a post.

    `id` is a Matrix user id, or ``network/person`` for somebody in a messenger; `roles` are the
    names used in community.yaml (``head``, ``educator``…) or ``parent``; `language`
    is an ISO 639-1 code; `silence`: people have taken their word in this place.
    """

    id: str
    name: str
    roles: frozenset[str]
    language: str = "ru"
    silence: Silence | None = None

    @property
    def is_staff(self) -> bool:
        """Whether the author is one of the institution's own people."""
        return not self.roles <= _NOT_STAFF


_NOT_STAFF = frozenset({"parent"})


@dataclass(frozen=True, slots=True)
class Place:
    """The room that a post is meant for: its key in community.yaml, its kind, its name.

    Parents only read where `staff_only`, and from the day after `last_day` on.
    """

    key: str
    kind: str
    name: str = ""
    staff_only: bool = False
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One post before it is let through.

    `id` is an event id or ``network/chat/message``; `written_at` is aware and is when the author
    wrote it, not when it reached us; `text` is the plain text or the caption; `reply_to` is the
    post it answers; `shown` are the children (ids of the roster) who are in a picture of the staff
    or may be, None: nobody knows.
    """

    id: str
    author: Author
    place: Place
    written_at: datetime
    kind: PostKind
    text: str
    is_edit: bool = False
    media: Media | None = None
    reply_to: str | None = None
    forwarded: bool = False
    shown: frozenset[str] | None = None
