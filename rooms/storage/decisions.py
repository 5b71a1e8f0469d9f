"""What the regulation decided, each with the clause that said so, and what became of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from policies.post import Post
from policies.verdict import Finding, Verdict
from rooms.storage.database import Connection


class State(StrEnum):
    """Where a decision stands.

    ``noted``: the post appeared, flagged; ``waiting``: held until `due_at`; ``asked``: until a
    person decides, or until `due_at`; ``refused``: it did not appear, or was removed;
    ``published``: it appeared after all; ``cancelled``: its author took it back meanwhile;
    ``settled``: it is from a time in which nothing could become of it any more.
    """

    NOTED = "noted"
    WAITING = "waiting"
    ASKED = "asked"
    REFUSED = "refused"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Decision:
    """A stored decision; times are in milliseconds.

    `told_at` is when the author was told, None: not yet, or need not be. `origin` is what it
    takes to publish the post (see `bridges.enforcement.origin`). `settled_by` is the user who
    decided, or what did (``time``); `refused_at` when it was refused, having been asked about,
    whatever became of it since. `card` is the event in the duty room that shows it, one for all
    pictures of an album; `appeal` is what the author objected, `appealed_at` when they objected to
    what stands now.
    """

    id: int
    post_id: str
    at: int
    written_at: int
    room: str
    author: str
    author_name: str
    clause: str
    clause_text: str
    rule: str
    action: str
    evidence: Mapping[str, str | int]
    text: str
    told_at: int | None
    state: State
    origin: Mapping[str, Any]
    findings: Sequence[Mapping[str, Any]]
    severity: str
    due_at: int | None
    settled_by: str | None
    settled_at: int | None
    card: str | None
    appeal: str | None
    appealed_at: int | None
    refused_at: int | None


_JSON = ("evidence", "origin", "findings")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a decision begins: its state, and what it takes to carry it on."""

    state: State = State.SETTLED
    origin: Mapping[str, Any] | None = None
    due_at: int | None = None
    severity: str = "normal"


async def add(
    connection: Connection, post: Post, verdict: Verdict, now: int, standing: Standing | None = None
) -> int | None:
    """Keep the decisive finding, and beside it all others; gives the decision's id.

    None where this post was decided before.
    """
    added: int | None = await connection.fetchval(
        f"INSERT INTO decision ({', '.join(_DECIDED)})"  # noqa: S608 - ours
        f" VALUES ({', '.join(f'${number}' for number in range(1, len(_DECIDED) + 1))})"
        " ON CONFLICT (post_id) DO NOTHING RETURNING id",
        *_decided(post, verdict, now, standing or Standing()),
    )
    return added


async def worsen(
    connection: Connection, post: Post, verdict: Verdict, now: int, standing: Standing
) -> Decision | None:
    """Decide anew on a post that was noted only, and of which more is known now.

    None where it was not noted, or a person has decided since.
    """
    changes = ", ".join(f"{name} = ${number}" for number, name in enumerate(_DECIDED, start=1))
    row = await connection.fetchrow(
        f"UPDATE decision SET {changes}"  # noqa: S608 - ours
        " WHERE post_id = $1 AND state = 'noted' AND settled_at IS NULL RETURNING *",
        *_decided(post, verdict, now, standing),
    )
    return _decision(row) if row else None


_DECIDED = (
    "post_id",
    "at",
    "written_at",
    "room_key",
    "author",
    "author_name",
    "clause",
    "clause_text",
    "rule",
    "action",
    "evidence",
    "text",
    "state",
    "origin",
    "findings",
    "severity",
    "due_at",
)


