"""Where the duty administrator is spoken to."""

from collections.abc import Iterator

from rooms.directory import Directory
from rooms.storage.rooms import KnownRoom
from rooms.wanted.kinds import DUTY, STAFF


def duty_rooms(directory: Directory) -> Iterator[KnownRoom]:
    """The room of the duty administrator, then that of the staff, as far as they are there."""
    for kind in (DUTY, STAFF):
        for room in directory.rooms():
            if room.kind == kind:
                yield room
