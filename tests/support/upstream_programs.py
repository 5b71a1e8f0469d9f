"""The real bridges' programs, which no test makes or fetches."""

import os
from pathlib import Path

import pytest


def upstream_program(name: str) -> Path:
    """The program in TEREMOK_TEST_MAUTRIX_<NAME>; without it the test is skipped, also in CI."""
    variable = f"TEREMOK_TEST_MAUTRIX_{name.upper()}"
    path = os.environ.get(variable, "")
    if not path:
        pytest.skip(f"{variable} does not say where the real program mautrix-{name} is")
    assert Path(path).is_file(), f"{variable}: there is no file {path}"
    return Path(path)
