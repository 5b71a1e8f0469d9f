"""``teremok poll``: asks everybody in a room and in its chats."""

from pathlib import Path

import click

from bot.cli import data_option, language, words
from bot.cli.terminal import printable
from bot.commands.poll import begun_words, ended_words
from bot.desk.desk import Desk, at_desk
from bot.desk.finding import find_room
from bot.desk.polling import begin_poll, end_poll
from bot.house import House


@click.command(
    short_help=words("Ask everybody in a room and in its chats."),
    help=words(
        "Ask everybody in a room and in its chats. With --end: the last poll there is over, and"
        " Teremok says in the room what it has come to."
    )
    + "\n\n\b\n"
    + words(
        "Example:  {command}", command=words('teremok poll ladybirds "When?" "Mornings" "Evenings"')
    ),
)
@click.argument("room")
@click.argument("question", required=False, default="")
@click.argument("answers", metavar="ANSWER ANSWER…", nargs=-1)
@click.option("--end", is_flag=True, help=words("End the last poll in the room."))
@data_option
def poll(room: str, question: str, answers: tuple[str, ...], end: bool, data: Path) -> None:
    """Ask, or end what was asked; the running daemon says it."""
    if end and question:
        raise click.UsageError(words("With --end there is nothing to ask."))

    async def work(desk: Desk) -> str:
        where = find_room(room, desk.directory)
        if end:
            return ended_words(await end_poll(desk, where), language())
        await begin_poll(desk, where, question, answers, at=desk.clock.now_ms())
        return begun_words(where.name, language())

    click.echo(printable(at_desk(House.open(data), work)))
