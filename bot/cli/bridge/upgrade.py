"""``teremok bridge upgrade``: another version of a bridge's program."""

import asyncio
from pathlib import Path

import click

from bot.cli import data_option, words
from bot.cli.terminal import printable
from bot.house import House
from bot.starting.progress import Progress
from bot.upstream.finding_program import Wanted
from bot.upstream.installed import open_bridge
from bot.upstream.production import what_to_do, write_parts
from bot.upstream.upgrading import upgrade_bridge


@click.command(
    short_help=words("Run another version of the bridge's program."),
    help=words("Run another version of the bridge's program, on a copy of its data.")
    + " "
    + words("Where it does not come up, all is as it was before. An older version works likewise.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok bridge upgrade whatsapp")
    + "\n          teremok bridge upgrade whatsapp --program ~/mautrix-whatsapp-new",
)
@click.argument("network")
@data_option
@click.option(
    "--program",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help=words("The new program (else what is now where the old one was found)."),
)
@click.option("--image", metavar="NAME", help=words("The new container image."))
def upgrade(network: str, data: Path, program: Path | None, image: str | None) -> None:
    """Run another version of a bridge's program."""
    house = House.open(data)
    installed = open_bridge(house, network)
    progress = Progress()
    try:
        done = asyncio.run(
            upgrade_bridge(
                installed, Wanted(program, image), lambda text: progress.begin(words(text))
            )
        )
    finally:
        progress.end()
    title = installed.descriptor.title
    if not done.is_another:
        click.echo(
            printable(
                words(
                    "The bridge to {title} is {version} already.", title=title, version=done.after
                )
            )
        )
        return
    click.echo(
        printable(
            words(
                "The bridge to {title} is {after} now; it was {before}.",
                title=title,
                after=done.after,
                before=done.before,
            )
        )
    )
    if installed.installation.managed != "teremok":
        fresh = open_bridge(house, network)
        path = write_parts(fresh)
        click.echo(words("Then: {command}", command=what_to_do(fresh, path)))
