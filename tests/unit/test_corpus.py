"""Labelled posts of Russian kindergarten chats through the default regulation: what fires on each
ought to, and what ought to fires. The people and numbers in them are invented."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from policies.groups import Pupil
from policies.post import Post
from policies.regulation import Regulation
from policies.rules import RULES
from rooms.community import Community
from rooms.files.yaml_file import load
from rooms.regulation.batch import as_row, judge_all
from rooms.regulation.context import context_of
from rooms.regulation.places import places_of
from rooms.regulation.submitted import read_lines
from tests.support.corpus import CHILDREN

ROOT = Path(__file__).parents[2]
DEFAULTS = ROOT / "rooms" / "defaults"
FILES = sorted((ROOT / "tests" / "fixtures" / "corpus").glob("*.jsonl"))
PRECISION, RECALL = 0.95, 0.85
"""What a rule that may be mistaken has to reach; the others must always be right."""
EXPECTED_HERE = 30
"""Posts that a rule ought to fire on, so that its figures mean something."""
RULES_ON_TEXT = (
    *("links", "advertising", "money", "personal_data", "health", "child_talk", "obscenity"),
    *("insult", "politics", "chain_letter", "shouting", "thanks", "language"),
)


@dataclass
class Outcome:
    """What a rule made of all posts."""

    right: list[Post] = field(default_factory=list)
    wrong: list[Post] = field(default_factory=list)
    missed: list[Post] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return len(self.right) / max(1, len(self.right) + len(self.wrong))

    @property
    def recall(self) -> float:
        return len(self.right) / max(1, len(self.right) + len(self.missed))

    def __str__(self) -> str:
        lines = [f"precision {self.precision:.3f}, recall {self.recall:.3f}"]
        lines += [f"wrongly on {post.id}: {post.text!r}" for post in self.wrong]
        lines += [f"not on {post.id}: {post.text!r}" for post in self.missed]
        return "\n".join(lines)


Outcomes = Mapping[str, Outcome]


def judged(children: Iterable[str]) -> Outcomes:
    regulation = load(DEFAULTS / "regulation.yaml", Regulation)
    community = load(DEFAULTS / "community.yaml", Community)
    outcomes: defaultdict[str, Outcome] = defaultdict(Outcome)
    for path in FILES:
        content = path.read_bytes()
        lines = read_lines(content, path)
        expected = [frozenset(json.loads(line)["rules"]) for line in content.splitlines()]
        pupils = [Pupil(name, name, "ladybirds") for name in children]
        context = context_of(community, pupils)
        places = places_of(community)
        found = judge_all(lines, path, regulation, places, context)
        for each, ought in zip(found, expected, strict=True):
            fired = set(as_row(each)["rules"])
            for rule in fired | ought:
                outcome = outcomes[rule]
                kept = outcome.right if rule in ought else outcome.wrong
                (kept if rule in fired else outcome.missed).append(each.post)
    return outcomes


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    """By rule, with the children on the roster that the posts speak of."""
    return judged(CHILDREN)


@pytest.fixture(scope="module")
def outcomes_without_roster() -> Outcomes:
    """The same in a house that knows no children yet."""
    return judged(())


def holds(rule: str, outcome: Outcome) -> bool:
    if not RULES[rule].heuristic:
        return not outcome.wrong and not outcome.missed
    return outcome.precision >= PRECISION and outcome.recall >= RECALL


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_rule_fires_where_it_ought_to(outcomes: Outcomes, rule: str) -> None:
    outcome = outcomes.get(rule, Outcome())
    fires_anywhere = outcome.right or outcome.wrong or outcome.missed
    assert not fires_anywhere or holds(rule, outcome), str(outcome)


@pytest.mark.parametrize("rule", RULES_ON_TEXT)
def test_it_does_without_a_roster(outcomes_without_roster: Outcomes, rule: str) -> None:
    outcome = outcomes_without_roster[rule]
    assert holds(rule, outcome), str(outcome)


def test_the_corpus_is_large_and_varied(outcomes: Outcomes) -> None:
    posts = [json.loads(line) for path in FILES for line in path.read_text("utf-8").splitlines()]
    assert len(posts) >= 600
    assert len({post["id"] for post in posts}) == len(posts)
    assert len({post["text"].casefold() for post in posts}) == len(posts)
    assert sum(not post["rules"] for post in posts) > len(posts) / 3
    for rule in RULES_ON_TEXT:
        assert len(outcomes[rule].right) + len(outcomes[rule].missed) >= EXPECTED_HERE, rule
