"""Posting hours: fires on what is written outside them, by the institution's clock."""

from typing import Annotated

from pydantic import Field

from policies.calendar import TimeOfDay, Times
from policies.context import Context
from policies.rules.rule import Detector, Rule
from policies.text.reading import Reading
from policies.verdict import Evidence


class Hours(Times):
    """Posts are allowed at these times: `from` and `to` must be said, `days` are all days of the
    week unless listed, `calendar` is the country whose working days are meant."""

    begin: Annotated[TimeOfDay, Field(alias="from")]
    end: Annotated[TimeOfDay, Field(alias="to")]


def detector(parameters: Hours) -> Detector:
    """Evidence: when it was written and when posting is allowed next (ISO 8601, local)."""

    def findings(reading: Reading, context: Context) -> Evidence | None:
        zone, written_at = context.timezone, reading.post.written_at
        if parameters.contain(written_at, zone):
            return None
        evidence = {"written_at": written_at.astimezone(zone).isoformat(timespec="minutes")}
        allowed_from = parameters.next_begin(written_at, zone)
        if allowed_from is not None:
            evidence["allowed_from"] = allowed_from.isoformat(timespec="minutes")
        return evidence

    return findings


RULE = Rule("hours", Hours, detector)
