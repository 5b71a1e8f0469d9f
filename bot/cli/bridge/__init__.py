"""``teremok bridge``: the messengers that reach us through upstream programs."""

import importlib
from typing import cast

import click

from bot.cli import words

_COMMANDS = {
    "add": "bot.cli.bridge.add:add",
    "login": "bot.cli.bridge.login:login",
    "chats": "bot.cli.bridge.chats:chats",
    "plumb": "bot.cli.bridge.plumb:plumb",
    "unplumb": "bot.cli.bridge.plumb:unplumb",
    "list": "bot.cli.bridge.looking:list_bridges",
    "status": "bot.cli.bridge.looking:status",
    "logs": "bot.cli.bridge.logs:logs",
    "command": "bot.cli.bridge.command:command",
    "upgrade": "bot.cli.bridge.upgrade:upgrade",
    "remove": "bot.cli.bridge.remove:remove",
}


_INTO_A_ROOM = "ladybirds whatsapp 1203…@g.us"


class _Bridge(click.Group):
    """The subcommands, each loaded only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order in which people need them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The subcommand of that name."""
        if name not in _COMMANDS:
            return None
        module, attribute = _COMMANDS[name].split(":")
        return cast("click.Command", getattr(importlib.import_module(module), attribute))


@click.group(
    cls=_Bridge,
    help=words("WhatsApp, Telegram and others, through bridges that Teremok runs and drives.")
    + "\n\n\b\n"
    + words("Install one:     {command}", command="teremok bridge add whatsapp")
    + "\n"
    + words("Link an account: {command}", command="teremok bridge login whatsapp")
    + "\n"
    + words("Find the chats:  {command}", command="teremok bridge chats whatsapp")
    + "\n"
    + words(
        "Into a room:     {command}", command="teremok bridge plumb ladybirds whatsapp 1203…@g.us"
    ),
)
def bridge() -> None:
    """The group of commands."""
