"""What a poll has come to. Pure.

https://github.com/matrix-org/matrix-spec-proposals/blob/main/proposals/3381-polls.md
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rooms.archive.content import most_answers, poll_answers
from rooms.storage.events import POLL_ENDS, POLL_RESPONSES, ArchivedEvent


@dataclass(frozen=True, slots=True)
class Chosen:
    """An answer of a poll, and the names of those who chose it."""

    answer: str
    names: tuple[str, ...]


def chosen(poll: ArchivedEvent, remarks: Sequence[ArchivedEvent]) -> tuple[Chosen, ...]:
    """Who chose what; nothing where nobody has. `remarks` in the order of arrival.

    The last ballot of each counts, with no more answers than the poll allows; one with an answer
    that the poll does not have is spoiled. What comes after its author's end counts no more.
    """
    answers, most = poll_answers(poll.content), most_answers(poll.content)
    ballots: dict[str, tuple[str, list[str]]] = {}
    for remark in _until_end(poll, remarks):
        if remark.type in POLL_RESPONSES and remark.redacted_by is None:
            ballot = _ballot(remark.content)[:most]
            valid = all(answer in answers for answer in ballot)
            ballots[remark.sender] = (remark.sender_name, ballot if valid else [])
    if not any(ballot for _, ballot in ballots.values()):
        return ()
    return tuple(
        Chosen(words, tuple(name for name, ballot in ballots.values() if answer in ballot))
        for answer, words in answers.items()
    )


def _until_end(poll: ArchivedEvent, remarks: Sequence[ArchivedEvent]) -> Iterable[ArchivedEvent]:
    for remark in remarks:
        if remark.type in POLL_ENDS and remark.sender == poll.sender:
            return
        yield remark


def _ballot(content: Mapping[str, Any]) -> list[str]:
    """The ids of the chosen answers, in the form of the specification or the older one."""
    given = content.get("m.selections")
    if not isinstance(given, list):
        given = _mapping(content.get("org.matrix.msc3381.poll.response")).get("answers")
    return [str(answer) for answer in given] if isinstance(given, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
