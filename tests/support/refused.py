"""What the author of a refused post is told."""

from policies.post import Post
from policies.verdict import Finding
from rooms.refusal import refusal_answer, with_own_text


def refusal_words(language: str, refused: Post, found: Finding) -> str:
    """What its author hears in private."""
    return with_own_text(language, refused, refusal_answer(language, refused, found))
