"""What may go wrong with an upstream bridge, in sentences for people."""

import re
from collections.abc import Sequence
from typing import NewType

from rooms.sentence import Sentence

ErrorCode = NewType("ErrorCode", str)


class BridgeProblem(Exception):
    """The bridge did not do what it was asked for; `sentence` says so to people."""

    def __init__(self, text: str, /, **values: object) -> None:
        self.sentence = Sentence(text, values)
        super().__init__(self.sentence.words("en"))


class BridgeAway(BridgeProblem):
    """It does not answer, or not in time; the same request may work later."""


class BridgeRefused(BridgeProblem):
    """It said no. `code` is its error code, `detail` its own English words, for the log."""

    def __init__(
        self, sentence: Sentence, code: ErrorCode = ErrorCode(""), detail: str = ""
    ) -> None:
        super().__init__(sentence.text, **sentence.values)
        self.code = code
        self.detail = detail


class LoginEnded(BridgeRefused):
    """The log-in is over without success and has to be begun anew."""


_CODES: Sequence[tuple[str, str]] = (
    (r"FI\.MAU\.BRIDGE\.LOGIN_TIMED_OUT|LOGIN_TIMEOUT", "The log-in took too long. Begin again."),
    (r"LOGIN_CANCELLED", "The log-in was broken off."),
    (r"LOGIN_ALREADY_FINISHED", "This log-in is finished already."),
    (
        r"TOO_MANY_LOGINS",
        "There are as many accounts linked as the bridge allows. Remove one of them first.",
    ),
    (r"WEBAUTHN_UNSUPPORTED", "The messenger wants a passkey, which the bridge cannot ask for."),
    (r"M_UNKNOWN_TOKEN|M_MISSING_TOKEN", "The bridge does not know Teremok's secret."),
    (r"M_FORBIDDEN", "The bridge does not allow this to Teremok's account."),
    (r"META_MISSING_COOKIES", "Some of the values from the browser are missing."),
    (
        r"META_(CHALLENGE|CONSENT|CHECKPOINT)_ERROR",
        "The messenger wants the account confirmed first: open its website in the browser, do what"
        " it asks there, and log in again.",
    ),
    (
        r"META_TOKEN_ERROR",
        "The messenger does not take these values any more. Take fresh ones from the browser, and"
        " do not log out there.",
    ),
    (r"NOT_LOGGED_IN", "No account is linked."),
    (r"CLIENT_OUTDATED", "The bridge is too old for the messenger. Upgrade it."),
    (r"MULTIDEVICE_NOT_ENABLED", "The phone's app is too old to link another device. Update it."),
)
_DETAILS: Sequence[tuple[str, str]] = (
    (
        r"PHONE_NUMBER_INVALID|phone number (too short|must)|NUMBER_TOO_SHORT|NOT_INTERNATIONAL",
        "This is not a telephone number that the messenger knows. Write it like +79161234567.",
    ),
    (r"PHONE_NUMBER_BANNED", "The messenger has banned this telephone number."),
    (r"PHONE_NUMBER_FLOOD", "Too many attempts with this number today. Try again tomorrow."),
    (
        r"FLOOD_WAIT|rate.?overlimit|rate.?limit",
        "The messenger asks to wait: too many attempts. Try again in an hour.",
    ),
    (r"PHONE_CODE_EXPIRED", "The code is no longer good. Begin again."),
    (r"API_ID_INVALID", "The messenger does not know this api_id with this api_hash."),
    (
        r"failed to dial|no such host|network is unreachable|connection refused|i/o timeout|"
        r"connect: |TLS handshake|deadline exceeded|no route to host|server misbehaving",
        "The bridge does not reach the messenger: there is no way to its servers from here.",
    ),
    (
        # All that the bridges of Meta say of a website that they cannot open.
        r"Internal error logging in",
        "The bridge could not open the messenger's website: either there is no way to its servers"
        " from here, or something else stood there. The bridge's log says which (teremok bridge"
        " logs).",
    ),
    (r"unknown flow", "The bridge does not know this way to log in."),
    (r"[Ii]nvalid login|unknown network", "The bridge does not know this value: {detail}"),
)


def sentence_of(code: str, words: str, internal: str) -> Sentence:
    """What an error of the provisioning API means to people."""
    detail = _one_line(internal or words)
    for pattern, text in _DETAILS:
        if re.search(pattern, f"{internal} {words}"):
            return Sentence(text, {"detail": detail} if "{detail}" in text else {})
    for pattern, text in _CODES:
        if re.search(pattern, code):
            return Sentence(text)
    return Sentence("The bridge refused: {detail}", {"detail": detail or code or "?"})


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]
