"""``teremok policy judge``: what the regulation says of many posts, without side effects."""

import json
from collections import Counter
from pathlib import Path

import click

from bot.cli import language, words
from bot.cli.policy.ground import ground, ground_options, json_option
from bot.cli.policy.outcome import action_words
from bot.cli.terminal import printable
from policies.verdict import Action
from rooms.language import say_many
from rooms.regulation.batch import Judged, as_row, judge_all
from rooms.regulation.submitted import Slip, read_lines, slips

SHOWN_CHARACTERS = 60
"""How much of a post the table shows; --json gives all that was found."""
STANDARD_INPUT = "-"


@click.command(
    "judge",
    short_help=words("What the regulation says of many posts; nothing is kept, nobody is told."),
    help=words("What the regulation says of many posts; nothing is kept, nobody is told.")
    + "\n\n"
    + words(
        "FILE has one post a line (“-”: the standard input), as JSON: “id” and “text”, and where"
        " that matters “as” (a role, else parent), “name”, “room” (a key, else the first group),"
        " “at” (a time, else noon of a working day), “author”, “kind”, “media”, “reply_to” and"
        " “forwarded”. Posts that name “author” and “at” are known to later ones of their room."
    )
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok policy judge posts.jsonl --json"),
)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@json_option
@ground_options
def judge(
    file: Path,
    as_json: bool,
    regulation_file: Path | None,
    community_file: Path | None,
    data: Path,
) -> None:
    """Print a verdict for each post, in their order."""
    path, content = _read(file)
    lines = read_lines(content, path)
    for slip in slips(lines):
        click.echo(printable(_remark(slip, path)), err=True)
    tried = ground(data, regulation_file, community_file)
    judged = judge_all(lines, path, tried.regulation, tried.places, tried.context)
    if as_json:
        rows = [json.dumps(as_row(each), ensure_ascii=False) for each in judged]
        click.echo("".join(f"{row}\n" for row in rows), nl=False)
    else:
        click.echo(printable("\n".join(_table(judged))))


def _read(file: Path) -> tuple[Path, bytes]:
    shown = Path(words("standard input")) if str(file) == STANDARD_INPUT else file
    with click.open_file(str(file), "rb") as stream:
        content: bytes = stream.read()
    return shown, content


def _remark(slip: Slip, path: Path) -> str:
    text = "The key “{key}” is passed over; perhaps “{meant}” is meant?"
    key = " ".join(slip.key.split())
    return f"{path.name}:{slip.line}: " + words(text, key=key, meant=slip.meant)


def _table(judged: list[Judged]) -> list[str]:
    cells = [
        (
            str(each.id),
            action_words(each.verdict.action),
            ", ".join(f"{found.clause} {found.rule}" for found in each.verdict.findings) or "—",
            _shown(each.post.text),
        )
        for each in judged
    ]
    widths = [max((len(row[column]) for row in cells), default=0) for column in range(3)]
    rows = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in cells
    ]
    return [*(row.rstrip() for row in rows), _counts(judged)]


def _counts(judged: list[Judged]) -> str:
    posts = say_many(language(), "{count} message", "{count} messages", len(judged))
    counts = Counter(each.verdict.action for each in judged)
    parts = [f"{action_words(action)} {counts[action]}" for action in Action if counts[action]]
    return f"{posts}: {', '.join(parts)}" if parts else posts


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARACTERS else line[:SHOWN_CHARACTERS].rstrip() + "…"
