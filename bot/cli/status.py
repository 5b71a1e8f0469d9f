"""``teremok status``: whether everything works, every chat, what waits."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp
import click

from bot.cli import data_option, language, words
from bot.house import House, HouseLock
from bot.status import HouseStatus, PartState, look_into
from rooms.clock import SystemClock
from rooms.language import say_many
from rooms.storage.database import Store

ANSWER_SECONDS = 5
NOT_WELL = 1
"""The exit code when something does not work or the house does not run."""

EXAMPLE = "teremok status --data data --json"


@click.command(
    short_help=words("Whether everything works, every chat, what waits."),
    help=words("Whether everything works, every chat, what waits.")
    + " "
    + words("Ends with exit code 1 when something does not work.")
    + "\n\n\b\n"
    + words("Example:  {command}", command=EXAMPLE),
)
@data_option
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))
@click.pass_context
def status(context: click.Context, data: Path, as_json: bool) -> None:
    """Whether everything works, every chat, what waits."""
    house = House.open(data)
    parts, state = asyncio.run(_look(house))
    if as_json:
        whole = {"running": parts is not None, **state.as_json()}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(house, parts, state)))
    if not state.ok:
        context.exit(NOT_WELL)


async def _look(house: House) -> tuple[Mapping[str, PartState] | None, HouseStatus]:
    """What the running house says of its parts (None: it does not run), and the whole state."""
    parts = await _ask(house)
    store = await Store.open(house.database_url)
    try:
        return parts, await look_into(store, parts or {}, SystemClock().now_ms())
    finally:
        await store.close()


async def _ask(house: House) -> Mapping[str, PartState] | None:
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"{house.console_url}/healthz") as answer,
        ):
            said: Any = await answer.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return None
    if not isinstance(said, dict):
        return None  # something else answers on this port
    return {
        str(name): PartState(
            part.get("ok") is True,
            str(part.get("words", "")),
            part.get("essential") is not False,
            str(part.get("detail", "")),
        )
        for name, part in said.items()
        if isinstance(part, dict)
    } or None


def _lines(house: House, parts: Mapping[str, PartState] | None, state: HouseStatus) -> list[str]:
    if parts is None:
        lines = [_why_silent(house)]
    else:
        lines = [words("All is well.") if state.is_well else words("Not everything works.")]
        lines += [_part_line(name, part) for name, part in parts.items()]
    lines += ["", words("Rooms") + ":"]
    for room in state.meeting_rooms:
        staff = "{count} members of staff"
        people = say_many(language(), "{count} member of staff", staff, room.staff)
        parents = say_many(language(), "{count} parent", "{count} parents", room.parents)
        lines.append(f"  {_printable(room.name)}: {people}, {parents}")
        for chat in room.chats:
            waits = ""
            if chat.waiting:
                many = "{count} messages wait"
                waits = ", " + say_many(language(), "{count} message waits", many, chat.waiting)
            lines.append(f"    {words(chat.network)} {_printable(chat.chat)}{waits}")
    return [*lines, "", *_numbers(state)]


def _why_silent(house: House) -> str:
    if HouseLock.is_held(house.folder):  # what does not answer is being started
        return words("Teremok is starting and does not answer yet. Look again in a minute.")
    start = words("Start it: teremok up --data {folder}", folder=house.folder)
    return words("The house is not running.") + " " + start


def _part_line(name: str, part: PartState) -> str:
    detail = f" ({part.detail})" if part.detail else ""
    line = f"  {'✓' if part.ok else '✗'} {words(name)}: {words(part.words)}{detail}"
    return _printable(line)


def _numbers(state: HouseStatus) -> list[str]:
    archive = state.archive
    numbers = [
        (words("waiting"), state.waiting),
        (words("waiting for a decision"), state.undecided),
        (words("waiting for their hour"), state.timed),
        (words("could not be done"), state.failed),
        (words("decisions of the last day"), state.decisions.last_day),
        (words("events in the archive"), archive.events),
        (words("files in the archive"), archive.media_stored),
    ]
    lines = [f"{name.capitalize()}: {number}" for name, number in numbers]
    for lane in state.queues:
        if lane.problem:
            lines.append(f"  {_printable(lane.lane)} ({lane.waiting}): {_printable(lane.problem)}")
    return lines


def _printable(text: str) -> str:
    """Names come from outside; none may steer the terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
