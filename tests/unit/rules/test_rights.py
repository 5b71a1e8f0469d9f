"""Who may post where."""

from dataclasses import replace
from typing import Any

import pytest

from policies.rules.rights import RULE
from tests.support.detecting import find
from tests.support.posts import post


@pytest.mark.parametrize(
    ("roles", "may"),
    [
        (("head",), True),
        (("parent", "educator"), True),
        (("parent",), False),
        (("duty", "admin"), False),
        ((), False),
    ],
)
def test_who_may(roles: tuple[str, ...], may: bool) -> None:
    evidence = find(RULE, post(roles=roles), who=["head", "educator"])
    wrong = {"roles": ", ".join(sorted(roles)), "needed": "head, educator"}
    assert evidence == (None if may else wrong)


@pytest.mark.parametrize(
    ("roles", "more", "may"),
    [
        (("parent",), {}, False),
        (("parent",), {"reply_to": "$announcement"}, True),
        (("parent",), {"is_edit": True}, True),  # of an answer: nothing else was let in
        (("head",), {}, True),
        (("head",), {"reply_to": "$announcement"}, True),
    ],
)
def test_others_may_only_answer(roles: tuple[str, ...], more: dict[str, Any], may: bool) -> None:
    written = replace(post(roles=roles), **more)
    evidence = find(RULE, written, who=["head"], reply_only=True)
    assert (evidence is None) is may
    assert evidence is None or evidence["reply_only"] == 1


def test_an_answer_is_no_exception_where_it_is_not_asked_for() -> None:
    written = replace(post(roles=("parent",)), reply_to="$announcement")
    assert find(RULE, written, who=["head"]) is not None
