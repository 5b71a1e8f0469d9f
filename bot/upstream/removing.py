"""Taking a bridge out of a house."""

import shutil
from dataclasses import dataclass, replace

from bot.house import House, HouseProblem
from bot.upstream.coming_up import goes_away
from bot.upstream.installed import SETTINGS, InstalledBridge
from bot.upstream.turns import alone
from rooms.files.yaml_file import FileProblem
from rooms.storage import upstream
from rooms.storage.database import Store
from rooms.storage.upstream import UpstreamChat


@dataclass(frozen=True, slots=True)
class Removed:
    """What became of it; `ended`: whether its program is known to have ended."""

    ended: bool


async def plumbed_chats(store: Store, network: str) -> list[UpstreamChat]:
    """The chats that are connected with rooms through this bridge. Raises DatabaseAway."""
    async with store.reading() as connection:
        return await upstream.chats(connection, network)


async def let_be(installed: InstalledBridge, store: Store, is_whole: bool) -> None:
    """Have a running house look after the bridge no more, before anything is undone.

    Else chats would be plumbed again, and the account's log-out be told as a trouble. What belongs
    to the network is kept until all is done. `is_whole`: whether its files can be read; the house
    looks after no other. It is let be for as long as somebody is at work on the bridges: whoever
    calls this is `alone` until all is done.
    """
    if is_whole:
        installed.change(lambda now: {"leaving": True})
    async with store.transaction() as connection:
        known = await upstream.users(connection)
        networks = tuple(name for name in known.networks if name != installed.network)
        await upstream.put_users(connection, replace(known, networks=networks))


def stays(installed: InstalledBridge) -> bool:
    """Whether a house is to look after a bridge: it is not being taken out.

    One whose taking out was broken off, so that nobody is at work on it any more, stays as before.
    """
    if not installed.installation.leaving:
        return True
    try:
        with alone(installed.house):
            installed.change(lambda now: {"leaving": False})
    except (HouseProblem, FileProblem, FileNotFoundError):
        return False  # somebody is at work, or it is gone meanwhile
    except OSError:
        return True  # it is tried again
    return True


async def remove_bridge(house: House, installed: InstalledBridge, store: Store) -> Removed:
    """Take the bridge out; a running house ends its program and tells the homeserver.

    Its folder goes with all data once nothing answers there any more; the caller is `alone`.
    Raises OSError.
    """
    (installed.folder / SETTINGS).unlink()
    async with store.transaction() as connection:
        await upstream.drive_no_more(connection, installed.network)
    ended = house.run is None or await goes_away(installed)
    if ended:
        shutil.rmtree(installed.folder)
    return Removed(ended)
