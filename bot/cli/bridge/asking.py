"""Whoever sits at the terminal, or wrote ``--answer``, is asked for what a log-in needs."""

import json
import sys
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

import click
import segno

from bot.cli import words
from bot.cli.bridge.unseen import UNSEEN, read_unseen
from bot.cli.terminal import printable
from bot.house import HouseProblem
from bridges.upstream.answers import Cookies, Flow, Input, Passkey, Shown
from bridges.upstream.login import LoginGivenUp

_LONGEST_QR = 2000
_PASSKEY = """\
(async o => {{
  const d = s => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")),
    c => c.charCodeAt(0));
  o.challenge = d(o.challenge);
  for (const c of o.allowCredentials || []) c.id = d(c.id);
  const r = await navigator.credentials.get({{publicKey: o}});
  console.log(JSON.stringify(r.toJSON()));
}})({options})"""


class TerminalAsks:
    """Fulfils `bridges.upstream.login.Asks`.

    `answers` are used first, each once, and ``-`` as often as it is asked for: a code comes only
    after the log-in has begun. What is missing is asked for where there is somebody to ask, else it
    is a HouseProblem that says what to write.
    """

    def __init__(self, answers: Mapping[str, str], as_json: bool = False) -> None:
        self._answers = {name: said for name, said in answers.items() if said != UNSEEN}
        self._unseen = dict.fromkeys((name for name, said in answers.items() if said == UNSEEN), 0)
        self._as_json = as_json
        self._may_ask = sys.stdin.isatty() and not as_json
        self._drawn = 0

    @property
    def unused(self) -> tuple[str, ...]:
        """Answers that nobody has asked for."""
        unread = (name for name, times in self._unseen.items() if not times)
        return (*self._answers, *unread)

    async def choose_flow(self, flows: Sequence[Flow]) -> str:
        """Let one be chosen; without anybody to ask, the descriptions are told."""
        listed = [f"{flow.id}: {flow.name} {flow.description}".strip() for flow in flows]
        if not self._may_ask:
            raise HouseProblem(
                "There are several ways to log in; choose one with --flow: {flows}",
                flows=printable("; ".join(listed)),
            )
        for line in listed:
            click.echo("  " + printable(line))
        known = [flow.id for flow in flows]
        return str(click.prompt(words("Which way"), type=click.Choice(known), default=known[0]))

    async def fill(self, fields: Sequence[Input], instructions: str, wrong: bool) -> dict[str, str]:
        """Fill in the fields."""
        if wrong:
            click.echo(words("That was not accepted."), err=True)
            if not self._may_ask and not any(map(self._has, (field.id for field in fields))):
                raise LoginGivenUp
        self._instruct(instructions)
        missing = [
            field.id for field in fields if not self._has(field.id) and not field.default_value
        ]
        if missing and not self._may_ask:
            raise _needs(missing)
        return {field.id: self._fill_one(field) for field in fields}

    async def show(self, shown: Shown, instructions: str) -> None:
        """Draw a QR code in place of the one before, or print the code."""
        if self._as_json:
            row = {"show": shown.type, "data": shown.data, "instructions": instructions}
            click.echo(json.dumps(row, ensure_ascii=False))
            return
        if shown.type == "qr" and 0 < len(shown.data) <= _LONGEST_QR:
            self._draw(shown.data, instructions)
        else:
            self._instruct(instructions)
            if shown.data:
                click.echo(f"\n    {printable(shown.data)}\n")

    async def give_cookies(self, cookies: Cookies, instructions: str) -> dict[str, str]:
        """Values out of a browser."""
        required = [field.id for field in cookies.fields if field.required]
        missing = [name for name in required if not self._has(name)]
        if missing and not self._may_ask:
            raise _needs(missing)
        if missing:  # the bridge's own words are for another form
            click.echo(
                words(
                    "Log in at {url} in a private window of a browser, press F12, and copy these"
                    " values from there (Application or Storage, then Cookies):",
                    url=printable(cookies.url),
                )
            )
        given = {}
        for field in cookies.fields:
            if self._has(field.id):
                given[field.id] = self._take(field.id)
            elif field.required:
                given[field.id] = click.prompt(printable(field.id), hide_input=True)
        return given

    async def give_passkey(self, passkey: Passkey, instructions: str) -> Mapping[str, Any]:
        """What a browser says when the passkey is used there."""
        told = self._take("passkey") if self._has("passkey") else None
        if told is None and not self._may_ask:
            raise _needs(["passkey"])
        if told is None:
            self._instruct(instructions)
            click.echo(
                words(
                    "The messenger wants a passkey. Open {url} in the browser that has it, press"
                    " F12, paste this into the console there, and copy what it prints:",
                    url=printable(passkey.url),
                )
            )
            options = json.dumps(dict(passkey.public_key))
            click.echo("\n" + _PASSKEY.format(options=printable(options)) + "\n")
            told = str(click.prompt(words("What it printed"), hide_input=True))
        try:
            answer = json.loads(told)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise HouseProblem("That is not what the browser prints for a passkey.")
        return answer

    def _has(self, name: str) -> bool:
        return name in self._answers or name in self._unseen

    def _take(self, name: str) -> str:
        if name in self._answers:
            return self._answers.pop(name)
        self._unseen[name] += 1
        if self._as_json:
            click.echo(json.dumps({"reads": name}, ensure_ascii=False))
        return read_unseen(name)

    def _fill_one(self, field: Input) -> str:
        if self._has(field.id):
            return self._take(field.id)
        if not self._may_ask:
            return field.default_value
        name = printable(field.name or field.id)
        if field.description:
            click.echo(printable(field.description))
        if field.options:
            kind = click.Choice(field.options)
            return str(click.prompt(name, type=kind, default=field.default_value or None))
        return str(
            click.prompt(name, default=field.default_value or None, hide_input=field.is_secret)
        )

    def _instruct(self, instructions: str) -> None:
        if instructions and not self._as_json:
            click.echo(printable(instructions))

    def _draw(self, data: str, instructions: str) -> None:
        picture = StringIO()
        segno.make(data, error="l").terminal(picture, compact=True, border=2)
        text = picture.getvalue().rstrip("\n")
        lines = [*text.split("\n"), printable(instructions or words("Scan this with the phone."))]
        if self._drawn and sys.stdout.isatty():
            click.echo(f"\x1b[{self._drawn}A\x1b[J", nl=False)
        click.echo("\n".join(lines))
        self._drawn = sum(line.count("\n") + 1 for line in lines)


def _needs(fields: Sequence[str]) -> HouseProblem:
    return HouseProblem(
        "More is needed to log in: {answers}",
        answers=" ".join(f"--answer {printable(name)}=…" for name in fields),
    )