def _decided(post: Post, verdict: Verdict, now: int, standing: Standing) -> tuple[Any, ...]:
    """The values of these columns."""
    finding = verdict.decisive
    if finding is None:
        raise ValueError("a decision needs a clause")
    return (
        post.id,
        now,
        int(post.written_at.timestamp() * 1000),
        post.place.key,
        post.author.id,
        post.author.name,
        finding.clause,
        finding.text,
        finding.rule,
        finding.action.value,
        _json(dict(finding.evidence)),
        post.text,
        standing.state.value,
        _json(dict(standing.origin or {})),
        _json([_row(each) for each in verdict.findings]),
        standing.severity,
        standing.due_at,
    )


async def get(connection: Connection, decision_id: int) -> Decision | None:
    """The decision of that number."""
    return await _one(connection, "id = $1", decision_id)


async def of_post(connection: Connection, post_id: str) -> Decision | None:
    """The decision on a post."""
    return await _one(connection, "post_id = $1", post_id)


async def first_waiting(connection: Connection, room: str, due_at: int) -> Decision | None:
    """Of what waits in a room (its key) until that time, what was written first."""
    row = await connection.fetchrow(
        "SELECT * FROM decision WHERE state = 'waiting' AND room_key = $1 AND due_at = $2"
        " ORDER BY written_at, id LIMIT 1",
        room,
        due_at,
    )
    return _decision(row) if row else None


async def open_of(connection: Connection, author: str) -> list[Decision]:
    """What of an author's still waits, for its hour or for a person."""
    rows = await connection.fetch(
        "SELECT * FROM decision WHERE author = $1 AND state IN ('waiting', 'asked')", author
    )
    return [_decision(row) for row in rows]


async def between(
    connection: Connection, author: str, earliest: int, latest: int
) -> list[Decision]:
    """What was decided on posts that somebody wrote between these times (ms, both included)."""
    rows = await connection.fetch(
        "SELECT * FROM decision WHERE author = $1 AND written_at >= $2 AND written_at <= $3"
        " ORDER BY id",
        author,
        earliest,
        latest,
    )
    return [_decision(row) for row in rows]


async def waits_already(
    connection: Connection, post: Post, origin: Mapping[str, Any], states: Sequence[State]
) -> bool:
    """Whether the same, from the same place by the same author, is in one of these states."""
    places = ", ".join(f"${number}" for number in range(4, 4 + len(states)))
    known = await connection.fetchval(
        "SELECT id FROM decision WHERE author = $1 AND text = $2 AND origin = $3"  # noqa: S608
        f" AND state IN ({places}) LIMIT 1",
        post.author.id,
        post.text,
        _json(dict(origin)),
        *(state.value for state in states),
    )
    return known is not None


async def settle(connection: Connection, decision: Decision, to: State, by: str, now: int) -> bool:
    """Move it to another state, or to the same once more; False where somebody was faster."""
    is_answer_no = decision.state is State.ASKED and to is State.REFUSED
    moved = await connection.fetchval(
        "UPDATE decision SET state = $4, settled_by = $5, settled_at = $6, refused_at = $7"
        " WHERE id = $1 AND state = $2 AND COALESCE(settled_at, 0) = $3 RETURNING id",
        decision.id,
        decision.state.value,
        decision.settled_at or 0,
        to.value,
        by,
        now,
        now if is_answer_no else decision.refused_at,
    )
    return moved is not None


async def change_origin(connection: Connection, decision_id: int, **changes: object) -> None:
    """Keep something new of where the post came from, beside what others keep of it."""
    # The write comes first: it makes others wait who would write the old values back.
    kept = await connection.fetchval(
        "UPDATE decision SET state = state WHERE id = $1 RETURNING origin", decision_id
    )
    if kept is not None:
        await connection.execute(
            "UPDATE decision SET origin = $2 WHERE id = $1",
            decision_id,
            _json(json.loads(kept) | changes),
        )


async def put_due(connection: Connection, decision: Decision, due_at: int) -> bool:
    """Keep until when it waits; False where somebody was faster, or it waits no more."""
    waits = await connection.fetchval(
        "UPDATE decision SET due_at = $3 WHERE id = $1 AND due_at = $2"
        " AND state IN ('waiting', 'asked') RETURNING id",
        decision.id,
        decision.due_at,
        due_at,
    )
    return waits is not None


