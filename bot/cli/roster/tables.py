"""Tables on the terminal."""

import sys
from collections.abc import Iterable, Sequence
from io import StringIO

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.terminal import printable

WIDE = 200
"""Columns where there is no terminal: what reads it cuts nothing off."""


def print_table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under their headers; long words go on in the next line, nothing is left out."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for header in headers:
        table.add_column(Text(header), overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    written = StringIO()
    width = None if sys.stdout.isatty() else WIDE
    Console(file=written, width=width, force_terminal=False, color_system=None).print(table)
    for line in written.getvalue().splitlines():
        click.echo(line.rstrip())
