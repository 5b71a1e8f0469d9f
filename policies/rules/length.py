"""Brevity: fires on posts with too many characters or too many lines."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from policies.context import Context
from policies.file_model import FileModel, mistake
from policies.rules.rule import Detector, Rule
from policies.text.reading import Reading
from policies.verdict import Evidence


class Length(FileModel):
    """The most that a post may have of each; left out: any number."""

    characters: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    lines: Annotated[int, Field(ge=1, le=100_000)] | None = None

    @model_validator(mode="after")
    def _limit_something(self) -> Self:
        if self.characters is None and self.lines is None:
            raise mistake("Say how long a post may be: “characters”, “lines” or both.")
        return self


def detector(parameters: Length) -> Detector:
    """Evidence: how much there is of what there is too much of, and the limit.

    Spaces around the text and characters that nobody sees do not count.
    """

    def findings(reading: Reading, context: Context) -> Evidence | None:
        text = reading.text
        characters, lines = len(text), text.count("\n") + 1
        if parameters.characters is not None and characters > parameters.characters:
            return {"characters": characters, "limit": parameters.characters}
        if parameters.lines is not None and lines > parameters.lines:
            return {"lines": lines, "limit": parameters.lines}
        return None

    return findings


RULE = Rule("length", Length, detector)
