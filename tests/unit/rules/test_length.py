"""What is too long."""

from typing import Any

import pytest
from pydantic import ValidationError

from policies.rules.length import RULE
from tests.support.detecting import find


@pytest.mark.parametrize(
    ("text", "parameters", "evidence"),
    [
        ("12345", {"characters": 5}, None),
        ("123456", {"characters": 5}, {"characters": 6, "limit": 5}),
        ("  12345 \n\n", {"characters": 5, "lines": 1}, None),
        ("ё\u200bж\u2060и\ufeffк", {"characters": 4}, None),
        ("и\u0306и\u0306", {"characters": 2}, None),  # й as two characters
        ("1\n2\n3", {"lines": 2}, {"lines": 3, "limit": 2}),
        ("1\r\n2", {"lines": 2}, None),
        ("", {"characters": 1, "lines": 1}, None),
        ("1234\n5678", {"characters": 5, "lines": 1}, {"characters": 9, "limit": 5}),
    ],
)
def test_long_posts(text: str, parameters: dict[str, Any], evidence: Any) -> None:
    assert find(RULE, text, **parameters) == evidence


@pytest.mark.parametrize("wrong", [{}, {"characters": 0}, {"lines": 0}, {"words": 5}])
def test_limits_that_are_none(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        RULE.parameters.model_validate(wrong)
