"""Taking groups out of the text of community.yaml, with all else left as people wrote it."""

from collections.abc import Collection

import yaml

from rooms.year.problem import YearProblem


def without_groups(text: str, keys: Collection[str]) -> str:
    """The text without the entries of these groups.

    Raises YearProblem where the text is not written a group below the other.
    """
    lines = text.splitlines(keepends=True)
    for start, end in reversed(_spans(text, keys)):
        head = lines[start][: len(lines[start]) - len(lines[start].lstrip())]
        if not lines[start][len(head) :].startswith("-"):
            raise YearProblem(
                "The groups in community.yaml are not written one below the other: take the ones"
                " that leave out in a copy, and run: teremok year open COPY"
            )
        del lines[start:end]
    return "".join(lines)


def _spans(text: str, keys: Collection[str]) -> list[tuple[int, int]]:
    """The lines of each entry, from the first to behind the last."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    groups = _value(root, "groups")
    if not isinstance(groups, yaml.SequenceNode):
        return []
    return [
        (entry.start_mark.line, _last_line(entry) + 1)
        for entry in groups.value
        if _written(_value(entry, "key")) in keys
    ]


def _value(node: yaml.Node | None, name: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if _written(key) == name), None)


def _written(node: yaml.Node | None) -> str | None:
    return node.value if isinstance(node, yaml.ScalarNode) else None


def _last_line(node: yaml.Node) -> int:
    """The last line of what is written: a block ends only where the next thing begins."""
    if isinstance(node, yaml.ScalarNode):
        ends_below = node.end_mark.column == 0 and node.end_mark.line > node.start_mark.line
        return int(node.end_mark.line) - (1 if ends_below else 0)
    if not isinstance(node, yaml.CollectionNode) or node.flow_style:
        return int(node.end_mark.line)
    inside = [
        part for pair in node.value for part in (pair if isinstance(pair, tuple) else (pair,))
    ]
    return max((_last_line(part) for part in inside), default=int(node.start_mark.line))
