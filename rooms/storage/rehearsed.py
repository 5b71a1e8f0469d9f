"""What clauses in rehearsal would have decided; the posts themselves were treated without them."""

import json

from policies.post import Post
from policies.verdict import Verdict
from rooms.storage.database import Connection


async def add(connection: Connection, post: Post, verdict: Verdict, now: int) -> None:
    """Keep the findings of clauses in rehearsal; each clause once for a post."""
    for finding in verdict.findings:
        if finding.rehearsed:
            await connection.execute(
                "INSERT INTO rehearsed"
                " (post_id, clause, clause_text, rule, action, evidence, room_key, at)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
                " ON CONFLICT (post_id, clause) DO NOTHING",
                post.id,
                finding.clause,
                finding.text,
                finding.rule,
                finding.action.value,
                json.dumps(dict(finding.evidence), ensure_ascii=False),
                post.place.key,
                now,
            )
