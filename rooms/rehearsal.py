"""What another regulation would have decided: two verdicts on each post, counted clause by clause.

Each regulation has a judge of its own: what one of them lets through, the other may have stopped.

No clock and no chance: the same posts and regulations give the same result, byte by byte.
"""

import hashlib
import heapq
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from policies.context import Context
from policies.post import Post
from policies.regulation import Regulation
from policies.verdict import Action, Verdict
from rooms.judgement import Judge
from rooms.roster.masked_text import masked_text
from rooms.storage.clause_counts import number_order

SHOWN_CHARACTERS = 200
"""How much of a post a sample shows."""


@dataclass(frozen=True, slots=True, order=True)
class Outcome:
    """What becomes of a post, and the number of the clause that says so (empty: none does)."""

    action: str = Action.ALLOW.value
    clause: str = ""

    @classmethod
    def of(cls, verdict: Verdict) -> "Outcome":
        """The outcome of a verdict."""
        decisive = verdict.decisive
        return cls(verdict.action.value, decisive.clause if decisive else "")


@dataclass(frozen=True, slots=True)
class Sample:
    """A post that would have fared otherwise; its text is masked."""

    written_at: datetime
    room: str
    roles: tuple[str, ...]
    kind: str
    text: str
    before: Outcome
    after: Outcome


@dataclass(slots=True)
class ClauseChange:
    """A clause before and after: how many posts it decides, and how many it only notes.

    `gained` are those that it decides only afterwards, `lost` those that it decided only before,
    `altered` those that it decides otherwise; `fires` counts where it is in rehearsal.
    """

    decides: dict[str, int] = field(default_factory=lambda: {"before": 0, "after": 0})
    rehearsed: dict[str, int] = field(default_factory=lambda: {"before": 0, "after": 0})
    gained: int = 0
    lost: int = 0
    altered: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything becomes other."""
        moved = self.gained or self.lost or self.altered
        return bool(moved or self.rehearsed["before"] != self.rehearsed["after"])


class Rehearsal:
    """Takes posts one by one; keeps numbers, and a few posts of each clause as samples.

    Which posts become samples depends on their ids alone, so that they come from the whole time.
    """

    def __init__(
        self,
        before: Regulation,
        after: Regulation,
        context: Context,
        samples: int,
        names: Collection[str] = (),
    ) -> None:
        self._zone = context.timezone
        self._judges: dict[str, Judge] = {}
        for when, regulation in (("before", before), ("after", after)):
            self._judges[when] = judge = Judge(regulation, self._zone.key)
            judge.acquaint(context)
        self._most = samples
        self._names = names
        self.posts = 0
        self.changed = 0
        self.changes: Counter[tuple[str, str]] = Counter()
        self.clauses: dict[str, ClauseChange] = {
            clause.id: ClauseChange()
            for regulation in (before, after)
            for clause in regulation.clauses
        }
        self._samples: dict[str, list[tuple[int, int, Post, Outcome, Outcome]]] = {}

    @property
    def look_back(self) -> timedelta:
        """How long before a post another one may count."""
        return max(judge.recent.reach.span for judge in self._judges.values())

    def remember(self, post: Post) -> None:
        """A post that counts only as something that was said before."""
        for judge in self._judges.values():
            judge.recent.note(post)

    def take(self, post: Post) -> None:
        """Judge a post by both; after those that were said before it."""
        outcomes = {}
        for when, judge in self._judges.items():
            verdict = judge.judge(post)
            outcome = outcomes[when] = Outcome.of(verdict)
            if outcome.clause:
                self._clause(outcome.clause).decides[when] += 1
            for finding in verdict.findings:
                self._clause(finding.clause).rehearsed[when] += finding.rehearsed
        self.posts += 1
        before, after = outcomes["before"], outcomes["after"]
        if before != after:
            self._note(post, before, after)

    def samples(self, clause: str) -> list[Sample]:
        """Some posts that the clause would have treated otherwise, by the time of writing."""
        kept = self._samples.get(clause, [])
        by_time = sorted(kept, key=lambda each: (each[2].written_at, each[1]))
        return [self._sample(*each[2:]) for each in by_time]

    def as_json(self) -> dict[str, Any]:
        """All of it, in an order that depends on nothing but itself."""
        return {
            "posts": self.posts,
            "changed": self.changed,
            "changes": [
                {"from": before, "to": after, "posts": self.changes[(before, after)]}
                for before in Action
                for after in Action
                if self.changes[(before, after)]
            ],
            "clauses": [
                {
                    "clause": number,
                    "decides": change.decides,
                    "rehearsed": change.rehearsed,
                    "gained": change.gained,
                    "lost": change.lost,
                    "altered": change.altered,
                    "samples": [_sample_as_json(sample) for sample in self.samples(number)],
                }
                for number, change in self.in_order()
            ],
        }

    def in_order(self) -> list[tuple[str, ClauseChange]]:
        """The clauses by their numbers."""
        return sorted(self.clauses.items(), key=lambda each: number_order(each[0]))

    def _clause(self, number: str) -> ClauseChange:
        return self.clauses.setdefault(number, ClauseChange())

    def _note(self, post: Post, before: Outcome, after: Outcome) -> None:
        self.changed += 1
        self.changes[(before.action, after.action)] += 1
        if before.clause == after.clause:
            self.clauses[before.clause].altered += 1
        else:
            if before.clause:
                self.clauses[before.clause].lost += 1
            if after.clause:
                self.clauses[after.clause].gained += 1
        digest = hashlib.sha256(post.id.encode()).digest()
        rank = -int.from_bytes(digest[:8], "big")
        for clause in {before.clause, after.clause} - {""}:
            kept = self._samples.setdefault(clause, [])
            entry = (rank, self.posts, post, before, after)
            if len(kept) < self._most:
                heapq.heappush(kept, entry)
            elif kept and rank > kept[0][0]:
                heapq.heapreplace(kept, entry)

    def _sample(self, post: Post, before: Outcome, after: Outcome) -> Sample:
        text = " ".join(post.text[: 2 * SHOWN_CHARACTERS].split())
        shown = masked_text(text, self._names)
        if len(shown) > SHOWN_CHARACTERS:
            shown = shown[:SHOWN_CHARACTERS].rstrip() + "…"
        return Sample(
            written_at=post.written_at.astimezone(self._zone),
            room=post.place.key,
            roles=tuple(sorted(post.author.roles)),
            kind=post.kind.value,
            text=shown,
            before=before,
            after=after,
        )


def _sample_as_json(sample: Sample) -> dict[str, Any]:
    return {
        "written_at": sample.written_at.isoformat(timespec="seconds"),
        "room": sample.room,
        "roles": list(sample.roles),
        "kind": sample.kind,
        "text": sample.text,
        "from": {"action": sample.before.action, "clause": sample.before.clause or None},
        "to": {"action": sample.after.action, "clause": sample.after.clause or None},
    }
