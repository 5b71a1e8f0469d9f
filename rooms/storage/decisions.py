"""What the regulation decided, each with the clause that said so."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from policies.post import Post
from policies.verdict import Verdict
from rooms.storage.database import Connection


@dataclass(frozen=True, slots=True)
class Decision:
    """A stored decision; `told_at` is when the author was told, None: not yet, or need not be."""

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


async def add(connection: Connection, post: Post, verdict: Verdict, now: int) -> bool:
    """Keep the decisive finding; False where this post was decided before."""
    finding = verdict.decisive
    if finding is None:
        raise ValueError("a decision needs a clause")
    added = await connection.fetchval(
        "INSERT INTO decision (post_id, at, written_at, room_key, author, author_name, clause,"
        " clause_text, rule, action, evidence, text)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        " ON CONFLICT (post_id) DO NOTHING RETURNING id",
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
        json.dumps(dict(finding.evidence), ensure_ascii=False),
        post.text,
    )
    return added is not None


async def mark_told(connection: Connection, post_id: str, now: int) -> None:
    """Note that the author has been told."""
    await connection.execute("UPDATE decision SET told_at = $2 WHERE post_id = $1", post_id, now)


async def listed(
    connection: Connection, since: int = 0, limit: int = 1000, room: str = ""
) -> list[Decision]:
    """Decisions made at or after `since`, oldest first (the newest `limit` of them).

    `room` is the key of the only room that is meant, empty: every room.
    """
    rows = await connection.fetch(
        "SELECT * FROM ("
        " SELECT * FROM decision WHERE at >= $1 AND ($3 = '' OR room_key = $3)"
        " ORDER BY id DESC LIMIT $2"
        ") AS newest ORDER BY id",
        since,
        limit,
        room,
    )
    return [
        Decision(
            id=row["id"],
            post_id=row["post_id"],
            at=row["at"],
            written_at=row["written_at"],
            room=row["room_key"],
            author=row["author"],
            author_name=row["author_name"],
            clause=row["clause"],
            clause_text=row["clause_text"],
            rule=row["rule"],
            action=row["action"],
            evidence=json.loads(row["evidence"]),
            text=row["text"],
            told_at=row["told_at"],
        )
        for row in rows
    ]
