"""When what is held may appear."""

from bridges.enforcement.enforce import opening
from policies.verdict import Action, Evidence, Finding, Verdict

MORNING, NOON = "2026-11-24T08:00+03:00", "2026-11-24T12:00+03:00"


def held(*evidences: Evidence, rehearsed: bool = False) -> Verdict:
    findings = tuple(
        Finding(str(number), "", "hours", Action.HOLD, evidence, rehearsed)
        for number, evidence in enumerate(evidences)
    )
    return Verdict(Action.HOLD, findings[0], findings)


def test_it_waits_for_the_last_of_all_hours() -> None:
    opens = opening(held({"allowed_from": NOON}, {"allowed_from": MORNING}))
    assert opens is not None
    assert opens.isoformat(timespec="minutes") == NOON


def test_what_is_held_for_a_person_does_not_appear_by_itself() -> None:
    assert opening(held({"allowed_from": MORNING}, {"found": "example.com"})) is None
    assert opening(held({"found": "example.com"})) is None


def test_rehearsed_clauses_hold_nothing() -> None:
    assert opening(held({"allowed_from": MORNING}, rehearsed=True)) is None