async def put_card(connection: Connection, decision_id: int, event_id: str) -> None:
    """Keep which event of the duty room shows it."""
    await connection.execute("UPDATE decision SET card = $2 WHERE id = $1", decision_id, event_id)


async def share_card(connection: Connection, decision: Decision, other: Decision) -> bool:
    """Keep that the card of another one shows it, too; False where either was decided since."""
    shared = await connection.fetchval(
        "UPDATE decision SET card = $3 WHERE id = $1 AND state = $2"
        " AND EXISTS (SELECT 1 FROM decision AS other WHERE other.id = $4 AND other.state = $2)"
        " RETURNING id",
        decision.id,
        decision.state.value,
        other.card,
        other.id,
    )
    return shared is not None


async def of_card(connection: Connection, event_id: str) -> list[Decision]:
    """What one card shows, in the order of the decisions."""
    rows = await connection.fetch("SELECT * FROM decision WHERE card = $1 ORDER BY id", event_id)
    return [_decision(row) for row in rows]


async def put_appeal(connection: Connection, decision_id: int, words: str, now: int) -> None:
    """Keep what the author objects: the latest words, and when they came."""
    await connection.execute(
        "UPDATE decision SET appeal = $2, appealed_at = $3 WHERE id = $1", decision_id, words, now
    )


async def begin_anew(connection: Connection, decision_id: int) -> None:
    """What was objected is over; its words stay, and another objection is looked at."""
    await connection.execute("UPDATE decision SET appealed_at = NULL WHERE id = $1", decision_id)


async def mark_told(connection: Connection, post_id: str, now: int) -> None:
    """Note that the author has been told."""
    await connection.execute("UPDATE decision SET told_at = $2 WHERE post_id = $1", post_id, now)


async def listed(
    connection: Connection, since: int = 0, limit: int = 1000, room: str = "", state: str = ""
) -> list[Decision]:
    """Decisions made at or after `since`, oldest first (the newest `limit` of them).

    `room` is the key of the only room that is meant, `state` the only state; empty: every one.
    """
    rows = await connection.fetch(
        "SELECT * FROM ("
        " SELECT * FROM decision WHERE at >= $1 AND ($3 = '' OR room_key = $3)"
        " AND ($4 = '' OR state = $4) ORDER BY id DESC LIMIT $2"
        ") AS newest ORDER BY id",
        since,
        limit,
        room,
        state,
    )
    return [_decision(row) for row in rows]


async def unarchived(
    connection: Connection, room: str, after: tuple[int, int], limit: int
) -> list[Decision]:
    """What was stopped in a room and is not in the archive under its own id, by time of writing.

    `after` is the time of writing and the id of the last one of the page before.
    """
    rows = await connection.fetch(
        "SELECT * FROM decision WHERE room_key = $1 AND action NOT IN ('allow', 'flag')"
        " AND (written_at > $2 OR (written_at = $2 AND id > $3))"
        " AND NOT EXISTS (SELECT 1 FROM event WHERE event.event_id = decision.post_id)"
        " ORDER BY written_at, id LIMIT $4",
        room,
        *after,
        limit,
    )
    return [_decision(row) for row in rows]


async def _one(connection: Connection, condition: str, value: object) -> Decision | None:
    row = await connection.fetchrow(
        f"SELECT * FROM decision WHERE {condition}",  # noqa: S608 - ours
        value,
    )
    return _decision(row) if row else None


def _decision(row: Any) -> Decision:
    values = dict(row)
    values |= {"room": values.pop("room_key"), "state": State(values["state"])}
    return Decision(**values | {key: json.loads(values[key]) for key in _JSON})


def _row(finding: Finding) -> dict[str, Any]:
    return {**asdict(finding), "action": finding.action.value, "evidence": dict(finding.evidence)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
