"""Posts to judge, with everything in them that a test does not care about."""

from datetime import UTC, datetime

from policies.post import Author, Place, Post, PostKind

MONDAY_NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""12:00 in Moscow, a working day."""


def post(
    text: str = "Доброе утро",
    *,
    roles: tuple[str, ...] = ("educator",),
    room: str = "ladybirds",
    kind: str = "group",
    at: datetime = MONDAY_NOON,
    carries: PostKind = PostKind.TEXT,
    is_edit: bool = False,
) -> Post:
    """A post of Anna's in the room of the ladybirds."""
    return Post(
        id="$post",
        author=Author("@anna:example.org", "Анна", frozenset(roles)),
        place=Place(room, kind, "Божьи коровки"),
        written_at=at,
        kind=carries,
        text=text,
        is_edit=is_edit,
    )
