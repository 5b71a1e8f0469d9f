"""One answer and one card are enough for an album, of whose pictures each is decided."""

from bridges.enforcement.origin import kind_of, unpacked_origin
from bridges.enforcement.standing import BY_TIME, is_objection_open
from policies.album import GAP, PICTURES
from policies.post import Post
from rooms.storage import decisions, talks
from rooms.storage.database import Connection
from rooms.storage.decisions import Decision, State

_GAP_MS = int(GAP.total_seconds() * 1000)


async def is_told_with_another(connection: Connection, number: int, post: Post) -> bool:
    """Whether the author is told of another picture of the album what is to be said of this one.

    `number` is the decision on the post. What waits is told of only; a picture with words, which
    its author gets back, has an answer of its own, and so has all that is refused: each may be
    objected to.
    """
    if post.kind not in PICTURES or post.is_edit or post.text.strip():
        return False
    own = await decisions.get(connection, number)
    if own is None or own.state not in (State.WAITING, State.ASKED):
        return False
    near = await decisions.open_of(connection, own.author)
    return any(_is_of_the_same(own, each) for each in near if each.id != number)


async def appeared_with_another(connection: Connection, own: Decision) -> bool:
    """Whether another picture on the same card appeared when nobody decided, and its author knows;
    what they have objected to has an answer of its own."""
    card = await talks.card(connection, own.card or "")
    if card is None or is_objection_open(own):
        return False
    shown = await decisions.of_card(connection, card.message)
    return any(each.state is State.PUBLISHED and each.settled_by == BY_TIME for each in shown)


async def shown_with(connection: Connection, own: Decision) -> Decision | None:
    """Another picture of the same album that has a card, where this one needs none of its own."""
    if own.state not in (State.ASKED, State.NOTED) or not _is_picture(own):
        return None
    first, last = own.written_at - _GAP_MS, own.written_at + _GAP_MS
    near = await decisions.between(connection, own.author, first, last)
    of_it = (each for each in near if each.id != own.id and _is_of_the_same(own, each))
    return next((each for each in of_it if each.card is not None), None)


def _is_of_the_same(own: Decision, other: Decision) -> bool:
    if (own.room, own.state, own.clause) != (other.room, other.state, other.clause):
        return False
    if own.state is State.WAITING and own.due_at != other.due_at:
        return False
    return _is_picture(other) and abs(own.written_at - other.written_at) <= _GAP_MS


def _is_picture(decision: Decision) -> bool:
    origin = unpacked_origin(decision.origin)
    return origin is not None and not origin.is_edit and kind_of(origin) in PICTURES
