"""Only one command at a time changes which bridges a house has."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from bot.house import House, HouseProblem
from bot.upstream.installed import bridges_folder
from deploy.private_file import make_private_folder


def somebody_is_at_work(house: House) -> bool:
    """Whether another command is within `alone` now."""
    try:
        with alone(house):
            return False
    except HouseProblem:
        return True


@contextmanager
def alone(house: House) -> Iterator[None]:
    """For as long as the block lasts; raises HouseProblem where another command is at work."""
    make_private_folder(bridges_folder(house))
    handle = os.open(bridges_folder(house), os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HouseProblem("Another command is at work on the bridges of this house.") from None
        yield
    finally:
        os.close(handle)
