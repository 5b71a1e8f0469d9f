"""What is known of the picture or the video of a post."""

from policies.post import Media, Post, PostKind

SMALL = 16 * 1024
"""Bytes of drawn smileys and the like."""
_STICKER = 128 * 1024
"""Bytes of a sticker: messengers send them as WebP, of 64 KB in Telegram, of 100 in WhatsApp."""


def picture_kind(post: Post) -> PostKind | None:
    """PHOTO or VIDEO for a post that shows one, be it sent as a file; None for all else, and for
    stickers."""
    media = post.media
    kind: PostKind | None = post.kind
    if kind not in {PostKind.PHOTO, PostKind.VIDEO}:
        kind = _sent_as_file(media) if media is not None and kind is PostKind.FILE else None
    return None if kind is PostKind.PHOTO and media is not None and is_sticker(media) else kind


def is_sticker(media: Media, small: int = SMALL) -> bool:
    """Whether a picture is as small as stickers are, or has so many bytes at most."""
    if media.size is None or media.size <= 0:
        return False
    webp = (media.content_type or media.mimetype) == "image/webp"
    return media.size <= (max(_STICKER, small) if webp else small)


def _sent_as_file(media: Media) -> PostKind | None:
    for said in (media.content_type, media.mimetype):
        kind = (said or "").split("/", 1)[0]
        if kind == "image":
            return PostKind.PHOTO
        if kind == "video":
            return PostKind.VIDEO
    return None
