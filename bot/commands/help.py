"""``help``: what can be said to the bot."""

from collections.abc import Callable, Iterable

from bot.commands.command import Answer, Asker, Command
from rooms.language import say


class Help:
    """Lists the commands, this one too."""

    names = ("help", "помощь", "справка", "?")
    takes = ""
    summary = "what I understand"
    secret = False

    def __init__(self, commands: Callable[[], Iterable[Command]]) -> None:
        self._commands = commands

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """Every command with what it does."""
        items = [
            (form(command, asker), say(asker.language, command.summary))
            for command in self._commands()
        ]
        hint = (
            ""
            if asker.private
            else say(asker.language, "In a private room with me the word alone is enough.")
        )
        return Answer(say(asker.language, "This is what I understand:"), tuple(items), hint)


def form(command: Command, asker: Asker) -> str:
    """How a command is written where the asker is: ``!teremok mute PERSON``."""
    english = asker.language != "ru"
    own = next((name for name in command.names if name.isascii() == english), command.names[0])
    takes = say(asker.language, command.takes) if command.takes else ""
    return f"{asker.call}{own} {takes}".rstrip()
