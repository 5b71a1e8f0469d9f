"""What the linter says of a clause is true of any post: taking it out changes nothing."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.context import Context
from policies.decide import decide
from policies.lint.pairs import Relation, related
from policies.lint.survey import Survey
from policies.post import Author, Place, Post, PostKind
from policies.regulation import Regulation
from policies.verdict import Action
from rooms.community import Community
from rooms.files.yaml_tree import read_tree
from rooms.regulation.surroundings import surroundings_of
from tests.support.contradictory_regulations import COMMUNITY

MOSCOW = ZoneInfo("Europe/Moscow")
SURROUNDINGS = surroundings_of(Community.model_validate(read_tree(COMMUNITY).content))
ROLES = ("parent", "educator", "head")
PLACES = [
    Place("staff", "staff"),
    Place("ladybirds", "group"),
    Place("hedgehogs", "group"),
    Place("garden", "project"),
]

hours_of_day = st.sampled_from(["00:00", "08:00", "12:00", "20:00"])
days = st.sampled_from([["mon", "tue"], "working", "free", ["sat", "working"]])
times = st.builds(
    lambda begin, end, on: {"from": begin, "to": end, "days": on}, hours_of_day, hours_of_day, days
).filter(lambda written: written["from"] != written["to"])
some_roles = st.lists(st.sampled_from(ROLES), min_size=1, max_size=2, unique=True)
roles: st.SearchStrategy[list[str]] = st.just([]) | some_roles


@st.composite
def clauses(draw: st.DrawFn) -> dict[str, Any]:
    rule, parameters = draw(
        st.one_of(
            times.map(lambda written: ("hours", written)),
            some_roles.map(lambda who: ("rights", {"who": who})),
            some_roles.map(lambda who: ("rights", {"who": who, "reply_only": True})),
            st.sampled_from([5, 10]).map(lambda most: ("length", {"characters": most})),
            st.sampled_from([2, 4]).map(lambda marks: ("shouting", {"marks": marks})),
        )
    )
    clause = {
        "text": "Пункт",
        "rule": rule,
        "with": parameters,
        "action": draw(st.sampled_from(list(Action))),
        "rooms": draw(st.sampled_from([[], ["group"], ["ladybirds"], ["staff", "hedgehogs"]])),
        "roles": draw(roles),
        "except": draw(roles),
        "rehearsal": draw(st.sampled_from([False, False, False, True])),
    }
    return clause | ({"times": draw(times)} if draw(st.integers(0, 3)) == 0 else {})


@st.composite
def posts(draw: st.DrawFn) -> Post:
    hour = draw(st.integers(0, 24 * 28))
    return Post(
        id="$1",
        author=Author("@a", "А", frozenset(draw(some_roles))),
        place=draw(st.sampled_from(PLACES)),
        written_at=datetime(2026, 1, 1, tzinfo=MOSCOW) + timedelta(hours=hour),
        kind=PostKind.TEXT,
        text=draw(st.sampled_from(["а", "а!!!", "а!!!!!", "абвгдежз", "абвгдежзийклм"])),
        reply_to=draw(st.sampled_from([None, "$0"])),
    )


def regulation_of(written: list[dict[str, Any]]) -> Regulation:
    numbered = [{"id": str(number), **clause} for number, clause in enumerate(written)]
    return Regulation.model_validate({"clauses": numbered})


@settings(max_examples=100, deadline=None)
@given(st.lists(clauses(), min_size=2, max_size=5), st.lists(posts(), min_size=20, max_size=20))
def test_a_clause_that_is_said_to_be_useless_is(
    written: list[dict[str, Any]], several: list[Post]
) -> None:
    regulation = regulation_of(written)
    context = Context(MOSCOW)
    for relation, _, useless in related(Survey(regulation, SURROUNDINGS)):
        number = useless.clause.id
        rest = [clause for clause in regulation.clauses if clause.id != number]
        without = Regulation(clauses=tuple(rest))
        for post in several:
            verdict = decide(post, regulation, context)
            fired = {finding.clause for finding in verdict.findings}
            match relation:
                case Relation.UNREACHABLE:
                    assert number not in fired
                case Relation.LATE:  # it ends the reading, and allows nothing
                    assert number not in fired or verdict.action is not Action.ALLOW
                case Relation.CONTRARY:
                    assert verdict.decisive is None or verdict.decisive.clause != number
                case _:
                    assert verdict.action is decide(post, without, context).action


@settings(max_examples=50, deadline=None)
@given(st.lists(clauses(), min_size=1, max_size=3), st.lists(posts(), min_size=20, max_size=20))
def test_a_clause_fires_only_within_its_reach(
    written: list[dict[str, Any]], several: list[Post]
) -> None:
    regulation = regulation_of(written)
    survey = Survey(regulation, SURROUNDINGS)
    for post in several:
        fired = {found.clause for found in decide(post, regulation, Context(MOSCOW)).findings}
        for each in survey.clauses:
            if each.clause.id in fired:
                assert each.reach.authors & survey.author(post.author.roles)
                assert each.reach.rooms
                assert each.reach.times
