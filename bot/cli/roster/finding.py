"""``teremok roster find``: somebody of the roster."""

import json
from pathlib import Path

import click

from bot.cli import data_option, language, words
from bot.cli.roster.house import json_option, show_option
from bot.cli.terminal import printable
from bot.desk.desk import Desk, at_desk
from bot.desk.discretion import Discretion
from bot.house import House
from rooms.roster.export import child_as_json
from rooms.roster.searching import found
from rooms.storage import roster

NOBODY = 1
"""The exit code when nobody is called so."""


@click.command(
    "find",
    help=words("Find a child or a guardian by a part of the name or the phone.")
    + "\n\n\b\n"
    + words("Example:  {command}", command=words("teremok roster find Smith --data data")),
)
@click.argument("text")
@data_option
@show_option
@json_option
@click.pass_context
def find_on_roster(
    context: click.Context, text: str, data: Path, show: bool, as_json: bool
) -> None:
    """Print the children with their guardians."""
    discretion = Discretion(language(), open=show)

    async def look(desk: Desk) -> list[roster.StoredChild]:
        async with desk.store.reading() as connection:
            return await roster.present(connection)

    hits = found([stored.child for stored in at_desk(House.open(data), look)], text)
    if as_json:
        rows = [child_as_json(child, mask=not show) for child in hits]
        click.echo(json.dumps({"children": rows}, ensure_ascii=False))
    for child in () if as_json else hits:
        line = f"{child.group}  {discretion.child(child)}  {discretion.guardians(child.guardians)}"
        click.echo(printable(line))
    if not hits:
        if not as_json:
            click.echo(words("Nobody on the roster is called so."), err=True)
        context.exit(NOBODY)
