"""``teremok bridge login``: link an account of ours in the messenger."""

import json
from collections.abc import Iterable
from pathlib import Path

import click

from bot.cli import data_option, words
from bot.cli.bridge.asking import TerminalAsks
from bot.cli.bridge.reaching import Reached, at_bridge
from bot.cli.terminal import printable
from bot.house import House, HouseProblem
from bot.upstream.coming_up import comes_up, running_pid
from bridges.upstream.login import LinkedAccount, link_account, until_connected

NOT_CONNECTED = 1
"""The exit code where the account is linked, but the messenger has not let it in yet."""


@click.command(
    short_help=words("Link an account of ours in the messenger."),
    help=words("Link an account of ours in the messenger: by a QR code, a code, a password.")
    + " "
    + words("What it needs is asked for; programs give it with --answer.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok bridge login whatsapp")
    + "\n          teremok bridge login irc --answer network=libera --answer nick=sad24",
)
@click.argument("network")
@data_option
@click.option("--flow", metavar="ID", help=words("Which way to log in, such as qr or phone."))
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="FIELD=VALUE",
    help=words("What belongs in a field; may be given several times."),
)
@click.option("--again", metavar="ID", help=words("Log this account in again."))
@click.option("--json", "as_json", is_flag=True, help=words("As JSON lines, for programs."))
@click.pass_context
def login(
    context: click.Context,
    network: str,
    data: Path,
    flow: str | None,
    answers: tuple[str, ...],
    again: str | None,
    as_json: bool,
) -> None:
    """Link an account."""
    asks = TerminalAsks(_answers(answers), as_json)

    async def link(reached: Reached) -> LinkedAccount:
        account = await link_account(reached.provisioning, asks, flow, again)
        if reached.installed.descriptor.quirks.restart_after_login:
            account = await _started_anew(reached, account)
        return account

    account = at_bridge(House.open(data), network, link)
    if as_json:
        state = account.login.state.state_event if account.login else None
        click.echo(json.dumps({"account": account.id, "state": state}))
    else:
        _tell(network, account)
    if not account.is_connected:
        context.exit(NOT_CONNECTED)


async def _started_anew(reached: Reached, account: LinkedAccount) -> LinkedAccount:
    """Until its next start this bridge hears nothing of the new log-in."""
    installed = reached.installed
    if installed.installation.managed != "teremok":
        click.echo(words("Start the bridge's program anew now: it hears nothing before."), err=True)
        return account
    former = running_pid(installed)
    await comes_up(installed.start_anew(), former_pid=former)
    return await until_connected(reached.provisioning, account.id)


def _answers(given: Iterable[str]) -> dict[str, str]:
    answers = {}
    for text in given:
        field, sign, value = text.partition("=")
        if not sign or not field:
            raise HouseProblem(
                "“{text}” is no answer. Write it like --answer nick=sad24", text=field
            )
        answers[field.strip()] = value
    return answers


def _tell(network: str, account: LinkedAccount) -> None:
    name = account.login.name if account.login and account.login.name else account.id
    if account.is_connected:
        click.echo(printable(words("The account {name} is linked.", name=name)))
        then = f"teremok bridge chats {network}"
        click.echo(words("Its chats: {command}", command=then))
        return
    state = account.login.state.error or account.login.state.state_event if account.login else ""
    click.echo(
        printable(
            words(
                "The account {name} is linked, but not connected ({state}).",
                name=name,
                state=state or "?",
            )
        ),
        err=True,
    )
