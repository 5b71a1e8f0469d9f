"""YAML that people wrote, read with the place of everything, and without YAML's surprises.

The subset is that of ordinary settings: mappings with text as keys, lists, and single values as
in YAML 1.2 (``20:00``, ``no`` and ``on`` are text). Aliases, tags, repeated keys and deep nesting
are problems.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, TypeGuard

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import Reader

from rooms.files.yaml_words import Problem, syntax_problem

DEEPEST = 40
"""How far lists and mappings may be nested."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in (
        *("str", "int", "float", "bool", "null", "timestamp"),
        *("merge", "value", "seq", "map"),
    )
}
_WHOLE_NUMBER = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,3})?")
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    written: meaning
    for meaning, spellings in (
        (True, ("true", "True", "TRUE")),
        (False, ("false", "False", "FALSE")),
    )
    for written in spellings
}


Location = tuple[str | int, ...]
"""Keys and indices that lead from the top of a file to something in it."""
_Step = tuple[Node, Node | None]
"""Something that a key or an index leads to, and where the key itself stands."""


class MisplacedProblem(Exception):
    """Something is wrong at a place: line and column count from 1."""

    def __init__(self, line: int, column: int, problem: Problem) -> None:
        super().__init__(problem)
        self.line = line
        self.column = column
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Tree:
    """A file's content as plain values, and the nodes that know where each was written."""

    content: Any
    root: Node | None
    _children: dict[int, dict[str, "_Step"]] = field(default_factory=dict, compare=False)
    """Of each mapping that was walked through, by its identity, what its keys lead to."""

    def place(self, location: Location, of_key: bool = False) -> tuple[int, int]:
        """Line and column of what `location` leads to, or of the last thing on the way there."""
        mark = self.root.start_mark if self.root else None
        for node, key_node in self._walk(location):
            mark = (key_node if of_key and key_node else node).start_mark
        return (mark.line + 1, mark.column + 1) if mark else (1, 1)

    def has(self, location: Location) -> bool:
        """Whether what `location` leads to was written at all."""
        return len(self._walk(location)) == len(location)

    def written(self, location: Location) -> str | None:
        """A number as it was written (``3.10``), where `location` leads to one."""
        steps = self._walk(location)
        node = steps[-1][0] if steps and self.has(location) else None
        if isinstance(node, ScalarNode) and not node.style and _is_number(_plain(node.value)):
            return str(node.value)
        return None

    def without(self, gone: Collection[Location]) -> "Tree":
        """The rest of the file, in the places where it was written."""
        if self.root is None or not gone:
            return self
        root = _pruned(self.root, (), frozenset(gone), _ways(gone))
        return Tree(_value(root), root)

    def _walk(self, location: Location) -> "list[_Step]":
        steps: list[_Step] = []
        node = self.root
        for part in location:
            step = self._child(node, part)
            if step:  # pydantic's locations also name members of unions, which are no places
                steps.append(step)
                node = step[0]
        return steps

    def _child(self, node: Node | None, part: str | int) -> "_Step | None":
        if isinstance(node, MappingNode):
            if id(node) not in self._children:
                children: dict[str, _Step] = {key.value: (each, key) for key, each in node.value}
                self._children[id(node)] = children
            return self._children[id(node)].get(str(part))
        if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
            return node.value[part], None
        return None


def _ways(gone: Collection[Location]) -> frozenset[Location]:
    return frozenset(each[:count] for each in gone for count in range(len(each)))


def _pruned(
    node: Node, here: Location, gone: frozenset[Location], ways: frozenset[Location]
) -> Node:
    if here not in ways:
        return node
    marks = node.start_mark, node.end_mark
    if isinstance(node, MappingNode):
        pairs = [(key, child, (*here, key.value)) for key, child in node.value]
        left = [(key, _pruned(child, at, gone, ways)) for key, child, at in pairs if at not in gone]
        return MappingNode(node.tag, left, *marks)
    entries = [(child, (*here, index)) for index, child in enumerate(node.value)]
    kept = [_pruned(child, at, gone, ways) for child, at in entries if at not in gone]
    return SequenceNode(node.tag, kept, *marks)


def read_tree(text: str) -> Tree:
    """Parse; raises MisplacedProblem."""
    if unprintable := Reader.NON_PRINTABLE.search(text):
        raise MisplacedProblem(
            *place_in(text, unprintable.start()),
            ("There is an invisible control character here.", {}),
        )
    try:
        _check_events(text)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise MisplacedProblem(line, column, syntax_problem(wrong.problem or "")) from None
    except yaml.YAMLError:
        raise MisplacedProblem(1, 1, syntax_problem("")) from None
    return Tree(_value(root) if root else None, root)


def place_in(text: str, position: int) -> tuple[int, int]:
    """Line and column of a position in a text."""
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1


def _check_events(text: str) -> None:
    """Refuse what must not even be composed: aliases grow without bound, so does nesting."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise _problem(
                event.start_mark,
                "References (*{name}) are not used in this file.",
                name=event.anchor or "",
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise _problem(event.start_mark, "This is nested too deeply.")


def _problem(mark: Any, text: str, **values: object) -> MisplacedProblem:
    return MisplacedProblem(mark.line + 1, mark.column + 1, (text, values))


def _value(node: Node) -> Any:
    if node.tag not in _TAGS:
        raise _problem(node.start_mark, "Tags (!…) are not used in this file.")
    if isinstance(node, MappingNode):
        return _mapping(node)
    if isinstance(node, SequenceNode):
        return [_value(child) for child in node.value]
    quoted = isinstance(node, ScalarNode) and node.style
    return node.value if quoted else _plain(node.value)


def _mapping(node: MappingNode) -> dict[str, Any]:
    content: dict[str, Any] = {}
    first: dict[str, int] = {}
    for key, child in node.value:
        if not isinstance(key, ScalarNode):
            raise _problem(key.start_mark, "A key must be a single word or text.")
        if key.value in first:
            raise _problem(
                key.start_mark,
                "The key “{key}” is here twice; it is already in line {line}.",
                key=key.value,
                line=first[key.value],
            )
        first[key.value] = key.start_mark.line + 1
        content[key.value] = _value(child)
    return content


def _plain(written: str) -> str | int | float | bool | None:
    if written in _WORDS:
        return _WORDS[written]
    if _WHOLE_NUMBER.fullmatch(written):
        return int(written)
    if _NUMBER.fullmatch(written):
        return float(written)
    return written


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
