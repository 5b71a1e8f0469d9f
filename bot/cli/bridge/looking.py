"""``teremok bridge list`` and ``status``: which bridges there are, and how they are."""

import asyncio
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from bot.cli import as_line, data_option, language, words
from bot.cli.bridge.last_words import last_words
from bot.cli.terminal import printable
from bot.house import House
from bot.upstream.installed import installed_networks, open_bridge
from bot.upstream.overview import Overview, overviews
from bot.upstream.unplumbed import Unplumbed, unplumbed
from bridges.upstream.answers import CONNECTED
from bridges.upstream.states import Condition
from rooms.files.yaml_file import FileProblem
from rooms.language import say_many
from rooms.storage import upstream
from rooms.storage.database import Store
from rooms.storage.upstream import UpstreamChat

NOT_WELL = 1
"""The exit code of `status` when the bridge, an account or a chat does not work."""


@dataclass(frozen=True, slots=True)
class Found:
    """All bridges, the chats that are kept plumbed, and those that are not."""

    bridges: list[Overview]
    chats: list[UpstreamChat]
    unplumbed: list[Unplumbed]

    def is_well(self, overview: Overview) -> bool:
        """Whether a bridge works, with its accounts, and those that its chats need."""
        network, accounts = overview.network, overview.accounts or ()
        return (
            overview.works
            and not any(chat.network == network for chat in self.unplumbed)
            and (bool(accounts) or not any(chat.network == network for chat in self.chats))
            and all(
                account.state in CONNECTED and account.condition != Condition.DEAF
                for account in accounts
            )
        )


@click.command(
    "list",
    short_help=words("Which bridges there are, and whether they work."),
    help=words("Which bridges there are, and whether they work.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok bridge list --json"),
)
@data_option
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))
def list_bridges(data: Path, as_json: bool) -> None:
    """Print the bridges, one a line."""
    house = House.open(data)
    found = asyncio.run(_look(house))
    is_lost = _complain(house, found.bridges)
    if as_json:
        rows = [asdict(overview) for overview in found.bridges]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not found.bridges and not is_lost:
        _say_none()
    for overview in found.bridges:
        click.echo(printable(_line(overview, found)))


@click.command(
    short_help=words("How a bridge, its accounts and its chats are."),
    help=words("How a bridge, its accounts and its chats are.")
    + " "
    + words("Ends with exit code 1 when something does not work.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok bridge status whatsapp"),
)
@click.argument("network", required=False)
@data_option
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))
@click.pass_context
def status(context: click.Context, network: str | None, data: Path, as_json: bool) -> None:
    """Print how bridges are."""
    house = House.open(data)
    if network is not None:
        open_bridge(house, network)
    found = asyncio.run(_look(house))
    is_lost = network is None and _complain(house, found.bridges)
    shown = [overview for overview in found.bridges if network in (None, overview.network)]
    if as_json:
        rows = [_row(overview, found) for overview in shown]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        if not shown and not is_lost:
            _say_none()
        for overview in shown:
            click.echo(printable("\n".join(_paragraph(house, overview, found))))
    if is_lost or not all(found.is_well(overview) for overview in shown):
        context.exit(NOT_WELL)


def _say_none() -> None:
    add = "teremok bridge add whatsapp"
    click.echo(words("No bridges yet. Add one: {command}", command=add))


def _complain(house: House, found: list[Overview]) -> bool:
    """Tell of bridges whose files cannot be read; whether there are any."""
    lost = sorted(set(installed_networks(house)) - {overview.network for overview in found})
    for network in lost:
        try:
            open_bridge(house, network)
            reason = words("its secrets cannot be read")
        except (FileProblem, OSError) as problem:
            reason = as_line(problem)
        text = words("The bridge {name} is left out: {reason}", name=network, reason=reason)
        click.echo(printable(text), err=True)
    return bool(lost)


async def _look(house: House) -> Found:
    store = await Store.open(house.database_url)
    try:
        found = await overviews(house, store)
        async with store.reading() as connection:
            chats = await upstream.chats(connection)
            missing = await unplumbed(connection)
    finally:
        await store.close()
    return Found(found, chats, missing)


def _line(overview: Overview, found: Found) -> str:
    mark = "✓" if found.is_well(overview) else "✗"
    parts = [overview.version]
    parts.append(words("works") if overview.works else words("does not run"))
    if overview.memory_mb is not None:
        parts.append(words("{count} MB", count=overview.memory_mb))
    if overview.works:
        count = len(overview.accounts or ())
        parts.append(say_many(language(), "{count} account", "{count} accounts", count))
    parts.append(say_many(language(), "{count} chat", "{count} chats", overview.chats))
    return f"{mark} {overview.network:12} {overview.title}: " + ", ".join(parts)


def _paragraph(house: House, overview: Overview, found: Found) -> list[str]:
    lines = [_line(overview, found)]
    if not overview.works:
        said = last_words(open_bridge(house, overview.network))
        lines += ["    " + words("Its last words: {words}", words=said)] if said else []
    elif not overview.accounts:
        command = f"teremok bridge login {overview.network}"
        lines.append("    " + words("No account is linked yet: {command}", command=command))
    for account in overview.accounts or ():
        known = _CONDITIONS.get(account.condition) or _STATES.get(account.state)
        state = words(known) if known else account.state or "?"
        error = f" ({account.error})" if account.error else ""
        lines.append(f"    {account.name or account.id}: {state}{error}")
    lines += _chats(overview, found)
    if overview.ended:
        ended = say_many(
            language(),
            "the program ended by itself {count} time since the start",
            "the program ended by itself {count} times since the start",
            overview.ended,
        )
        lines.append(f"    {ended}")
    return lines


def _chats(overview: Overview, found: Found) -> list[str]:
    network, lines = overview.network, []
    missing = [chat for chat in found.unplumbed if chat.network == network]
    left_out = {chat.asked for chat in missing}
    for stands in found.chats:
        if stands.network == network and stands.asked not in left_out:
            lines.append(f"    {stands.room_key} ← {stands.title or stands.chat}")
    for chat in missing:
        why = chat.why or words("not plumbed yet")
        lines.append(f"    ✗ {chat.room_key} ← {chat.title or chat.asked}: {why}")
    return lines


def _row(overview: Overview, found: Found) -> dict[str, object]:
    chats = [asdict(chat) for chat in found.chats if chat.network == overview.network]
    missing = [asdict(chat) for chat in found.unplumbed if chat.network == overview.network]
    return {**asdict(overview), "chats": chats, "unplumbed": missing}


_CONDITIONS: dict[str, str] = {
    Condition.DEAF: "says that it is connected, but hears nothing",
    Condition.CONFIRM: "has to be confirmed on the messenger's website",
    Condition.BANNED: "is banned",
    Condition.PHONE: "its phone has been offline for days",
    Condition.OUTDATED: "the messenger takes this version of the bridge no more",
}
"""What says more than the bridge's own word."""
_STATES = {
    "CONNECTED": "connected",
    "CONNECTING": "connects",
    "BACKFILLING": "connected",
    "TRANSIENT_DISCONNECT": "has lost its connection, and tries again",
    "BAD_CREDENTIALS": "logged out",
    "LOGGED_OUT": "logged out",
    "UNKNOWN_ERROR": "does not work",
}
