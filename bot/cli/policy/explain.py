"""``teremok policy explain``: what would happen to a post, and by which clauses."""

import json
from datetime import datetime
from pathlib import Path
from textwrap import indent

import click
from pydantic import ValidationError

from bot.cli import language, words
from bot.cli.policy.ground import Ground, ground, ground_options, json_option
from bot.cli.policy.outcome import Prospect, moment_words, prospect
from bot.cli.terminal import printable
from bot.cli.times import read_moment
from policies.post import ROLES, Place, Post
from policies.verdict import Finding, Verdict
from rooms.files.yaml_words import model_problem
from rooms.files.yaml_words import words as problem_words
from rooms.judgement import judged
from rooms.regulation.batch import Judged, as_row, post_of
from rooms.regulation.places import usual_place
from rooms.regulation.submitted import Submitted

_EXAMPLE = words(
    'teremok policy explain "Pram for sale" --as parent --room ladybirds --at "2026-11-22 22:10"'
)


@click.command(
    "explain",
    short_help=words("What would happen to a post, and by which clauses."),
    help=words("What would happen to a post, and by which clauses.")
    + "\n\n\b\n"
    + words("Example:  {command}", command=_EXAMPLE),
)
@click.argument("text")
@click.option(
    "--as",
    "role",
    type=click.Choice(ROLES),
    default="parent",
    show_default=True,
    help=words("Who writes it."),
)
@click.option("--name", default="", metavar="NAME", help=words("What the author is called."))
@click.option("--room", metavar="KEY", help=words("In which room (else the first group)."))
@click.option("--at", metavar="TIME", help=words("When (else at noon of a working day)."))
@json_option
@ground_options
def explain(
    text: str,
    role: str,
    name: str,
    room: str | None,
    at: str | None,
    as_json: bool,
    regulation_file: Path | None,
    community_file: Path | None,
    data: Path,
) -> None:
    """Print what would happen."""
    tried = ground(data, regulation_file, community_file)
    values = {"id": "1", "text": _whole(text), "name": _whole(name), "as": role}
    submitted = _submitted({**values, "at": _moment(at, tried)})
    post = post_of(submitted, 1, _place(room, tried), tried.context)
    verdict = judged(post, tried.regulation, tried.context)
    expected = prospect(post, verdict, tried.regulation)
    if as_json:
        click.echo(json.dumps(_row(post, verdict, expected), ensure_ascii=False, indent=2))
        return
    click.echo(printable("\n".join(_lines(post, verdict, expected))))


def _whole(written: str) -> str:
    """Without the halves of characters that a terminal may give."""
    return written.encode("utf-8", "replace").decode("utf-8")


def _submitted(values: dict[str, str | None]) -> Submitted:
    try:
        return Submitted.model_validate(values)
    except ValidationError as wrong:
        problem = model_problem(wrong.errors(include_url=False)[0])
        raise click.BadParameter(problem_words(language(), problem), param_hint="--at") from None


def _moment(written: str | None, tried: Ground) -> str | None:
    if written is None:
        return None
    zone = tried.context.timezone
    return read_moment(written, zone, datetime.now(zone), language()).isoformat()


def _place(room: str | None, tried: Ground) -> Place:
    if room is None:
        return usual_place(tried.places)
    if room in tried.places:
        return tried.places[room]
    known = ", ".join(tried.places)
    text = words("There is no room “{room}”; the rooms are: {known}.", room=room, known=known)
    raise click.BadParameter(text, param_hint="--room")


def _row(post: Post, verdict: Verdict, expected: Prospect) -> dict[str, object]:
    row = as_row(Judged("", post, verdict))
    del row["id"]
    return {
        **row,
        "room": post.place.key,
        "at": post.written_at.isoformat(timespec="minutes"),
        "until": expected.until.isoformat(timespec="minutes") if expected.until else None,
        "happens": " ".join(expected.happens),
        "author_told": expected.told,
    }


def _lines(post: Post, verdict: Verdict, expected: Prospect) -> list[str]:
    where = f"{post.place.name or post.place.key} ({post.place.key})"
    who = ", ".join(sorted(post.author.roles))
    lines = [f"{where} · {who} · {moment_words(post.written_at)}", *expected.happens]
    for finding in verdict.findings:
        lines += ["", *_clause(finding)]
    if not verdict.findings:
        lines += ["", words("No clause says anything about it.")]
    if expected.told:
        lines += ["", words("Its author would read:"), indent(expected.told, "    ")]
    return lines


def _clause(finding: Finding) -> list[str]:
    remark = words(" (in rehearsal)") if finding.rehearsed else ""
    lines = [f"{finding.clause}  {finding.text}", f"    {finding.rule} → {finding.action}{remark}"]
    return lines + [f"    {key}: {value}" for key, value in finding.evidence.items()]
