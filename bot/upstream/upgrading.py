"""Another version of a bridge's program, on a copy of its data, and back where that fails.

The program brings the tables of the copy up to itself; what it was before is untouched until the
next upgrade. An older program is tried the same way: it refuses tables that it does not know.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot.house import HouseProblem
from bot.upstream.adding import check_configuration
from bot.upstream.coming_up import comes_up, goes_away
from bot.upstream.finding_program import (
    Wanted,
    find,
    keep_program,
    remove_other_programs,
    usual_image,
)
from bot.upstream.installed import Installation, InstalledBridge, State, database_of
from bot.upstream.run_state import running_pid
from bot.upstream.turns import alone
from bot.upstream.writing import bridge_settings
from bridges.upstream.problems import BridgeProblem
from bridges.upstream.provisioning import Provisioning
from deploy.bridges.accepting import NotAccepted
from deploy.bridges.configuration import bridge_options
from deploy.bridges.databases import (
    CopyRefused,
    copy_postgres,
    copy_sqlite,
    remove_postgres,
    remove_sqlite,
)
from deploy.bridges.trial import try_start

Step = Callable[[str], None]
_TRIAL = "bridge-trial.db"


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The versions before and after, and whether the program is another one now."""

    before: str
    after: str
    is_another: bool = True


async def upgrade_bridge(
    installed: InstalledBridge, wanted: Wanted, step: Step = lambda text: None
) -> Upgraded:
    """Put another program in the place of the present one.

    Raises HouseProblem where it does not come up; then all is as before.
    """
    with alone(installed.house):
        step("The program is looked for")
        now = installed.installation.now
        found = find(installed.house, installed.descriptor, _usual(installed, wanted))
        program = keep_program(installed.folder, found)
        if program.path == now.program.path and program.image == now.program.image:
            return Upgraded(now.program.version, program.version, is_another=False)
        candidate = _with(installed, State(program=program, database=now.database))
        step("The program is tried")
        environment = await check_configuration(candidate, {})
        if installed.installation.managed != "teremok":
            return await _hand_over(installed, candidate, environment)
        return await _switch(installed, candidate, environment, step)


async def _switch(
    installed: InstalledBridge,
    candidate: InstalledBridge,
    environment: dict[str, str],
    step: Step,
) -> Upgraded:
    """Stop the present program, copy its data, start the other one on the copy."""
    former = installed.installation
    is_running = installed.house.run is not None
    accounts = await _accounts(installed) if is_running else frozenset()
    pid = running_pid(installed.house, installed.network)
    step("The data are copied")
    installed.change(lambda _: {"paused": True})
    try:
        if is_running and not await goes_away(installed):
            raise HouseProblem("The running program does not end.")
        database = await _copied(installed)
        state = State(program=candidate.installation.now.program, database=database)
        changed = former.model_copy(
            update={"now": state, "former": former.now, "environment": environment}
        )
        fresh = InstalledBridge(installed.house, installed.descriptor, changed)
        await _brought_up(fresh)
        if is_running:
            step("The house starts the bridge")
            fresh.change(lambda _: _state_of(changed))
            if not await comes_up(fresh, former_pid=pid) or not (
                accounts <= await _accounts(fresh)
            ):
                raise _does_not_come_up(fresh)
    except BaseException:
        installed.change(lambda _: _state_of(former))
        if is_running:
            with suppress(Exception):
                await comes_up(installed)
        raise
    if not is_running:
        fresh.change(lambda _: _state_of(changed))
    await _forget_older(installed, changed)
    return Upgraded(former.now.program.version, state.program.version)


async def _hand_over(
    installed: InstalledBridge, candidate: InstalledBridge, environment: dict[str, str]
) -> Upgraded:
    """What others keep running is only described anew: they start it.

    As nobody goes back by itself then, the program is tried on a copy of the data before, where
    these are a file.
    """
    before, after = installed.installation.now.program, candidate.installation.now.program
    changed = candidate.installation.model_copy(update={"environment": environment})
    if isinstance(installed.database, Path):
        tried = State(program=after, database=_TRIAL)
        trial = changed.model_copy(update={"now": tried})
        try:
            copy_sqlite(installed.database, installed.folder / _TRIAL)
            await _brought_up(InstalledBridge(installed.house, installed.descriptor, trial))
        except CopyRefused as refused:
            raise _cannot_be_copied(refused) from None
        finally:
            remove_sqlite(installed.folder / _TRIAL)
    candidate.change(lambda _: _state_of(changed))
    return Upgraded(before.version, after.version)


