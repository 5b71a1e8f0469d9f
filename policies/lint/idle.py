"""Clauses that can never fire or change anything, by what they say themselves."""

from collections.abc import Iterator, Mapping

from policies.file_model import Place
from policies.lint.contradiction import Contradiction
from policies.lint.overlapping import overlaps
from policies.lint.pairs import related
from policies.lint.survey import Survey, Surveyed
from policies.verdict import Action

_OF_PARENTS = (
    ("roles",),
    "“{rule}” is never about staff, and the clause is about staff only: it never fires.",
)
_ABOUT_NOBODY: Mapping[str, tuple[Place, str]] = {
    "rights": (
        ("with", "who"),
        "“who” lets everybody write whom the clause is about: it never fires.",
    ),
    "money": (
        ("with", "treasurers"),
        "“treasurers” may collect, and the clause is about nobody else: it never fires.",
    ),
    "photo_consent": (
        ("with",),
        "“parents” and “staff” leave out everybody whom the clause is about: it never fires.",
    ),
    "flood": _OF_PARENTS,
    "impersonation": _OF_PARENTS,
}
"""By rule that is not about everybody: the place to blame, and why it is about nobody here."""


def find(survey: Survey) -> Iterator[Contradiction]:
    """Clauses about no room, about nobody, about people who may write, about times that are
    allowed; allowances of what nothing forbids."""
    for each in survey.clauses:
        if found := _without_reach(survey, each):
            yield found
    yield from _allowances(survey)


def _without_reach(survey: Survey, each: Surveyed) -> Contradiction | None:
    if not each.clause.rooms and survey.made and not each.about.rooms & survey.made:
        text = "All rooms that there are are exempt, so that nothing is judged: it never fires."
        return Contradiction("idle", each.place(), text)
    if not each.about.authors:
        text = "“except” takes out everybody whom the clause is about: it is about nobody."
        return Contradiction("idle", each.place("except"), text)
    if not each.reach.authors & survey.present:
        place, text = _ABOUT_NOBODY[each.clause.rule]
        return Contradiction("idle", each.place(*place), text, {"rule": each.clause.rule})
    if each.reach.times:
        return None
    if each.clause.times is None:
        text = "Its hours allow posting at any time: it never fires."
        return Contradiction("idle", each.place("with"), text)
    text = "At all of these times its hours allow posting: it never fires."
    return Contradiction("idle", each.place("times"), text)


def _allowances(survey: Survey) -> Iterator[Contradiction]:
    """Those after which nothing stops or notes what they allow; not while clauses are missing."""
    told = {useless.index for _, _, useless in related(survey)}
    told |= {useless.index for _, useless in overlaps(survey)}
    for each in survey.working if survey.is_whole else ():
        if each.clause.action is not Action.ALLOW or each.index in told:
            continue
        later = survey.working[survey.working.index(each) + 1 :]
        if not any(
            other.clause.action is not Action.ALLOW and other.reach.meets(each.reach)
            for other in later
        ):
            text = "No clause after it is about what it allows: it changes nothing."
            yield Contradiction("idle", each.place("action"), text)
