"""Many posts through a regulation, without side effects: nothing is kept, nobody is told."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from policies.context import Context
from policies.file_model import nearest
from policies.post import Author, Media, Place, Post, PostKind
from policies.regulation import Regulation
from policies.verdict import Finding, Verdict
from rooms.judgement import judged
from rooms.recent import Reach, reach_of
from rooms.regulation.places import usual_place
from rooms.regulation.submitted import Line, LineProblem, Submitted, SubmittedMedia

USUAL_TIME = datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001 - by the clock of the community
"""The noon of a Monday: a fixed one, so that the same posts give the same result at any time."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A post that was handed in, and what is said of it."""

    id: str | int
    post: Post
    verdict: Verdict


def judge_all(
    lines: Sequence[Line],
    path: Path,
    regulation: Regulation,
    places: dict[str, Place],
    context: Context,
) -> list[Judged]:
    """The verdict on each post, in their order.

    Posts that name their author and their time are known to those of the same room that were
    written later. Raises LineProblem for a room that is not among the places.
    """
    posts = [_post(line, path, places, context) for line in lines]
    earlier = _earlier(zip(lines, posts, strict=True), reach_of(regulation))
    return [
        Judged(line.submitted.id, post, judged(post, regulation, _knowing(context, before)))
        for line, post, before in zip(lines, posts, earlier, strict=True)
    ]


def as_row(judged: Judged) -> dict[str, Any]:
    """All that fires, as JSON: rules once each, in the order of the clauses."""
    findings = judged.verdict.findings
    return {
        "id": judged.id,
        "verdict": judged.verdict.action.value,
        "rules": list(dict.fromkeys(finding.rule for finding in findings)),
        "clauses": [finding.clause for finding in findings],
        "evidence": [_evidence(finding) for finding in findings],
    }


def post_of(submitted: Submitted, number: int, place: Place, context: Context) -> Post:
    """The post; `number` tells authors apart who are not named."""
    at = submitted.at or USUAL_TIME
    return Post(
        id=str(submitted.id),
        author=Author(
            id=submitted.author or f"submitted/{number}",
            name=submitted.name,
            roles=frozenset({submitted.role}),
            language=context.language,
        ),
        place=place,
        written_at=at if at.tzinfo else at.replace(tzinfo=context.timezone),
        kind=submitted.kind or _kind(submitted.media),
        text=submitted.text,
        media=Media(**submitted.media.model_dump()) if submitted.media else None,
        reply_to=submitted.reply_to,
        forwarded=submitted.forwarded,
    )


def _post(line: Line, path: Path, places: dict[str, Place], context: Context) -> Post:
    room = line.submitted.room
    if room is not None and room not in places:
        known = ", ".join(places)
        if meant := nearest(room, list(places)):
            text = "There is no room “{room}”; perhaps “{meant}” is meant? The rooms are: {known}."
            problem = (text, {"room": room, "meant": meant, "known": known})
        else:
            text = "There is no room “{room}”; the rooms are: {known}."
            problem = (text, {"room": room, "known": known})
        raise LineProblem(path, line.number, "room", problem)
    place = usual_place(places) if room is None else places[room]
    return post_of(line.submitted, line.number, place, context)


def _kind(media: SubmittedMedia | None) -> PostKind:
    if media is None:
        return PostKind.TEXT
    return _KINDS.get(media.mimetype.partition("/")[0], PostKind.FILE)


_KINDS = {"image": PostKind.PHOTO, "audio": PostKind.VOICE, "video": PostKind.VIDEO}


def _earlier(posts: Iterable[tuple[Line, Post]], reach: Reach) -> Iterator[tuple[Post, ...]]:
    """What each post finds in its room."""
    numbered = list(enumerate(posts))
    by_room: defaultdict[str, list[tuple[datetime, int, Post]]] = defaultdict(list)
    for number, (line, post) in numbered:
        if line.submitted.author is not None and line.submitted.at is not None:
            by_room[post.place.key].append((post.written_at, number, post))
    before: dict[int, tuple[Post, ...]] = {}
    for written in by_room.values():
        written.sort(key=lambda each: each[:2])
        ordered = [post for _, _, post in written]
        for place, (at, number, _) in enumerate(written):
            first = bisect_left(ordered, at - reach.span, key=lambda post: post.written_at)
            before[number] = tuple(ordered[max(first, place - reach.most) : place])
    return (before.get(number, ()) for number, _ in numbered)


def _knowing(context: Context, earlier: tuple[Post, ...]) -> Context:
    return replace(context, earlier=earlier) if earlier else context


def _evidence(finding: Finding) -> dict[str, Any]:
    row: dict[str, Any] = {
        "clause": finding.clause,
        "rule": finding.rule,
        "action": finding.action.value,
        "evidence": dict(finding.evidence),
    }
    if finding.rehearsed:
        row["rehearsal"] = True
    return row
