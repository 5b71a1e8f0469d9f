"""``teremok up``: start the house and keep it running."""

import asyncio
from pathlib import Path

import click

from bot.cli import data_option, language, words
from bot.house import DEFAULT_SERVER_NAME, HouseLock, HouseProblem
from bot.house_settings import Ports
from bot.starting.checks import Checked, Wishes, check, lock_folder
from bot.starting.progress import Progress
from bot.starting.start import RunningHouse, prepare
from deploy.homeserver.environment import InstallationFailed, install, is_installed

_PORT = click.IntRange(1, 65535)
_FILE = click.Path(path_type=Path)
_USUAL = Ports()


@click.command(
    help=words("Start the house and keep it running, until Ctrl-C.")
    + "\n\n"
    + words(
        "The first time it makes everything that is needed and tells how to log in;"
        " afterwards everything is as it was."
    )
    + "\n\n\b\n"
    + words("Example:")
    + "\n  teremok up --data data --server-name sad24.example.org"
)
@data_option
@click.option(
    "--server-name",
    metavar="NAME",
    help=words(
        "What every account ends with; cannot be changed later (else {name}).",
        name=DEFAULT_SERVER_NAME,
    ),
)
@click.option(
    "--homeserver-port",
    type=_PORT,
    help=words("For Element (else {port}).", port=_USUAL.homeserver),
)
@click.option(
    "--console-port",
    type=_PORT,
    help=words("For the console (else {port}).", port=_USUAL.console),
)
@click.option(
    "--sandbox-port",
    type=_PORT,
    help=words("For the practice phone (else {port}).", port=_USUAL.sandbox),
)
@click.option(
    "--community",
    type=_FILE,
    metavar="FILE",
    help=words(
        "Take rooms and people from this file (else {name} of the house).", name="community.yaml"
    ),
)
@click.option(
    "--regulation",
    type=_FILE,
    metavar="FILE",
    help=words("Take the rules from this file (else {name} of the house).", name="regulation.yaml"),
)
def up(
    data: Path,
    server_name: str | None,
    homeserver_port: int | None,
    console_port: int | None,
    sandbox_port: int | None,
    community: Path | None,
    regulation: Path | None,
) -> None:
    """Start the house and keep it running."""
    wishes = Wishes(
        folder=data,
        server_name=server_name,
        homeserver_port=homeserver_port,
        console_port=console_port,
        sandbox_port=sandbox_port,
        community=community,
        regulation=regulation,
    )
    lock = lock_folder(data)
    checked = check(wishes)
    progress = Progress()
    try:
        _install_homeserver(progress)
        lock = lock or _made_and_locked(checked)
        house, kept = prepare(wishes, checked)
        for path in kept:
            progress.say(words("What was there is kept as {path}", path=path))
        asyncio.run(RunningHouse(house, progress, language()).run())
    finally:
        progress.end()
    lock.release()


def _install_homeserver(progress: Progress) -> None:
    if is_installed():
        return
    text = words("The homeserver is being installed; this happens once and takes some minutes")
    progress.begin(text)
    try:
        install(
            lambda package, number, count: progress.advance(f"{text}: {package}", number, count)
        )
    except InstallationFailed as failed:
        raise HouseProblem(
            "The homeserver cannot be installed: {reason}", reason=failed
        ) from failed
    progress.done(words("The homeserver is installed"))


def _made_and_locked(checked: Checked) -> HouseLock:
    checked.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return HouseLock(checked.folder)
