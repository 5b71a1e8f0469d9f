"""Whether a rule with some parameters fires on everything that it fires on with others."""

from collections.abc import Callable, Mapping
from typing import Any

from policies.regulation import Clause


def fires_as_often(wide: Clause, narrow: Clause) -> bool:
    """Whether the first fires on every text on which the second does, wherever both apply.

    False where that is not known.
    """
    if wide.rule != narrow.rule:
        return False
    if wide.parameters == narrow.parameters:
        return True
    ways = _WAYS.get(wide.rule, {})
    for name in type(wide.parameters).model_fields:
        one, other = getattr(wide.parameters, name), getattr(narrow.parameters, name)
        if one != other and not (name in ways and ways[name](one, other)):
            return False
    return True


Way = Callable[[Any, Any], bool]
"""Whether the first value of a parameter makes a rule fire as often as the second, or more."""


def _less(one: float | None, other: float | None) -> bool:
    """The limit above which it fires; None: there is none."""
    return other is None or (one is not None and one <= other)


def _more(one: float, other: float) -> bool:
    """How far it looks."""
    return one >= other


def _fewer(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """What is allowed."""
    return set(one) <= set(other)


def _others(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """What is meant."""
    return set(one) >= set(other)


def _on(one: bool, other: bool) -> bool:
    """Something more that it fires on."""
    return one or not other


def _off(one: bool, other: bool) -> bool:
    """Something that it leaves alone."""
    return other or not one


def _seen_in_the_reach(one: object, other: object) -> bool:
    """It is compared where people and times are."""
    return True


_WAYS: Mapping[str, Mapping[str, Way]] = {
    "rights": {"who": _seen_in_the_reach, "reply_only": _off},
    "length": {"characters": _less, "lines": _less},
    "shouting": {"capitals": _less, "letters": _less, "marks": _less, "emoji": _less},
    "links": {"allow": _fewer},
    "advertising": {"threshold": _less},
    "money": {"treasurers": _fewer},
    "flood": {"posts": _less, "seconds": _more, "room_posts": _less, "room_seconds": _more},
    "repetition": {
        "alike": _less,
        "minutes": _more,
        "characters": _less,
        "room_characters": _less,
        "thanks": _less,
    },
    "repeated_picture": {"distance": _more, "minutes": _more, "others": _on, "kilobytes": _less},
    "media_kind": {
        "allowed": _fewer,
        "forbidden": _others,
        "megabytes": _less,
        "programs": _off,
    },
    "voice": {"seconds": _less, "round_video": _on},
    "personal_data": {"kinds": _others, "own": _fewer, "organisations": _on},
    "photo_consent": {"kinds": _others, "parents": _on, "staff": _on},
    "impersonation": {"offices": _on},
    "thanks": {"kinds": _others, "also": _others},
    "obscenity": {"coarse": _on, "also": _others, "allowed": _fewer},
    "insult": {"also": _others, "allowed": _fewer},
    "politics": {"also": _others, "allowed": _fewer},
    "chain_letter": {"animals": _on},
    "language": {"allowed": _fewer, "words": _less, "letters": _less},
}
