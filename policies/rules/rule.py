"""What a rule is: parameters that a regulation sets, and what they are compiled to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from policies.context import Context
from policies.file_model import FileModel
from policies.text.reading import Reading
from policies.verdict import Evidence

P = TypeVar("P", bound=FileModel)

Detector = Callable[[Reading, Context], Evidence | None]
"""Gives the evidence when the rule fires, None when it does not. It does no I/O, knows no clock and
gives the same answer for the same values."""


@dataclass(frozen=True, slots=True)
class Rule(Generic[P]):
    """A rule under the name that regulation.yaml uses.

    `detector` compiles the parameters, once. A `heuristic` rule may be mistaken: what staff write
    is noted by it at most, never stopped. One `of_files` never fires on a post that is text only.
    """

    name: str
    parameters: type[P]
    detector: Callable[[P], Detector]
    heuristic: bool = False
    of_files: bool = False


AnyRule = Rule[Any]
