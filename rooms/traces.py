"""What may be logged of an unexpected error: its kind and where it came from, never its words.

The words of an error may quote the message that a parent wrote: a database names the value that
it cannot take, a validation the input that is wrong.
"""

import traceback
from pathlib import Path

DEEPEST = 8
"""How many of the innermost calls are told."""


def trace(error: BaseException) -> str:
    """The kinds of the error and of its causes, and the calls that led to it."""
    kinds, cause = [type(error).__name__], error.__cause__ or error.__context__
    while cause is not None and len(kinds) < DEEPEST:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    calls = [
        f"{Path(call.filename).name}:{call.lineno} {call.name}"
        for call in traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    ]
    return f"{' from '.join(kinds)} ({' > '.join(calls)})"
