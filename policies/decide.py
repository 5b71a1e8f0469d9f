"""The verdict on a post: pure, and the same for the same values."""

from policies.context import Context
from policies.post import Post
from policies.regulation import Clause, Regulation
from policies.rules import RULES
from policies.text.reading import Reading
from policies.verdict import ALLOWED, Action, Evidence, Finding, Verdict


def decide(post: Post, regulation: Regulation, context: Context) -> Verdict:
    """What the regulation says of a post.

    Clauses are read in their order; one that allows and fires ends the reading, so that it
    overrides all later ones. Of what fired, the severest decides, and the earliest of equals;
    where nothing but allowance is found, nothing has to be decided. What staff write is noted by
    a heuristic rule at most; a clause in rehearsal is found and decides nothing.
    """
    findings: list[Finding] = []
    reading = Reading(post)
    for clause, detector in regulation.about(post):
        if clause.times is not None and not clause.is_in_force(post.written_at, context.timezone):
            continue
        evidence = detector(reading, context)
        if evidence is None:
            continue
        finding = _finding(clause, evidence, post)
        findings.append(finding)
        if finding.action is Action.ALLOW and not finding.rehearsed:
            break
    if not findings:
        return ALLOWED
    enforced = [finding for finding in findings if not finding.rehearsed]
    if not enforced:
        return Verdict(Action.ALLOW, None, tuple(findings))
    decisive = max(enforced, key=lambda finding: finding.action.severity)
    if decisive.action is Action.ALLOW:
        return Verdict(Action.ALLOW, None, tuple(findings))
    return Verdict(decisive.action, decisive, tuple(findings))


def _finding(clause: Clause, evidence: Evidence, post: Post) -> Finding:
    action = clause.action
    if RULES[clause.rule].heuristic and post.author.is_staff:
        action = min(action, Action.FLAG, key=lambda each: each.severity)
    return Finding(clause.id, clause.text, clause.rule, action, evidence, clause.rehearsal)
