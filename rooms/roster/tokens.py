"""Personal one-time tokens: what a guardian shows to say which account is theirs."""

import base64
import hashlib
import re
import secrets

PREFIX = "teremok-"
_BYTES = 20
"""160 bits, which are 32 characters without padding."""
_GIVEN = re.compile(rf"(?:/start(?:@\w+)?\s+)?({PREFIX}[a-z2-7]{{20,40}})", re.IGNORECASE)
_START = re.compile(r"/start(?:@\w+)?\s+(\S{1,128})", re.IGNORECASE)


def new_token() -> str:
    """A token: small letters, digits and “-”, so that it fits into any messenger's link."""
    return PREFIX + base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.strip().lower().encode()).hexdigest()


def token_in(text: str) -> str | None:
    """The token that a message consists of, alone or after ``/start``; None: it is none.

    Whatever stands alone after ``/start`` is meant as one: it is no message to others.
    """
    written = text.strip()
    given = _GIVEN.fullmatch(written) or _START.fullmatch(written)
    return given[1] if given else None
