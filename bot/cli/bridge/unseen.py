"""Values that are written as ``-`` on the command line: everybody on the machine can read that."""

import sys

import click

from bot.cli.terminal import printable
from bot.house import HouseProblem

UNSEEN = "-"


def read_unseen(name: str) -> str:
    """The next line of the standard input; at a terminal it is asked for, and not shown."""
    if sys.stdin.isatty():
        return str(click.prompt(printable(name), hide_input=True, err=True))
    line = sys.stdin.readline()
    if not line:
        raise HouseProblem("Nothing has come on the standard input for “{name}”.", name=name)
    return line.rstrip("\r\n")


def with_unseen(setting: str) -> str:
    """``path=value`` with the value that was not written."""
    path, _, value = setting.partition("=")
    return f"{path}={read_unseen(path)}" if value == UNSEEN else setting
