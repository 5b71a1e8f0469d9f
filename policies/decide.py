"""The verdict on a post: pure, and the same for the same values."""

from policies.context import Context
from policies.post import Post
from policies.regulation import Clause, Regulation
from policies.rules import RULES
from policies.verdict import ALLOWED, Action, Finding, Verdict


def decide(post: Post, regulation: Regulation, context: Context) -> Verdict:
    """What the regulation says of a post.

    Clauses are read in their order; one that allows and fires ends the reading, so that it
    overrides all later ones. Of what fired, the severest decides, and the earliest of equals;
    where nothing but allowance is found, nothing has to be decided.
    """
    findings: list[Finding] = []
    for clause in regulation.clauses:
        finding = _finding(clause, post, context)
        if finding is None:
            continue
        findings.append(finding)
        if finding.action is Action.ALLOW:
            break
    if not findings:
        return ALLOWED
    decisive = max(findings, key=lambda finding: finding.action.severity)
    if decisive.action is Action.ALLOW:
        return Verdict(Action.ALLOW, None, tuple(findings))
    return Verdict(decisive.action, decisive, tuple(findings))


def _finding(clause: Clause, post: Post, context: Context) -> Finding | None:
    if not clause.applies(post.author, post.place):
        return None
    evidence = RULES[clause.rule].findings(post, clause.parameters, context)
    if evidence is None:
        return None
    return Finding(clause.id, clause.text, clause.rule, clause.action, evidence)
