"""All commands by their names."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from bot.commands.command import Command


class Table:
    """Finds commands; two of one name are a mistake of the program."""

    def __init__(self, commands: Sequence[Command]) -> None:
        self._commands = tuple(commands)
        self._by_name: dict[str, Command] = {}
        for command in self._commands:
            for name in command.names:
                if name in self._by_name:
                    raise ValueError(f"two commands are called {name!r}")
                self._by_name[name] = command

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands)

    def find(self, name: str) -> Command | None:
        """The command of this name."""
        return self._by_name.get(name.casefold())

    def nearest(self, name: str) -> str | None:
        """The name that was probably meant."""
        near = get_close_matches(name.casefold(), self._by_name, n=1, cutoff=0.6)
        return near[0] if near else None
