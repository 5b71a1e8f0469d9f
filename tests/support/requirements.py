"""What a machine may lack; in CI nothing may be lacking."""

import os
from typing import NoReturn

import pytest


def lacking(reason: str) -> NoReturn:
    """Skip the test for that reason; in CI fail it."""
    if os.environ.get("CI", "").lower() in ("1", "true", "yes"):
        pytest.fail(f"{reason} (nothing may be skipped in CI)", pytrace=False)
    pytest.skip(reason)
