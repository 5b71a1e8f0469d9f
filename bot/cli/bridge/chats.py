"""``teremok bridge chats``: the chats that the linked account is in."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from bot.cli import data_option, words
from bot.cli.bridge.reaching import Reached, at_bridge
from bot.cli.terminal import printable
from bot.house import House
from bridges.upstream.chats import Row


@click.command(
    short_help=words("The chats that the linked account is in."),
    help=words("The chats that the linked account is in.")
    + " "
    + words("A chat without a name gets it when it is plumbed.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok bridge chats whatsapp --json"),
)
@click.argument("network")
@data_option
@click.option("--no-sync", is_flag=True, help=words("Only what the bridge knows already."))
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))
def chats(network: str, data: Path, no_sync: bool, as_json: bool) -> None:
    """Print the chats."""

    async def listed(reached: Reached) -> list[Row]:
        await reached.provisioning.login()
        chats = await reached.workshop.chats(reached.bridge)
        return await chats.listed(sync=not no_sync)

    rows = at_bridge(House.open(data), network, listed)
    if as_json:
        told = [{**asdict(row), "accounts": sorted(row.accounts)} for row in rows]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    if not rows:
        click.echo(words("No chats yet: somebody must let the account into one, or invite it."))
    for row in rows:
        plumbed = "  " + words("(plumbed)") if row.room_id else ""
        click.echo(printable(f"{row.id:36}  {row.title}{plumbed}".rstrip()))
