"""Kinds, sizes and dangers of files: fires on what may not be sent, and on programs in disguise."""

from typing import Annotated, Literal

from pydantic import Field

from policies.context import Context
from policies.file_model import FileModel
from policies.pictures import kind_as_seen
from policies.post import Media, Post, PostKind
from policies.rules.rule import Detector, Rule
from policies.text.file_names import (
    Power,
    as_opened,
    is_turned_around,
    may_be_packed,
    power_of_name,
    power_of_type,
)
from policies.text.reading import Reading
from policies.verdict import Evidence

Kind = Literal["photo", "voice", "video", "file", "location", "poll"]
KINDS: tuple[Kind, ...] = ("photo", "voice", "video", "file", "location", "poll")

_MEGABYTE = 1024 * 1024
_SHOWN = 100
_ONLY_SHOWN = frozenset({PostKind.PHOTO, PostKind.VOICE, PostKind.VIDEO})


class MediaKind(FileModel):
    """What may be sent beside text.

    `allowed` are the kinds that may, `forbidden` those of them that may not all the same;
    `megabytes` is how large a file may be (left out: any size). Unless `programs` are allowed,
    nothing may come that does something when it is opened: programs, scripts, links, documents
    with macros, archives named after one; nor a file whose name says something else than its
    content.
    """

    allowed: tuple[Kind, ...] = KINDS
    forbidden: tuple[Kind, ...] = ()
    megabytes: Annotated[int, Field(ge=1, le=100_000)] | None = None
    programs: bool = False


def detector(parameters: MediaKind) -> Detector:
    """Evidence: the `reason` (``kind``, ``size``, ``program``, ``macros`` or ``disguise``), and
    what was `found`: the kind or the name of the file; of a size, `megabytes` and `limit`."""
    kinds = frozenset(parameters.allowed) - frozenset(parameters.forbidden)
    largest = parameters.megabytes * _MEGABYTE if parameters.megabytes else None

    def findings(reading: Reading, context: Context) -> Evidence | None:
        post = reading.post
        kind = kind_as_seen(post)
        if kind is not PostKind.TEXT and kind.value not in kinds:
            return {"reason": "kind", "found": kind.value}
        media = post.media
        if media is None:
            return None
        name = as_opened(media.filename)[:_SHOWN]
        if largest is not None and media.size is not None and media.size > largest:
            megabytes, limit = -(-media.size // _MEGABYTE), largest // _MEGABYTE
            return {"reason": "size", "found": name, "megabytes": megabytes, "limit": limit}
        danger = None if parameters.programs else _danger(post, media)
        return {"reason": danger, "found": name} if danger else None

    return findings


def _danger(post: Post, media: Media) -> str | None:
    name = as_opened(media.filename)
    said, declared = power_of_name(name), power_of_type(media.mimetype)
    content = power_of_type(media.content_type)
    most = max((power for power in (said, declared, content) if power is not None), default=None)
    if is_turned_around(media.filename):
        return "disguise"
    if most is Power.PROGRAM:
        return "program" if said is Power.PROGRAM else "disguise"
    if most is Power.MACROS:
        return "macros" if said is Power.MACROS else "disguise"
    if may_be_packed(name):
        said = Power.ARCHIVE
    elif post.kind in _ONLY_SHOWN:
        said = Power.SHOWN
    if said is not None and most is not None and most > said:
        return "disguise"
    return None


RULE = Rule("media_kind", MediaKind, detector, of_files=True)
