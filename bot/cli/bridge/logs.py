"""``teremok bridge logs``: what a bridge's program says."""

import time
from collections.abc import Iterator
from pathlib import Path

import click

from bot.cli import data_option, words
from bot.cli.terminal import printable
from bot.house import House, HouseProblem
from bot.upstream.installed import open_bridge
from deploy.bridges.log_words import readable

_PAUSE_SECONDS = 0.5


@click.command(
    short_help=words("What the bridge's program says."),
    help=words("What the bridge's program says; only warnings and errors are kept.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok bridge logs whatsapp --lines 50"),
)
@click.argument("network")
@data_option
@click.option(
    "--lines", type=click.IntRange(1, 10000), default=30, help=words("How many, the last ones.")
)
@click.option("--follow", is_flag=True, help=words("Go on with what is said from now on."))
def logs(network: str, data: Path, lines: int, follow: bool) -> None:
    """Print the end of the log."""
    installed = open_bridge(House.open(data), network)
    if installed.installation.managed != "teremok":
        raise HouseProblem(
            "This bridge is run by {managed}, which keeps its log.",
            managed=installed.installation.managed,
        )
    path = installed.log_path
    for line in _last(path, lines):
        click.echo(printable(readable(line)))
    if follow:
        for line in _new_lines(path):
            click.echo(printable(readable(line)))


def _last(path: Path, count: int) -> list[str]:
    said: list[str] = []
    for each in (path.with_name(path.name + ".1"), path):
        if each.exists():
            said += each.read_text(encoding="utf-8", errors="replace").splitlines()
    return said[-count:]


def _new_lines(path: Path) -> Iterator[str]:
    """Each line that is added; a log that is begun anew is read from its beginning."""
    place = path.stat().st_size if path.exists() else 0
    rest = b""
    while True:
        size = path.stat().st_size if path.exists() else 0
        if size < place:
            place = 0
        if size > place:
            with path.open("rb") as file:
                file.seek(place)
                said = rest + file.read()
                place = file.tell()
            *whole, rest = said.split(b"\n")
            for line in whole:
                yield line.decode(errors="replace")
        time.sleep(_PAUSE_SECONDS)
