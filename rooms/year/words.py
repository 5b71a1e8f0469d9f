"""A change of the year in words."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rooms.language import say, say_many
from rooms.roster.comparing import Change, Kind
from rooms.year.plan import YearPlan

_ROSTER: Mapping[Kind, tuple[str, str]] = {
    "new": ("the roster: {count} child comes", "the roster: {count} children come"),
    "returned": ("the roster: {count} child returns", "the roster: {count} children return"),
    "changed": (
        "the roster: {count} child has changed",
        "the roster: {count} children have changed",
    ),
    "moved": (
        "the roster: {count} child goes to another group",
        "the roster: {count} children go to another group",
    ),
    "left": ("the roster: {count} child leaves", "the roster: {count} children leave"),
}


def plan_words(plan: YearPlan, children: Mapping[str, int], language: str) -> Iterator[str]:
    """What becomes of each group; `children` counts those of each old group."""
    for graduate in plan.graduates:
        text = "the group “{name}” ({key}) leaves: farewell, room only read, exported"
        words = say(language, text, name=graduate.name, key=graduate.key)
        yield _with_children(words, children.get(graduate.key, 0), language)
    for one in plan.continued:
        text = "the group “{before}” ({was}) becomes “{name}” ({key}) and keeps its room"
        if (one.was, one.name_before) == (one.key, one.name):
            text = "the group “{name}” ({key}) stays as it is"
        elif one.was == one.key:
            text = "the group “{before}” ({key}) is called “{name}” and keeps its room"
        words = say(language, text, before=one.name_before, was=one.was, name=one.name, key=one.key)
        yield _with_children(words, children.get(one.was, 0), language)
    for key, name in plan.new:
        yield say(language, "the group “{name}” ({key}) is new", name=name, key=key)


def roster_words(changes: Sequence[Change], language: str) -> Iterator[str]:
    """How many children come, go and change."""
    counts = Counter(change.kind for change in changes)
    for kind, (one, many) in _ROSTER.items():
        if counts[kind]:
            yield say_many(language, one, many, counts[kind])


def _with_children(words: str, count: int, language: str) -> str:
    if not count:
        return words
    children = say_many(language, "{count} child", "{count} children", count)
    return f"{words} ({children})"
