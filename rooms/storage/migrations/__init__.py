"""The tables, step by step: one module a step, named after what it is about.

A step that has landed is never changed; a new one goes to the end of `STEPS`, and its place there
is its number for good. Each runs in a transaction of its own.
"""

from mautrix.util.async_db import UpgradeTable

from rooms.storage.migrations.by_hand import by_hand
from rooms.storage.migrations.enforcement import enforcement
from rooms.storage.migrations.house import house
from rooms.storage.migrations.looked_up import looked_up
from rooms.storage.migrations.photo_consents import photo_consents
from rooms.storage.migrations.pictures import pictures
from rooms.storage.migrations.refusals import refusals
from rooms.storage.migrations.rehearsed import rehearsed
from rooms.storage.migrations.roster import roster
from rooms.storage.migrations.talks import talks
from rooms.storage.migrations.taps import taps
from rooms.storage.migrations.upstream import upstream
from rooms.storage.migrations.upstream_people import upstream_people
from rooms.storage.migrations.year import year

STEPS = (
    house,
    roster,
    by_hand,
    year,
    upstream,
    enforcement,
    talks,
    pictures,
    rehearsed,
    photo_consents,
    upstream_people,
    looked_up,
    taps,
    refusals,
)


def table(steps: int = len(STEPS)) -> UpgradeTable:
    """The first so many steps, as mautrix carries them out."""
    upgrades = UpgradeTable(version_table_name="teremok_version", database_name="teremok")
    for step in STEPS[:steps]:
        upgrades.register(step, description=step.__name__)
    return upgrades
