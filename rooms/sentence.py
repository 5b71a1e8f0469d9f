"""A sentence that is made in one place and said, in somebody's language, in another."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rooms.language import say


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something to say: the English source text with the values that it names."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)

    def words(self, language: str) -> str:
        """The sentence in that language."""
        return say(language, self.text, **self.values)
