"""What a command is, who asks for it, and what it answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from html import escape
from typing import Protocol

from rooms.language import say


async def _shown_to_nobody(words: str) -> None:
    """Where there is no conversation."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who gave a command.

    `language` is theirs; `private` tells whether it was given in their private room with the bot;
    `at` is when it was heard (ms since 1970); `roles` are theirs. What is given to `progress` is
    shown until the answer takes its place.
    """

    user_id: str
    language: str
    private: bool
    at: int = 0
    roles: frozenset[str] = frozenset()
    progress: Callable[[str], Awaitable[None]] = _shown_to_nobody

    @property
    def call(self) -> str:
        """What a command begins with where they gave this one."""
        return "" if self.private else "!teremok "

    def example(self, command: str, /, **values: object) -> str:
        """How they would write this command, such as ``undo 17``, here and in their language."""
        return self.call + say(self.language, command, **values)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: a sentence, a list of (label, words), a closing sentence. All plain text.

    A label may be empty; `well` chooses ✅ or ❌.
    """

    text: str
    items: tuple[tuple[str, str], ...] = ()
    closing: str = ""
    well: bool = field(default=True, kw_only=True)

    def plain(self) -> str:
        """As plain text."""
        items = (f"• {label} — {words}" if label else f"• {words}" for label, words in self.items)
        lines = [self.text, *items, self.closing]
        return "\n".join(line for line in lines if line)

    def html(self) -> str:
        """As HTML that Matrix clients show; everything is escaped."""
        items = "".join(f"<li>{_label(label)}{escape(words)}</li>" for label, words in self.items)
        parts = [_paragraph(self.text), f"<ul>{items}</ul>" if items else ""]
        return "".join([*parts, _paragraph(self.closing) if self.closing else ""])


def _label(label: str) -> str:
    return f"<strong>{escape(label)}</strong> — " if label else ""


def _paragraph(text: str) -> str:
    return f"<p>{escape(text).replace(chr(10), '<br>')}</p>"


class Command(Protocol):
    """One command, in a file of its own.

    `names` are small letters, the first is the one that is shown; `takes` says in English (the
    source of translations) what is written behind it, `summary` what it does; an answer that is
    `secret` is given to the asker alone.
    """

    @property
    def names(self) -> tuple[str, ...]:
        """How it is called."""
        ...

    @property
    def takes(self) -> str:
        """What is written behind the name."""
        ...

    @property
    def summary(self) -> str:
        """What it does."""
        ...

    @property
    def secret(self) -> bool:
        """Whether the answer is for the asker alone."""
        ...

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """Carry it out.

        Raises TryLater or HomeserverAway when it can be done later, Hopeless, HomeserverRefused,
        HouseProblem or FileProblem when it cannot.
        """
        ...
