"""What a rule is: parameters that a regulation sets, and a pure function from post to evidence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from policies.context import Context
from policies.file_model import FileModel
from policies.post import Post
from policies.verdict import Evidence

P = TypeVar("P", bound=FileModel)


@dataclass(frozen=True, slots=True)
class Rule(Generic[P]):
    """A rule under the name that regulation.yaml uses.

    `findings` returns the evidence when the rule fires, None when it does not. It does no I/O,
    knows no clock and gives the same answer for the same values.
    """

    name: str
    parameters: type[P]
    findings: Callable[[Post, P, Context], Evidence | None]


AnyRule = Rule[Any]
