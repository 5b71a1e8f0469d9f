"""From a verdict to the decision that is kept, and the tasks that carry it out."""

from dataclasses import replace
from datetime import datetime

from bridges.enforcement.albums import is_told_with_another
from bridges.enforcement.evenings import told_this_evening
from bridges.enforcement.mending import in_place_of_what_waits, newer_waits
from bridges.enforcement.origin import InChat, InRoom, Origin, packed_origin
from bridges.enforcement.tasks import EXPIRE, asked_lane, remove, remove_event, show, tell
from bridges.enforcement.waiting import release_task
from bridges.enforcement.words import moment, words_on
from policies.context import Context
from policies.decide import decide
from policies.post import Post
from policies.verdict import Action, Finding, Verdict
from rooms.clock import Clock
from rooms.judgement import Judge
from rooms.storage import decisions, rehearsed
from rooms.storage.database import Connection
from rooms.storage.decisions import Standing, State
from rooms.storage.queue import Task


class Enforcement:
    """Carries verdicts out, wherever the post came from."""

    def __init__(self, judge: Judge, clock: Clock) -> None:
        self._judge = judge
        self._clock = clock

    def judge(self, post: Post) -> Verdict:
        """What is said of a post that reaches us now.

        The time of writing counts. But what had to wait for an hour that has come meanwhile has
        nothing to wait for: it is treated as if nothing had held it.
        """
        verdict = self._judge.judge(post)
        opens = opening(verdict) if verdict.action is Action.HOLD else None
        now = self._clock.now_ms()
        if opens is None or opens > moment(now) or opening_at(self._judge, post, now) is not None:
            return verdict
        return _without_holds(verdict)

    async def enforce(
        self, connection: Connection, post: Post, verdict: Verdict, origin: Origin
    ) -> list[Task]:
        """Keep the decision; gives what is to be done beside letting the post through, or not.

        A post that was decided before is only removed again, should it have appeared all the same;
        one that was noted is decided anew when more is known of it.
        What waits already and is sent once more, as clients offer to do, waits once. What clauses
        in rehearsal find is kept and changes nothing.
        """
        finding, now = verdict.decisive, self._clock.now_ms()
        await rehearsed.add(connection, post, verdict, now)
        if finding is None:
            return []
        standing = self._standing(post, verdict, finding, origin, now)
        if await _waits_already(connection, post, origin, standing):
            return []
        older: list[Task] = []
        if origin.is_edit and standing.state is State.WAITING:
            if await newer_waits(connection, post, origin):
                standing = replace(standing, state=State.CANCELLED)
            else:
                origin, older = await in_place_of_what_waits(connection, post, origin, now)
                standing = replace(standing, origin=packed_origin(origin))
        decision = await decisions.add(connection, post, verdict, now, standing)
        if decision is not None:
            silent = standing.state is State.CANCELLED
            silent = silent or await is_told_with_another(connection, decision, post)
            told_at = None
            if not silent and not self._judge.regulation.is_emergency(post):
                told_at = await told_this_evening(connection, decision, origin)
            follows = self._consequences(
                post, finding, standing, origin, decision, silent=silent, told_at=told_at
            )
            return [*older, *follows]
        if verdict.lets_through:
            return []
        worse = await decisions.worsen(connection, post, verdict, now, standing)
        if worse is None:
            return _remove_again(origin, finding)
        tasks = self._consequences(post, finding, standing, origin, worse.id)
        return [*tasks, show(worse.id)] if worse.card else tasks

    def _standing(
        self, post: Post, verdict: Verdict, finding: Finding, origin: Origin, now: int
    ) -> Standing:
        state, due_at = _STATES[finding.action], None
        clause = self._judge.regulation.clause(finding.clause)
        if state is State.WAITING:
            opens = opening(verdict)
            if opens is not None and opens < moment(now):  # it was under way over that hour
                opens = opening_at(self._judge, post, now) or opens
            if opens is None:  # it says nothing of a time: a person has to
                state = State.ASKED
            else:
                due_at = int(opens.timestamp() * 1000)
        if state is State.ASKED:
            minutes = clause.within if clause else 0
            due_at = now + minutes * 60_000
        severity = clause.severity if clause else "normal"
        return Standing(state, packed_origin(origin), due_at, severity)

    def _consequences(
        self,
        post: Post,
        finding: Finding,
        standing: Standing,
        origin: Origin,
        decision: int,
        *,
        silent: bool = False,
        told_at: int | None = None,
    ) -> list[Task]:
        """What is to be done; unless `silent`, the author is told; `told_at` as in `remove`."""
        due_at, now = standing.due_at or 0, self._clock.now_ms()
        is_urgent = self._judge.regulation.is_emergency(post)
        card = show(decision, urgent=is_urgent)
        urgent = [card] if is_urgent else []
        if standing.state is State.NOTED:
            return urgent if standing.severity == "low" else [card]
        local = moment(due_at).astimezone(self._judge.timezone)
        words = None if silent else words_on(post, finding, standing.state, now, local)
        if standing.state is State.ASKED:
            expire = Task(asked_lane(decision), EXPIRE, {"decision": decision}, due_at)
            return [*tell(origin, decision, words), card, expire]
        if finding.action is Action.REFUSE and isinstance(origin, InChat):
            # It stays where it was written, and goes no further.
            return [*tell(origin, decision, words), *urgent]
        gone = remove(origin, decision, _reason(finding), words, told_at, standing.due_at)
        if standing.state is State.WAITING:
            gone.append(release_task(origin.room, post.place.key, due_at))
        return [*gone, *urgent]


