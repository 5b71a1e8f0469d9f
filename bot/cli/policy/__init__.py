"""``teremok policy``: the regulation tried out, checked and looked back upon."""

import importlib
from typing import cast

import click

from bot.cli import words

_COMMANDS = {
    "judge": "bot.cli.policy.judge:judge",
    "explain": "bot.cli.policy.explain:explain",
    "lint": "bot.cli.policy.lint:lint",
    "rehearse": "bot.cli.policy.rehearse:rehearse",
    "report": "bot.cli.policy.report:report",
    "decide": "bot.cli.policy.decide:decide_post",
    "undo": "bot.cli.policy.decide:undo_decision",
}


class _Policy(click.Group):
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
    cls=_Policy,
    help=words(
        "The regulation: what it says of a text, whether it contradicts itself, what it did."
    )
    + "\n\n\b\n"
    + words(
        "What would happen:   {command}", command=words('teremok policy explain "Hello everybody!"')
    )
    + "\n"
    + words("Is it consistent:    {command}", command="teremok policy lint")
    + "\n"
    + words("Many posts at once:  {command}", command="teremok policy judge posts.jsonl --json"),
)
def policy() -> None:
    """The group of commands."""
