"""What a program makes of a configuration: whether it takes it, and which values it drops.

A bridge copies the keys that it knows into its own example and starts with that; a key that it
does not know, or a value of another kind, disappears without a word. With ``-g`` it does just
that, writes the result and ends: no database and no homeserver are asked.
"""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from deploy.bridges.configuration import ENVIRONMENT_PREFIX, as_yaml
from deploy.bridges.program import ProgramUnusable, Runnable, run_once
from deploy.private_file import make_private_folder, write_private

KeyPath = tuple[str, ...]


class NotAccepted(Exception):
    """The program does not take the configuration; str() is its reason."""


def accepted_options(program: Runnable, options: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The configuration as the program would start with it, its own values included.

    Works in a folder of its own below `folder`. Raises NotAccepted.
    """
    make_private_folder(folder)
    with tempfile.TemporaryDirectory(prefix=".accepting-", dir=folder) as name:
        place = Path(name)
        configuration, registration = place / "config.yaml", place / "registration.yaml"
        write_private(configuration, as_yaml(options))
        try:
            run_once(program, "-g", "-c", str(configuration), "-r", str(registration), folder=place)
        except ProgramUnusable as refused:
            raise NotAccepted(str(refused)) from None
        taken = yaml.safe_load(configuration.read_text(encoding="utf-8"))
    return taken if isinstance(taken, dict) else {}


def dropped_values(
    options: Mapping[str, Any], accepted: Mapping[str, Any], section: str
) -> Iterator[tuple[KeyPath, Any]]:
    """The values of a section that the program does not start with, each with its path."""
    yield from _dropped(options.get(section), accepted.get(section), (section,))


def _dropped(wanted: Any, found: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    if isinstance(wanted, Mapping) and wanted:
        for key, value in wanted.items():
            below = found.get(key, _NOWHERE) if isinstance(found, Mapping) else _NOWHERE
            yield from _dropped(value, below, (*path, str(key)))
    elif wanted != found:
        yield path, wanted


_NOWHERE = object()


def is_known(path: KeyPath, example: Mapping[str, Any]) -> bool:
    """Whether the program's example has this key."""
    found: Any = example
    for key in path:
        if not isinstance(found, Mapping) or key not in found:
            return False
        found = found[key]
    return True


def as_environment(path: KeyPath, value: Any) -> tuple[str, str] | None:
    """The variable that tells the program a single value which its reading of the file drops."""
    if isinstance(value, Mapping | list) or value is None:
        return None
    words = ("true" if value else "false") if isinstance(value, bool) else str(value)
    return ENVIRONMENT_PREFIX + "__".join(path).upper(), words
