"""What is shown while a house starts: a moving line on a terminal, else one line a step."""

from contextlib import suppress

from rich.console import Console
from rich.markup import escape
from rich.status import Status

_EVERY = 10
"""Where nothing moves, each so manieth package is shown."""


class Progress:
    """Tells what is being done and what has been done; texts are already in words."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._status: Status | None = None
        self._last = ""

    def begin(self, text: str) -> None:
        """Something that takes a while begins."""
        if self._console.is_terminal:
            if self._status is None:
                self._status = self._console.status(escape(text))
                self._status.start()
            else:
                self._status.update(escape(text))
        elif text != self._last:
            self.say(f"… {text}")
        self._last = text

    def advance(self, text: str, number: int, count: int) -> None:
        """It is at this point of so many."""
        if self._status is not None:
            self._status.update(escape(f"{text} ({number}/{count})"))
        elif number % _EVERY == 0 or number == count:
            self.say(f"… {text} ({number}/{count})")

    def done(self, text: str) -> None:
        """It is done."""
        self.end()
        self.say(f"✓ {text}")

    def say(self, text: str) -> None:
        """One line that stays; where it cannot be written, such as on a full disk, all goes on.

        Where nobody reads any more (``| head``), rich says no more, and asks to end the program.
        """
        with suppress(OSError, SystemExit):
            self._console.print(escape(text))

    def end(self) -> None:
        """Nothing moves any more."""
        if self._status is not None:
            self._status.stop()
            self._status = None
