"""``teremok policy lint``: whether the regulation contradicts itself."""

import json
from pathlib import Path

import click

from bot.cli import data_option, language, words
from bot.cli.policy.ground import (
    community_option,
    community_path,
    house_at,
    json_option,
    people_of,
    regulation_path,
)
from bot.cli.terminal import printable
from rooms.community import Community
from rooms.files.yaml_file import FileProblem, load, read_text
from rooms.files.yaml_words import words as problem_words
from rooms.regulation.misplaced import Misplaced, misplaced
from rooms.regulation.surroundings import surroundings_of

FOUND = 1
"""The exit code when something is found."""


@click.command(
    "lint",
    short_help=words("Whether the regulation contradicts itself or the community."),
    help=words("Whether the regulation contradicts itself or the community.")
    + " "
    + words("Ends with exit code 1 when something is found.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok policy lint new.yaml"),
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@json_option
@community_option
@data_option
@click.pass_context
def lint(
    context: click.Context,
    file: Path | None,
    as_json: bool,
    community_file: Path | None,
    data: Path,
) -> None:
    """Print what is found, in the order of the file."""
    house = house_at(data)
    community = load(community_path(data, community_file), Community)
    surroundings = surroundings_of(community, people_of(house).roles if house else ())
    path = regulation_path(data, file, community)
    text = read_text(path)
    try:
        rows = [_row(each) for each in misplaced(text, path, surroundings)]
    except FileProblem as problem:  # nothing in it can be read
        rows = [_mistake(problem)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    for row in () if as_json else rows:
        clause = words("clause {number}: ", number=row["clause"]) if row["clause"] else ""
        place = f"{path.name}:{row['line']}:{row['column']}: "
        click.echo(printable(place + clause + str(row["text"])))
    if rows:
        context.exit(FOUND)
    if not as_json:
        click.echo(words("{file}: no contradictions.", file=path.name))


def _row(found: Misplaced) -> dict[str, object]:
    contradiction = found.contradiction
    return {
        "clause": found.clause,
        "kind": contradiction.kind,
        "line": found.line,
        "column": found.column,
        "text": problem_words(language(), (contradiction.text, contradiction.values)),
    }


def _mistake(problem: FileProblem) -> dict[str, object]:
    return {
        "clause": None,
        "kind": "mistake",
        "line": problem.line,
        "column": problem.column,
        "text": problem_words(language(), problem.problem),
    }