def _state_of(installation: Installation) -> dict[str, object]:
    """What an upgrade changes of a bridge's settings: others may be written meanwhile."""
    return {
        "now": installation.now,
        "former": installation.former,
        "environment": installation.environment,
        "paused": installation.paused,
    }


def _with(installed: InstalledBridge, state: State) -> InstalledBridge:
    now = installed.installation.now
    changed = installed.installation.model_copy(update={"now": state, "former": now})
    return InstalledBridge(installed.house, installed.descriptor, changed)


def _usual(installed: InstalledBridge, wanted: Wanted) -> Wanted:
    """Without a wish, what is now where the program was found; of an image, the release we know.

    An image of another name was chosen, and is not replaced by itself.
    """
    if wanted.program is not None or wanted.image is not None:
        return wanted
    program = installed.installation.now.program
    if program.image is not None:
        image = usual_image(installed.house, installed.descriptor)
        is_usual = f"/{_untagged(program.image)}".endswith(f"/{installed.descriptor.image}")
        if image is not None and is_usual:
            return Wanted(image=image)
        raise HouseProblem("Say which image to run from now on: --image NAME")
    return Wanted(program=Path(program.found)) if program.found else wanted


def _untagged(image: str) -> str:
    """The name of an image, without its release or digest."""
    return re.sub(r"(:[^/:@]*)?(@[^/@]*)?$", "", image, count=1)


async def _copied(installed: InstalledBridge) -> str:
    """A copy of the data for the other program; gives what State calls it."""
    source, installation = installed.database, installed.installation
    states = [state for state in (installation.now, installation.former) if state is not None]
    taken = {state.database for state in states}
    try:
        if isinstance(source, Path):
            names = (f"bridge-{number}.db" for number in range(1, len(taken) + 2))
            name = next(name for name in names if name not in taken)
            copy_sqlite(source, installed.folder / name)
            return name
        stem = re.sub(r"_teremok\d$", "", urlsplit(source).path.removeprefix("/"))
        used = {urlsplit(address).path.removeprefix("/") for address in taken}
        names = (f"{stem}_teremok{number}" for number in range(1, len(taken) + 2))
        return await copy_postgres(source, next(name for name in names if name not in used))
    except CopyRefused as refused:
        raise _cannot_be_copied(refused) from None


def _cannot_be_copied(refused: CopyRefused) -> HouseProblem:
    return HouseProblem("The bridge's data cannot be copied: {reason}", reason=refused)


async def _brought_up(fresh: InstalledBridge) -> None:
    """Have the program bring the tables up while nobody else is there, where they are a file."""
    if not isinstance(fresh.database, Path):
        return
    options = bridge_options(bridge_settings(fresh))
    try:
        await try_start(
            fresh.runnable,
            options,
            fresh.folder,
            fresh.installation.environment,
            fresh.database,
        )
    except NotAccepted as refused:
        raise HouseProblem(
            "{version} does not start on the bridge's data: {reason}. All is as before.",
            version=fresh.installation.now.program.version,
            reason=refused,
        ) from None


def _does_not_come_up(fresh: InstalledBridge) -> HouseProblem:
    return HouseProblem(
        "{version} does not come up with the linked accounts. All is as before;"
        " what it said: teremok bridge logs {network}",
        version=fresh.installation.now.program.version,
        network=fresh.network,
    )


async def _accounts(installed: InstalledBridge) -> frozenset[str]:
    async with aiohttp.ClientSession() as session:
        try:
            whoami = await Provisioning(installed.bridge, session).whoami()
        except BridgeProblem:
            return frozenset()
    return frozenset(login.id for login in whoami.logins)


async def _forget_older(installed: InstalledBridge, kept: Installation) -> None:
    """Keep what is used now and what was before it; what was before that can go."""
    states = [state for state in (kept.now, kept.former) if state is not None]
    remove_other_programs(installed.folder, tuple(state.program for state in states))
    used = {database_of(installed.folder, state) for state in states}
    older = installed.installation.former
    if older is None or database_of(installed.folder, older) in used:
        return
    database = database_of(installed.folder, older)
    if isinstance(database, Path):
        remove_sqlite(database)
    else:
        with suppress(CopyRefused):
            await remove_postgres(database)
