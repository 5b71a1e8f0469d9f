"""``teremok bridge command``: say something to a bridge's bot, and print its answer."""

import json
from pathlib import Path

import click

from bot.cli import data_option, words
from bot.cli.bridge.reaching import Reached, at_bridge
from bot.cli.terminal import printable
from bot.house import House
from bridges.upstream.commands import Reply


@click.command(
    context_settings={"ignore_unknown_options": True},  # they are the command's own
    short_help=words("Say a command to the bridge's bot, and print its answer."),
    help=words("Say a command to the bridge's bot, and print its answer.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok bridge command whatsapp help"),
)
@click.argument("network")
@click.argument("text", nargs=-1, required=True)
@data_option
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))
def command(network: str, text: tuple[str, ...], data: Path, as_json: bool) -> None:
    """Say the command as the bot's account, which is the bridge's administrator."""

    async def say(reached: Reached) -> Reply:
        prefix = reached.installed.descriptor.prefix
        said = " ".join(text).removeprefix(prefix).strip()
        room_id = await reached.workshop.room(reached.bridge)
        return await reached.workshop.commands(reached.bridge).say(room_id, said, silent=True)

    reply = at_bridge(House.open(data), network, say)
    if as_json:
        click.echo(json.dumps({"answer": reply.text, "done": reply.nodded}, ensure_ascii=False))
    elif reply.words:
        click.echo(printable(reply.text))
    else:
        click.echo("✅" if reply.nodded else words("(no answer)"))
