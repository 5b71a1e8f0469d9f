"""What a command is, who asks for it, and what it answers."""

from dataclasses import dataclass, field
from html import escape
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who gave a command.

    `language` is theirs; `private` tells whether it was given in their private room with the bot.
    """

    user_id: str
    language: str
    private: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: a sentence, a list of (label, words), a closing sentence. All plain text.

    `well` chooses ✅ or ❌.
    """

    text: str
    items: tuple[tuple[str, str], ...] = ()
    closing: str = ""
    well: bool = field(default=True, kw_only=True)

    def plain(self) -> str:
        """As plain text."""
        lines = [self.text, *(f"• {label} — {words}" for label, words in self.items), self.closing]
        return "\n".join(line for line in lines if line)

    def html(self) -> str:
        """As HTML that Matrix clients show; everything is escaped."""
        items = "".join(
            f"<li><strong>{escape(label)}</strong> — {escape(words)}</li>"
            for label, words in self.items
        )
        parts = [_paragraph(self.text), f"<ul>{items}</ul>" if items else ""]
        return "".join([*parts, _paragraph(self.closing) if self.closing else ""])


def _paragraph(text: str) -> str:
    return f"<p>{escape(text).replace(chr(10), '<br>')}</p>"


class Command(Protocol):
    """One command, in a file of its own.

    `names` are small letters, the first is the one that is shown; `summary` says in English (the
    source of translations) what it does; an answer that is `secret` is given to the asker alone.
    """

    @property
    def names(self) -> tuple[str, ...]:
        """How it is called."""
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
        """Carry it out. Raises TryLater when it can be done later, Hopeless when it cannot."""
        ...
