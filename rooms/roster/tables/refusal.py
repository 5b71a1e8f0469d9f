"""A file that cannot be read as a spreadsheet at all."""

from pathlib import Path

from rooms.sentence import Sentence


class RosterFileProblem(Exception):
    """Why a file is no spreadsheet that can be read; `line` counts from 1 where it is known."""

    def __init__(self, path: Path, problem: Sentence, line: int | None = None) -> None:
        super().__init__(path, problem, line)
        self.path = path
        self.problem = problem
        self.line = line

    def words(self, language: str) -> str:
        """One line: the file and what is wrong with it."""
        place = "" if self.line is None else f":{self.line}"
        return f"{self.path.name}{place}: {self.problem.words(language)}"

    def __str__(self) -> str:
        return self.words("en")


class Unreadable(Exception):
    """The same inside the readers, which know only bytes and not where they came from."""

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text, values)
        self.problem = Sentence(text, values)


def damaged() -> Unreadable:
    """What is said of a file that breaks its format's rules."""
    return Unreadable(
        "The file is damaged, or a program has saved it in an unusual way: open it in a"
        " spreadsheet program and save it again."
    )


def protected() -> Unreadable:
    """What is said of a file that opens with a password only."""
    return Unreadable(
        "The file is protected with a password: save it without a password and take it again."
    )


def too_large() -> Unreadable:
    """What is said of a file that has more than any kindergarten needs."""
    return Unreadable(
        "There are too many cells in the file. Copy only the rows with the children into a new"
        " file and take that one."
    )
