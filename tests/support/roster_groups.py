"""The groups and the day by which the spreadsheets of the tests are read."""

from dataclasses import dataclass
from datetime import date

TODAY = date(2026, 9, 1)


@dataclass(frozen=True)
class NamedGroup:
    """A group, as far as a roster needs it."""

    key: str
    name: str


GROUPS = (NamedGroup("ladybirds", "Божьи коровки"), NamedGroup("hedgehogs", "Ёжики"))
