"""What a poll has come to. Pure.

https://github.com/matrix-org/matrix-spec-proposals/blob/main/proposals/3381-polls.md
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rooms.archive.content import most_answers, poll_answers
from rooms.storage.events import POLL_ENDS, POLL_RESPONSES, ArchivedEvent

_NUMBERS = re.compile(r"\W*[0-9]{1,2}(?:\W+[0-9]{1,2})*\W*")
"""What somebody writes who sees a poll as numbered text: “2”, “1, 3”, “№ 2.”."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """An answer of a poll, and the names of those who chose it."""

    answer: str
    names: tuple[str, ...]


def chosen(poll: ArchivedEvent, remarks: Sequence[ArchivedEvent]) -> tuple[Chosen, ...]:
    """Who chose what; nothing where nobody has. `remarks` in the order of arrival.

    The last ballot of each counts, with no more answers than the poll allows; one with an answer
    that the poll does not have is spoiled. Who answers the poll with numbers votes for the answers
    in these places. What comes after its author's end counts no more.
    """
    ballots = _ballots(poll, remarks)
    if not any(ballot for _, ballot in ballots):
        return ()
    return tuple(
        Chosen(words, tuple(name for name, ballot in ballots if answer in ballot))
        for answer, words in poll_answers(poll.content).items()
    )


def count_voters(poll: ArchivedEvent, remarks: Sequence[ArchivedEvent]) -> int:
    """How many people have chosen something."""
    return sum(bool(ballot) for _, ballot in _ballots(poll, remarks))


def _ballots(
    poll: ArchivedEvent, remarks: Sequence[ArchivedEvent]
) -> Sequence[tuple[str, list[str]]]:
    """The name of each who has voted, and what they have chosen at last."""
    answers, most = poll_answers(poll.content), most_answers(poll.content)
    ballots: dict[str, tuple[str, list[str]]] = {}
    for remark in _until_end(poll, remarks):
        if remark.redacted_by is not None:
            continue
        if remark.type in POLL_RESPONSES:
            ballot = _ballot(remark.content)[:most]
            valid = all(answer in answers for answer in ballot)
            ballots[remark.sender] = (remark.sender_name, ballot if valid else [])
        elif ballot := _numbered_ballot(remark, list(answers)):
            ballots[remark.sender] = (remark.sender_name, ballot[:most])
    return list(ballots.values())


def _numbered_ballot(remark: ArchivedEvent, answers: Sequence[str]) -> list[str]:
    """The ids of the answers whose numbers somebody writes; none where these are none of them."""
    if remark.kind != "text" or not _NUMBERS.fullmatch(remark.text):
        return []
    numbers = [int(number) for number in re.findall("[0-9]+", remark.text)]
    is_known = all(1 <= number <= len(answers) for number in numbers)
    return [answers[number - 1] for number in numbers] if is_known else []


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
