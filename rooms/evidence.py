"""Why a rule fired, in words for people. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from babel import Locale
from babel.dates import format_datetime

from policies.verdict import Evidence
from rooms.language import say

NAMED: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "address": "an address",
        "invitation": "an invitation",
        "shortener": "a short link",
        "channel": "a channel",
        "phone": "a phone number",
        "card": "a card number",
        "passport": "a passport",
        "birth_certificate": "a birth certificate",
        "snils": "an insurance number",
        "inn": "a tax number",
        "birth_date": "a date of birth",
        "email": "a mailbox",
        "photo": "a photo",
        "video": "a video",
        "voice": "a voice message",
        "round": "a round video",
        "file": "a file",
        "location": "a place on the map",
        "poll": "a poll",
    },
    "reason": {
        "program": "a program",
        "macros": "a document with macros",
        "disguise": "the name of the file says something else than its content",
    },
    "about": {"child": "about a child", "family": "about a family"},
}
"""What values mean that rules have a word for."""
SENTENCES: Sequence[tuple[tuple[str, ...], str]] = (
    (("found",), "found: “{found}”"),
    (("name", "staff"), "the name “{name}” looks like “{staff}” of the staff"),
    (("name",), "the name “{name}”"),
    (("posts", "seconds"), "{posts} posts of one author within {seconds} s"),
    (("room_posts", "seconds"), "{room_posts} posts in the room within {seconds} s"),
    (("characters", "limit"), "{characters} characters, the most is {limit}"),
    (("lines", "limit"), "{lines} lines, the most is {limit}"),
    (("megabytes", "limit"), "{megabytes} MB, the most is {limit}"),
    (("capitals",), "capital letters: {capitals} %"),
    (("marks",), "marks in a row: {marks}"),
    (("emoji",), "emoji in a row: {emoji}"),
    (("alike", "whose"), "alike: {alike} %"),
    (("thanks",), "thanks in a row: {thanks}"),
    (("seconds", "limit"), "{seconds} s long, the most is {limit}"),
    (("seconds",), "{seconds} s long"),
    (("like",), "looks like {like}"),
    (("language",), "language: {language}"),
    (("tagged", "without_consent"), "children: {tagged}, without consent: {without_consent}"),
    (("tagged",), "it is not known which children can be seen"),
    (("written_at",), "written on {written_at}"),
    (("posted_at",), "posted before on {posted_at}"),
)
"""What is said of which evidence; the first that fits takes its values."""
_UNSAID = frozenset(
    {"allowed_from", "roles", "needed", "who", "until", "limit", "weight", "whose", "reason"}
    | {"distance", "reply_only"}
)
"""Said elsewhere, or of use to programs only."""
_TIMES = frozenset({"written_at", "posted_at"})


def evidence_words(language: str, evidence: Evidence) -> str:
    """The evidence in one line; empty where there is nothing to say."""
    left = {key: _shown(language, key, value) for key, value in evidence.items()}
    said = [left.pop(key) for key in NAMED if str(evidence.get(key)) in NAMED[key]]
    if evidence.get("reason") == "kind":
        said.append(_shown(language, "kind", left.pop("found")))
    for keys, text in SENTENCES:
        if all(key in left for key in keys):
            said.append(say(language, text, **{key: left[key] for key in keys}))
            for key in keys:
                del left[key]
    rest = [f"{key}: {value}" for key, value in left.items() if key not in _UNSAID]
    return "; ".join([*said, *rest])


def findings_besides(findings: Sequence[Mapping[str, object]], clause: str) -> list[str]:
    """The other clauses that fire on a post, and are not in rehearsal."""
    fired = (str(each.get("clause")) for each in findings if not each.get("rehearsed"))
    return sorted({each for each in fired if each != clause})


def _shown(language: str, key: str, value: str | int) -> str:
    if named := NAMED.get(key, {}).get(str(value)):
        return say(language, named)
    if key == "language":
        return str(Locale.parse(language).languages.get(str(value), value))
    if key not in _TIMES:
        return str(value)
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return format_datetime(moment, "d MMMM, H:mm", locale=language)
