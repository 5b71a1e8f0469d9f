"""What the models of files that people write have in common.

The problems found here become sentences with a line and a column where the file is read.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

UNKNOWN_KEY = "unknown_key"
"""The type of the error for a key that nobody knows: it is about the key, not about its value."""

Place = tuple[str | int, ...]
"""Keys and indices that lead from where a validator stands to what is wrong."""


def mistake(text: str, /, **values: str | int) -> PydanticCustomError:
    """What a validator raises; `text` is an English source text with {named} values."""
    return PydanticCustomError("mistake", text, {"text": text, **values})


def mistake_at(place: Place, text: str, /, **values: str | int) -> ValidationError:
    """The same for something further down, such as an entry that names what does not exist."""
    return mistakes_at({place: mistake(text, **values)})


def mistakes_at(mistakes: Mapping[Place, PydanticCustomError]) -> ValidationError:
    """The same for several."""
    details = [InitErrorDetails(type=each, loc=at, input=None) for at, each in mistakes.items()]
    return ValidationError.from_exception_data("file", details)


def nearest(word: str, known: list[str]) -> str | None:
    """The known word that was probably meant."""
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.6)), None)


class FileModel(BaseModel):
    """A part of a file: nothing in it changes, and a key that nobody knows is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _know_every_key(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        known = [field.alias or name for name, field in cls.model_fields.items()]
        unknown: dict[Place, PydanticCustomError] = {
            (key,): _unknown_key(str(key), known) for key in data if key not in known
        }
        if unknown:
            raise mistakes_at(unknown)
        return data


def _unknown_key(key: str, known: list[str]) -> PydanticCustomError:
    values = {"key": key, "known": ", ".join(known), "meant": nearest(key, known) or ""}
    if values["meant"]:
        text = "Nobody knows the key “{key}” here; perhaps “{meant}” is meant?"
    else:
        text = "Nobody knows the key “{key}” here; the keys are: {known}."
    return PydanticCustomError(UNKNOWN_KEY, text, {"text": text, **values})