def opening(verdict: Verdict) -> datetime | None:
    """When everything that holds a post allows it; None where any of it names no time."""
    times = _opening_times(verdict)
    return None if not times or None in times else max(filter(None, times))


def opening_at(judge: Judge, post: Post, now: int) -> datetime | None:
    """When a post that was written before may appear, where it may not at that time (ms).

    What holds it and names no time is for people to decide: it shuts no hour.
    """
    written_now = replace(post, written_at=moment(now))
    verdict = decide(written_now, judge.regulation, Context(judge.timezone))
    return max(filter(None, _opening_times(verdict)), default=None)


def _opening_times(verdict: Verdict) -> list[datetime | None]:
    """When each finding that holds the post allows it, None where it names no time."""
    holds = [each for each in verdict.findings if each.action is Action.HOLD and not each.rehearsed]
    times = (each.evidence.get("allowed_from") for each in holds)
    return [None if time is None else datetime.fromisoformat(str(time)) for time in times]


def _without_holds(verdict: Verdict) -> Verdict:
    """Nothing but a hold was severer than a note."""
    noted = [each for each in verdict.findings if each.action is Action.FLAG and not each.rehearsed]
    if not noted:
        return Verdict(Action.ALLOW, None, verdict.findings)
    return Verdict(Action.FLAG, noted[0], verdict.findings)


async def _waits_already(
    connection: Connection, post: Post, origin: Origin, standing: Standing
) -> bool:
    if not isinstance(origin, InRoom) or origin.event_id is not None or not standing.origin:
        return False
    waiting = (State.WAITING, State.ASKED)
    if standing.state not in waiting:
        return False
    return await decisions.waits_already(connection, post, standing.origin, waiting)


def _remove_again(origin: Origin, finding: Finding) -> list[Task]:
    if isinstance(origin, InRoom) and origin.event_id:
        return remove_event(origin.room, origin.event_id, _reason(finding))
    return []


def _reason(finding: Finding) -> str:
    return f"{finding.clause} {finding.text}"


_STATES = {
    Action.FLAG: State.NOTED,
    Action.HOLD: State.WAITING,
    Action.ASK: State.ASKED,
    Action.REFUSE: State.REFUSED,
    Action.WITHDRAW: State.REFUSED,
}
