"""Files that people write: read safely, checked with a model; what is wrong is said with its place.

A model's own validators may raise `policies.file_model.mistake` (about the value they stand at),
`mistake_at` (about something further down), or a plain ValueError; each becomes a FileProblem
that points at the right line.
"""

import copy
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from policies.file_model import UNKNOWN_KEY
from rooms.files.yaml_tree import Location, MisplacedProblem, Tree, place_in, read_tree
from rooms.files.yaml_words import Problem, model_problem, words

M = TypeVar("M", bound=BaseModel)

LARGEST = 1024 * 1024
"""Bytes that a file may have."""


class FileProblem(Exception):
    """What is wrong with a file; line and column count from 1, None: it is about the whole file."""

    def __init__(self, path: Path, line: int | None, column: int | None, problem: Problem) -> None:
        super().__init__(path, line, column, problem)
        self.path = path
        self.line = line
        self.column = column
        self.problem = problem

    def words(self, language: str) -> str:
        """One line: the file, the place, and what was expected there."""
        place = "" if self.line is None else f":{self.line}:{self.column}"
        return f"{self.path.name}{place}: {words(language, self.problem)}"

    def __str__(self) -> str:
        return self.words("en")


FOLDER = "folder"
"""The key of the validation context under which the folder of the file stands: what the file names
beside itself is looked for there. Without it nothing is looked for."""


def load(path: Path, model: type[M], *, alone: bool = False) -> M:
    """The file as a model; raises FileProblem, and nothing else for any content of the file.

    `alone`: what the file names beside itself, such as pictures, is not looked at.
    """
    return load_text(read_text(path), path, model, alone=alone)


def load_text(text: str, path: Path, model: type[M], *, alone: bool = False) -> M:
    """The same for a text that stands, or is to stand, in that file."""
    tree = tree_of(text, path)
    try:
        return validated(tree, path, model, alone=alone)
    except ValidationError as wrong:
        # What is written wrongly goes before what is missing: it is often the reason.
        first = min(mistakes(tree, wrong), key=lambda each: (not each.is_written, each.place))
        raise FileProblem(path, *first.place, first.problem) from None


def tree_of(text: str, path: Path) -> Tree:
    """The text of a file with keys; raises FileProblem where it is none."""
    try:
        tree = read_tree(text)
    except MisplacedProblem as wrong:
        raise FileProblem(path, wrong.line, wrong.column, wrong.problem) from None
    if tree.content is None:
        raise FileProblem(path, 1, 1, "The file is empty.")
    if not isinstance(tree.content, dict):
        raise FileProblem(path, *tree.place(()), "The file must consist of keys with values.")
    return tree


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something that a model does not take: where it is, and what was expected there.

    It may be about the key (`of_key`), not about its value, or about what was not written at all.
    """

    location: Location
    place: tuple[int, int]
    problem: Problem
    of_key: bool
    is_written: bool


def mistakes(tree: Tree, wrong: ValidationError) -> list[Mistake]:
    """All that a model has found wrong with a file."""
    errors = wrong.errors(include_url=False)
    # A list with a wrong entry is also told to be too short: the entry matters.
    shadowed = {error["loc"][:count] for error in errors for count in range(len(error["loc"]))}
    return [_mistake(tree, error) for error in errors if error["loc"] not in shadowed]


def _mistake(tree: Tree, error: ErrorDetails) -> Mistake:
    location = error["loc"]
    of_key = error["type"] in ("extra_forbidden", UNKNOWN_KEY)
    place = tree.place(location, of_key=of_key)
    return Mistake(location, place, model_problem(error), of_key, tree.has(location))


def read_text(path: Path) -> str:
    """What stands in a file; raises FileProblem where that is no text of a fair size."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise FileProblem(path, None, None, "This is not a file.")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise FileProblem(path, None, None, ("There is no file {path}.", {"path": path})) from None
    except OSError as wrong:
        problem = ("The file cannot be read: {reason}.", {"reason": wrong.strerror or "?"})
        raise FileProblem(path, None, None, problem) from None
    if len(content) > LARGEST:
        problem = ("The file is too large: at most {limit} KB.", {"limit": str(LARGEST // 1024)})
        raise FileProblem(path, None, None, problem)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        before = content[: wrong.start].decode("utf-8-sig", errors="replace")
        raise FileProblem(
            path,
            *place_in(before, len(before)),
            "This is not UTF-8 text: save the file in the encoding UTF-8.",
        ) from None


def validated(tree: Tree, path: Path, model: type[M], *, alone: bool = False) -> M:
    """The file as a model; raises pydantic's ValidationError."""
    content = tree.content
    context = {} if alone else {FOLDER: path.resolve().parent}
    while True:
        try:
            return model.model_validate(content, context=context)
        except ValidationError as wrong:
            as_text = _numbers_as_text(tree, content, wrong)
            if as_text is None:
                raise
            content = as_text


def _numbers_as_text(tree: Tree, content: Any, wrong: ValidationError) -> Any:
    """A number where text is meant is the text that was written: the clause 3.10 is not 3.1."""
    written = {
        error["loc"]: text
        for error in wrong.errors(include_url=False)
        if error["type"] == "string_type"
        and not isinstance(error["input"], str)
        and (text := tree.written(error["loc"])) is not None
    }
    if not written:
        return None
    content = copy.deepcopy(content)
    for location, text in written.items():
        holder = content
        for part in location[:-1]:
            holder = holder[part]
        holder[location[-1]] = text
    return content
