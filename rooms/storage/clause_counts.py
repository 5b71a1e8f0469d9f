"""What a span of decisions comes to, clause by clause; nobody is named."""

import re
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from rooms.storage.database import Connection


@dataclass(slots=True)
class ClauseCounts:
    """A clause in a span of time: what had one number and one rule.

    A number that another clause was given meanwhile is another clause. `text` is the latest;
    `actions` counts what it decided, by action, `rehearsed` the posts on which it fired in
    rehearsal. Of those decisions `waiting` are open now, `appeals` were objected to, `overturned`
    were taken back: a person let through what had not appeared, and was not merely asked about.
    `seconds` is the median from the decision until a person settled it, None: nobody did.
    """

    clause: str
    rule: str
    text: str = ""
    actions: Counter[str] = field(default_factory=Counter)
    rehearsed: int = 0
    waiting: int = 0
    appeals: int = 0
    overturned: int = 0
    seconds: int | None = None


async def clause_counts(connection: Connection, since: int, until: int) -> list[ClauseCounts]:
    """The clauses that decided in [since, until) milliseconds since 1970, in their order."""
    counts: dict[tuple[str, str], ClauseCounts] = {}

    def of(clause: str, rule: str) -> ClauseCounts:
        return counts.setdefault((clause, rule), ClauseCounts(clause, rule))

    for row in await connection.fetch(_BY_ACTION, since, until):
        clause = of(row["clause"], row["rule"])
        clause.actions[row["action"]] = row["decisions"]
        clause.waiting += row["waiting"]
        clause.appeals += row["appeals"]
        clause.overturned += row["overturned"]
    for row in await connection.fetch(_REHEARSED, since, until):
        clause = of(row["clause"], row["rule"])
        clause.text = row["clause_text"]
        clause.rehearsed += row["posts"]
    for row in await connection.fetch(_LATEST_WORDS, since, until):
        of(row["clause"], row["rule"]).text = row["clause_text"]
    taken: dict[tuple[str, str], list[int]] = {}
    for row in await connection.fetch(_SETTLED_BY_PEOPLE, since, until):
        taken.setdefault((row["clause"], row["rule"]), []).append(max(0, row["taken"]))
    for key, milliseconds in taken.items():
        counts[key].seconds = round(median(milliseconds) / 1000)
    return sorted(counts.values(), key=lambda each: (number_order(each.clause), each.rule))


def number_order(clause: str) -> tuple[tuple[int, int, str], ...]:
    """By this, 2.10 comes after 2.9, and what is no number after all numbers."""
    parts = re.findall(r"\d+|[^\d.]+", clause)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


# Who settles a decision is a user (@anna:example.org), or the word for what did, such as time.
_BY_ACTION = """
SELECT clause, rule, action, COUNT(*) AS decisions,
       SUM(CASE WHEN state IN ('waiting', 'asked') THEN 1 ELSE 0 END) AS waiting,
       SUM(CASE WHEN appeal IS NOT NULL THEN 1 ELSE 0 END) AS appeals,
       SUM(CASE WHEN state = 'published' AND settled_by LIKE '@%'
                AND action NOT IN ('allow', 'flag')
                AND (action <> 'ask' OR appeal IS NOT NULL OR refused_at IS NOT NULL)
                THEN 1 ELSE 0 END) AS overturned
FROM decision WHERE at >= $1 AND at < $2 GROUP BY clause, rule, action
"""
_LATEST_WORDS = """
SELECT clause, clause_text, rule FROM decision WHERE id IN
    (SELECT MAX(id) FROM decision WHERE at >= $1 AND at < $2 GROUP BY clause, rule)
"""
_SETTLED_BY_PEOPLE = """
SELECT clause, rule, settled_at - at AS taken FROM decision
WHERE at >= $1 AND at < $2 AND settled_by LIKE '@%' AND settled_at IS NOT NULL
"""
_REHEARSED = """
SELECT clause, clause_text, rule, COUNT(*) AS posts FROM rehearsed
WHERE at >= $1 AND at < $2 GROUP BY clause, clause_text, rule ORDER BY MAX(at)
"""
