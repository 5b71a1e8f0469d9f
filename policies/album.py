"""Albums: pictures that somebody sent at once, and of which messengers tell one by one."""

from datetime import timedelta

from policies.post import PostKind

GAP = timedelta(seconds=10)
"""None of them comes longer after the one before."""
PICTURES = frozenset({PostKind.PHOTO, PostKind.VIDEO})
