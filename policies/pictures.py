"""What is known of the picture or the video of a post."""

from policies.post import Media, Post, PostKind

_STICKER = 128 * 1024
"""Bytes of a sticker: messengers send them as WebP, of 64 KB in Telegram, of 100 in WhatsApp. Of
other types a photo may be as small: a telephone makes 5 KB of JPEG of one for a preview."""
_DRAWN = 512 * 1024
"""Bytes of the GIFs that messengers offer. What is larger and played like one may have been filmed:
the moving part of a telephone's photo is marked as a GIF, too."""


def picture_kind(post: Post) -> PostKind | None:
    """PHOTO or VIDEO for a post that shows one, be it sent as a file; None for all else, and for
    stickers and GIFs."""
    media = post.media
    kind: PostKind | None = post.kind
    if kind not in {PostKind.PHOTO, PostKind.VIDEO}:
        kind = _sent_as_file(media) if media is not None and kind is PostKind.FILE else None
    if media is not None and (_is_gif(media) or (kind is PostKind.PHOTO and is_sticker(media))):
        return None
    return kind


def kind_as_seen(post: Post) -> PostKind:
    """What a post carries; a film that is played like a GIF is a picture."""
    is_gif = post.kind is PostKind.VIDEO and post.media is not None and post.media.gif
    return PostKind.PHOTO if is_gif else post.kind


def is_sticker(media: Media) -> bool:
    """Whether a picture was sent as a sticker, or in their type and as small as they are."""
    if media.sticker:
        return True
    is_small = media.size is not None and 0 < media.size <= _STICKER
    return is_small and _type(media) == "image/webp"


def _is_gif(media: Media) -> bool:
    if _type(media) == "image/gif":
        return True
    return media.gif and media.size is not None and 0 < media.size <= _DRAWN


def _type(media: Media) -> str:
    return media.content_type or media.mimetype


def _sent_as_file(media: Media) -> PostKind | None:
    for said in (media.content_type, media.mimetype):
        kind = (said or "").split("/", 1)[0]
        if kind == "image":
            return PostKind.PHOTO
        if kind == "video":
            return PostKind.VIDEO
    return None
