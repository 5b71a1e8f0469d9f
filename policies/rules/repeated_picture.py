"""Repeated pictures: fires on a picture that was shown in the room lately, if perhaps in another
size or saved anew."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from policies.context import Context
from policies.file_model import FileModel
from policies.pictures import is_sticker
from policies.post import Post
from policies.rules.rule import Detector, Rule
from policies.text.reading import Reading
from policies.verdict import Evidence

_TELLING = 8
"""Bits that a hash must have of either kind: those of an empty or evenly coloured picture say
nothing of it."""


class RepeatedPicture(FileModel):
    """What is the same picture.

    Perceptual hashes of 128 bits may differ in `distance` of them; looked at are the posts of the
    last `minutes`. `others`: a picture that somebody else has shown counts, too. Stickers may be
    repeated, and so may smileys: what is `kilobytes` large at most.
    """

    distance: Annotated[int, Field(ge=0, le=40)] = 10
    minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)] = 12 * 60
    others: bool = True
    kilobytes: Annotated[int, Field(ge=0, le=100_000)] = 2


def detector(parameters: RepeatedPicture) -> Detector:
    """Evidence: the `distance` of the hashes, when the other was posted (`posted_at`, ISO 8601,
    local), and `whose` it is: the ``author``'s or another one's in the ``room``."""
    lately = timedelta(minutes=parameters.minutes)
    small = parameters.kilobytes * 1024

    def findings(reading: Reading, context: Context) -> Evidence | None:
        post = reading.post
        if post.media is None or post.media.picture_hash is None or post.is_edit:
            return None
        own = _hash(post, small)
        if own is None:
            return None
        for other in reversed(context.earlier):
            if other.media is None or not post.written_at - lately <= other.written_at:
                continue
            same_author = other.author.id == post.author.id
            if other.written_at > post.written_at or not (same_author or parameters.others):
                continue
            known = _hash(other, small)
            if known is None or known[1] != own[1]:
                continue
            distance = (known[0] ^ own[0]).bit_count()
            if distance <= parameters.distance:
                posted_at = other.written_at.astimezone(context.timezone)
                return {
                    "distance": distance,
                    "posted_at": posted_at.isoformat(timespec="minutes"),
                    "whose": "author" if same_author else "room",
                }
        return None

    return findings


def _hash(post: Post, small: int) -> tuple[int, int] | None:
    """The hash of a post's picture, and how many digits it has; None: there is none that tells
    one picture from another, or it is a small one."""
    media = post.media
    if media is None or media.picture_hash is None or post.is_edit:
        return None
    if is_sticker(media) or (media.size is not None and 0 < media.size <= small):
        return None
    try:
        value = int(media.picture_hash, 16)
    except ValueError:
        return None
    digits = len(media.picture_hash)
    return (value, digits) if _TELLING <= value.bit_count() <= 4 * digits - _TELLING else None


RULE = Rule("repeated_picture", RepeatedPicture, detector, heuristic=True, of_files=True)
