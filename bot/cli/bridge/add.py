"""``teremok bridge add``: install a bridge."""

import asyncio
import json
from pathlib import Path
from typing import cast

import click

from bot.cli import data_option, words
from bot.cli.bridge.last_words import last_words
from bot.cli.bridge.unseen import with_unseen
from bot.cli.terminal import printable
from bot.house import House
from bot.starting.progress import Progress
from bot.upstream.adding import Managed, Wish, add_bridge
from bot.upstream.coming_up import comes_up
from bot.upstream.finding_program import Wanted
from bot.upstream.installed import InstalledBridge
from bot.upstream.production import what_to_do, write_parts

NOT_UP = 1
"""The exit code where the bridge is installed, but does not come up."""


@click.command(
    short_help=words("Install a bridge and let the house run it."),
    help=words("Install a bridge: its program is found and tried, and the house runs it.")
    + " "
    + words(
        "NETWORK is whatsapp, telegram, facebook, instagram, irc, or a file that describes one."
    )
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok bridge add whatsapp")
    + "\n          teremok bridge add telegram --set network.api_id=123 --set network.api_hash=abc",
)
@click.argument("network")
@data_option
@click.option(
    "--program",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help=words("The program, or the folder with it (else it is looked for in PATH)."),
)
@click.option("--image", metavar="NAME", help=words("Run this container image instead."))
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="PATH=YAML",
    help=words("A value of the bridge's configuration, such as network.api_id=123.")
    + " "
    + words("A value “-” is read from the standard input, where nobody else sees it."),
)
@click.option(
    "--port", type=click.IntRange(1, 65535), help=words("Where it listens (else the usual port).")
)
@click.option(
    "--database", metavar="URL", help=words("An empty PostgreSQL database (else SQLite).")
)
@click.option(
    "--write",
    "managed",
    type=click.Choice(["compose", "systemd"]),
    help=words("Write a file for compose or systemd, which then run it, instead of Teremok."),
)
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))
@click.pass_context
def add(
    context: click.Context,
    network: str,
    data: Path,
    program: Path | None,
    image: str | None,
    values: tuple[str, ...],
    port: int | None,
    database: str | None,
    managed: str | None,
    as_json: bool,
) -> None:
    """Install a bridge."""
    house = House.open(data)
    wish = Wish(
        network=network,
        wanted=Wanted(program, image),
        values=tuple(map(with_unseen, values)),
        port=port,
        database=database,
        managed=cast("Managed", managed or "teremok"),
    )
    progress = Progress() if not as_json else None

    def step(text: str) -> None:
        if progress is not None:
            progress.begin(words(text))

    try:
        installed = asyncio.run(add_bridge(house, wish, step))
        is_up = _is_up(installed, step)
    finally:
        if progress is not None:
            progress.end()
    if as_json:
        click.echo(json.dumps(_row(installed, is_up)))
    else:
        _tell(installed, is_up)
    if is_up is False:
        context.exit(NOT_UP)


def _is_up(installed: InstalledBridge, step: object) -> bool | None:
    """None: there is nobody who would start it now."""
    if installed.house.run is None or installed.installation.managed != "teremok":
        return None
    if callable(step):
        step("The house starts the bridge")
    return asyncio.run(comes_up(installed))


def _tell(installed: InstalledBridge, is_up: bool | None) -> None:
    title, installation = installed.descriptor.title, installed.installation
    version = printable(installation.now.program.version)
    click.echo(
        words("The bridge to {title} is installed ({version}).", title=title, version=version)
    )
    network = installed.network
    if installation.managed != "teremok":
        path = write_parts(installed)
        click.echo(words("Written: {path}", path=path))
        click.echo(
            words("Start the house anew, then: {command}", command=what_to_do(installed, path))
        )
    elif is_up is None:
        click.echo(
            words(
                "It starts with the house: teremok up --data {folder}",
                folder=installed.house.folder,
            )
        )
    elif is_up:
        click.echo(
            words("It works. Link an account now: teremok bridge login {name}", name=network)
        )
    else:
        click.echo(
            words(
                "It does not come up. Its last words: {words} (more: teremok bridge logs {name})",
                words=printable(last_words(installed)) or "—",
                name=network,
            ),
            err=True,
        )


def _row(installed: InstalledBridge, is_up: bool | None) -> dict[str, object]:
    installation = installed.installation
    return {
        "network": installed.network,
        "version": installation.now.program.version,
        "port": installation.port,
        "managed": installation.managed,
        "works": is_up,
    }
