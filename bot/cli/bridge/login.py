"""``teremok bridge login``: link an account of ours in the messenger."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from bot.cli import data_option, language, words
from bot.cli.bridge.asking import TerminalAsks
from bot.cli.bridge.reaching import Reached, at_bridge
from bot.cli.terminal import printable
from bot.house import House, HouseProblem
from bot.upstream.coming_up import comes_up
from bot.upstream.run_state import running_pid
from bot.upstream.unplumbed import unplumbed_of_file
from bridges.upstream.login import LinkedAccount, link_account, until_connected
from bridges.upstream.problems import BridgeProblem
from bridges.upstream.replacing import Replacement, orphans, replace_lost
from rooms.language import say_many
from rooms.storage import upstream
from rooms.storage.upstream import UpstreamChat

NOT_CONNECTED = 1
"""The exit code where the account is linked, but the messenger has not let it in yet."""


@dataclass(frozen=True, slots=True)
class TakenOver:
    """How many chats of lost accounts go through the new one, and why others do not, by title."""

    count: int
    failed: dict[str, str]


@click.command(
    short_help=words("Link an account of ours in the messenger."),
    help=words(
        "Link an account of ours in the messenger: by a QR code, a code, a password, or what a"
        " browser has in which it is logged in."
    )
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
    help=words("What belongs in a field; may be given several times.")
    + " "
    + words("A value “-” is read from the standard input, where nobody else sees it."),
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

    async def link(reached: Reached) -> tuple[LinkedAccount, TakenOver, int]:
        lost = await _orphans(reached)
        account = await link_account(reached.provisioning, asks, flow, again)
        if reached.installed.descriptor.quirks.restart_after_login:
            account = await _started_anew(reached, account)
        taken = await _take_over(reached, account, lost)
        pending = [c for c in await unplumbed_of_file(reached.store) if c.network == network]
        return account, taken, len(pending)

    account, taken, pending = at_bridge(House.open(data), network, link)
    if asks.unused:
        names = ", ".join(map(printable, asks.unused))
        click.echo(words("Nobody asked for these answers: {names}", names=names), err=True)
    if as_json:
        state = account.login.state.state_event if account.login else None
        told = {"account": account.id, "state": state, "taken_over": taken.count}
        click.echo(json.dumps({**told, "not_taken_over": taken.failed}, ensure_ascii=False))
    else:
        _tell(network, account)
        _tell_taken_over(taken)
        if account.is_connected and pending:
            one = "{count} chat of community.yaml is being connected."
            many = "{count} chats of community.yaml are being connected."
            click.echo(say_many(language(), one, many, pending))
    if not account.is_connected:
        context.exit(NOT_CONNECTED)


async def _started_anew(reached: Reached, account: LinkedAccount) -> LinkedAccount:
    """Until its next start this bridge hears nothing of the new log-in."""
    installed = reached.installed
    if installed.installation.managed != "teremok":
        click.echo(words("Start the bridge's program anew now: it hears nothing before."), err=True)
        return account
    former = running_pid(installed.house, installed.network)
    await comes_up(installed.start_anew(), former_pid=former)
    return await until_connected(reached.provisioning, account.id)


async def _orphans(reached: Reached) -> list[UpstreamChat]:
    try:
        return await orphans(reached.workshop, reached.bridge)
    except BridgeProblem:
        return []  # the log-in says what is wrong with the bridge


async def _take_over(
    reached: Reached, account: LinkedAccount, lost: list[UpstreamChat]
) -> TakenOver:
    """Plumb the chats of lost accounts again with the new one; the daemon may have been faster."""
    lost = [chat for chat in lost if chat.login != account.id]
    if not account.is_connected:
        return TakenOver(0, {})
    try:
        done = await replace_lost(reached.workshop, reached.bridge, account.id)
    except BridgeProblem:
        done = Replacement()  # the daemon goes on with it
    async with reached.store.reading() as connection:
        now = {c.asked: c.login for c in await upstream.chats(connection, reached.bridge.network)}
    taken = {chat.asked for chat in (*lost, *done.done) if now.get(chat.asked) == account.id}
    failed = {chat.title or chat.asked: why.words(language()) for chat, why in done.failed}
    return TakenOver(len(taken), failed)


def _tell_taken_over(taken: TakenOver) -> None:
    if taken.count:
        one = "{count} chat of the lost account is plumbed again with this one."
        many = "{count} chats of the lost account are plumbed again with this one."
        click.echo(say_many(language(), one, many, taken.count))
    for title, why in taken.failed.items():
        text = words("“{chat}” is not plumbed again: {reason}", chat=title, reason=why)
        click.echo(printable(text), err=True)


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
