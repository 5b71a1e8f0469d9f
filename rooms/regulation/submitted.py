"""Posts that somebody hands in to see what the regulation says of them: one JSON object a line."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    ValidationError,
    model_validator,
)

from policies.file_model import FileModel, mistake
from policies.post import PostKind
from policies.role import Role
from rooms.files.yaml_file import FileProblem
from rooms.files.yaml_words import Problem, model_problem, words

_FIRST_YEAR, _LAST_YEAR = 1969, 9000
_NEAR = 0.75
"""How much of a key that nobody knows must be right to be a slip of the pen."""
_GUESSED_LETTERS = 4
"""Shorter keys are like too many words."""


def _moment(written: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(written.strip())
    except (AttributeError, ValueError):
        moment = None
    if moment is None or not _FIRST_YEAR < moment.year < _LAST_YEAR:
        text = "A time is expected here, such as 2026-11-22T22:10 or 2026-11-22T22:10:00+03:00."
        raise mistake(text)
    return moment


def _refuse_half_characters(text: str) -> str:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise mistake("There is half of a character here (\\ud800 to \\udfff).")
    return text


Text = Annotated[StrictStr, AfterValidator(_refuse_half_characters)]


class SubmittedMedia(FileModel):
    """The file of a post, as far as it is known: see `policies.post.Media`."""

    mimetype: Text = ""
    filename: Text = ""
    size: Annotated[int, Field(ge=0)] | None = None
    seconds: Annotated[float, Field(ge=0)] | None = None
    content_type: Text | None = None
    picture_hash: Text | None = None
    round: bool = False
    gif: bool = False
    sticker: bool = False


class Submitted(BaseModel):
    """A post that is handed in.

    What is left out: `role` (``as``) is a parent, `room` the first group, `at` a usual working
    day's noon, `author` somebody who has written nothing else, `kind` that of the file, or text.
    A null is left out, too. Other keys say nothing to us.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: StrictStr | StrictInt
    text: Text
    role: Annotated[Role, Field(alias="as")] = "parent"
    name: Text = ""
    room: Text | None = None
    at: Annotated[datetime, BeforeValidator(_moment)] | None = None
    author: Text | None = None
    kind: PostKind | None = None
    media: SubmittedMedia | None = None
    reply_to: Text | None = None
    forwarded: bool = False

    @model_validator(mode="before")
    @classmethod
    def _leave_out_nulls(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Line:
    """What was handed in, in which line (from 1), and under which other keys beside."""

    number: int
    submitted: Submitted
    others: tuple[str, ...] = ()


class LineProblem(FileProblem):
    """What is wrong with a line, and under which key of it (None: with all of it)."""

    def __init__(self, path: Path, line: int, key: str | None, problem: Problem) -> None:
        super().__init__(path, line, 1, problem)
        self.key = key

    def words(self, language: str) -> str:
        """One line: the file, the line, the key, and what was expected there."""
        place = f"{self.path.name}:{self.line}: "
        return place + (f"{self.key}: " if self.key else "") + words(language, self.problem)


_KEYS = tuple(field.alias or name for name, field in Submitted.model_fields.items())


@dataclass(frozen=True, slots=True)
class Slip:
    """A key that says nothing to us, in which line first, and which one may be meant."""

    line: int
    key: str
    meant: str


def slips(lines: Iterable[Line]) -> list[Slip]:
    """What may be slips of the pen, each key once: it may as well be a key of somebody's own."""
    first: dict[str, int] = {}
    for line in lines:
        for key in line.others:
            first.setdefault(key, line.number)
    known = [key for key in _KEYS if len(key) >= _GUESSED_LETTERS]
    return [
        Slip(line, key, meant)
        for key, line in first.items()
        for meant in get_close_matches(key, known, 1, _NEAR)
    ]


def read_lines(content: bytes, path: Path) -> list[Line]:
    """All posts; empty lines are none. Raises LineProblem for the first mistake."""
    return list(_lines(content, path))


def _lines(content: bytes, path: Path) -> Iterator[Line]:
    for number, written in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if written.strip():
            yield _line(written, path, number)


def _line(written: bytes, path: Path, number: int) -> Line:
    try:
        values = json.loads(written.decode("utf-8"))
    except UnicodeDecodeError:
        text = "This is not UTF-8 text: save the file in the encoding UTF-8."
        raise LineProblem(path, number, None, text) from None
    except RecursionError:
        raise LineProblem(path, number, None, "This is nested too deeply.") from None
    except ValueError:
        values = None
    if not isinstance(values, dict):
        text = "A JSON object such as {example} is expected in each line."
        raise LineProblem(path, number, None, (text, {"example": _EXAMPLE}))
    try:
        submitted = Submitted.model_validate(values)
    except ValidationError as wrong:
        error = wrong.errors(include_url=False)[0]
        key = str(error["loc"][0]) if error["loc"] else None
        raise LineProblem(path, number, key, model_problem(error)) from None
    return Line(number, submitted, tuple(key for key in values if key not in _KEYS))


_EXAMPLE = '{"id": "1", "text": "…"}'
