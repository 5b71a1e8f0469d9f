"""Labelled posts: which rules ought to fire on each, and which do.

`python -m tests.support.corpus FILE.jsonl [RULE ...]` prints the mistakes and the figures.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from policies.context import Context
from policies.people import Children, Staff
from policies.post import Author, Place, Post, PostKind
from policies.rules import RULES
from policies.text.reading import Reading
from tests.support.posts import MONDAY_NOON

CHILDREN = (
    "Соколов Михаил", "Иванова Мария", "Кузнецов Артём", "Попова София", "Лебедев Даниил",
    "Козлова Алиса", "Новиков Тимофей", "Морозова Варвара", "Ахметова Роза", "Павлов Лев",
    "Белова Ксения", "Фёдоров Егор", "Орлова Полина", "Волков Кирилл", "Зайцев Глеб",
    "Смирнова Надежда",
)  # fmt: skip
CONTEXT = Context(
    ZoneInfo("Europe/Moscow"),
    domains=frozenset({"sad24.ru"}),
    children=Children(CHILDREN),
    staff=Staff(("Валентина Буцкая", "Анна Сергеевна")),
)


@dataclass(frozen=True)
class Labelled:
    """A post of the corpus and the rules that ought to fire on it."""

    post: Post
    rules: frozenset[str]


@dataclass
class Score:
    """How a rule does: the posts it found rightly, wrongly, and missed."""

    right: list[Post] = field(default_factory=list)
    wrong: list[Post] = field(default_factory=list)
    missed: list[Post] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of what it fired on, the share that it ought to."""
        return len(self.right) / max(1, len(self.right) + len(self.wrong))

    @property
    def recall(self) -> float:
        """Of what it ought to fire on, the share that it did."""
        return len(self.right) / max(1, len(self.right) + len(self.missed))


def read(path: Path) -> list[Labelled]:
    """The labelled posts of a file."""
    lines = path.read_text("utf-8").splitlines()
    return [_labelled(json.loads(line)) for line in lines if line.strip()]


def score(rule: str, labelled: Iterable[Labelled]) -> Score:
    """What a rule with its usual parameters makes of the posts."""
    detect = RULES[rule].detector(RULES[rule].parameters())
    done = Score()
    for each in labelled:
        fires = detect(Reading(each.post), CONTEXT) is not None
        if fires:
            (done.right if rule in each.rules else done.wrong).append(each.post)
        elif rule in each.rules:
            done.missed.append(each.post)
    return done


def _labelled(line: dict[str, Any]) -> Labelled:
    roles = frozenset({line.get("as", "parent")})
    post = Post(
        id=line["id"],
        author=Author("sandbox/somebody", line.get("name", "Ольга"), roles),
        place=Place(line.get("room", "ladybirds"), "group", "Божьи коровки"),
        written_at=datetime.fromisoformat(line["at"]) if "at" in line else MONDAY_NOON,
        kind=PostKind.TEXT,
        text=line["text"],
    )
    return Labelled(post, frozenset(line["rules"]))


def main(path: str, *rules: str) -> None:
    """Print the mistakes of these rules (none: of all), and the figures."""
    labelled = read(Path(path))
    known = {rule for each in labelled for rule in each.rules} & set(RULES)
    for rule in rules or sorted(known):
        done = score(rule, labelled)
        for name, posts in (("WRONG", done.wrong), ("MISSED", done.missed)):
            for post in posts:
                print(f"{rule} {name} {post.id}: {post.text!r}")
        print(
            f"{rule}: {len(done.right)} right, {len(done.wrong)} wrong, {len(done.missed)} missed;"
            f" precision {done.precision:.3f}, recall {done.recall:.3f}"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
