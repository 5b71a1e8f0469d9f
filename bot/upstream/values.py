"""What an operator sets in a bridge's configuration: ``--set network.key.path=YAML``."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from bot.house import HouseProblem
from bridges.upstream.descriptor import Descriptor
from deploy.bridges.accepting import KeyPath, as_environment, dropped_values, is_known
from deploy.bridges.configuration import PERMITTED_SECTIONS, merged
from rooms.files.yaml_tree import MisplacedProblem, read_tree
from rooms.files.yaml_words import Several, Term

_LONGEST = 20000


def set_values(given: Iterable[str]) -> dict[str, Any]:
    """The values of all ``--set`` together, the later over the earlier. Raises HouseProblem."""
    values: dict[str, Any] = {}
    for text in given:
        values = merged(values, _one_value(text))
    return values


def _one_value(text: str) -> dict[str, Any]:
    path, sign, written = text.partition("=")
    keys = path.strip().split(".")
    if not sign or not all(keys) or len(text) > _LONGEST:
        raise HouseProblem(
            "“{text}” cannot be set. Write it like --set network.key=value", text=text[:100]
        )
    if keys[0] not in PERMITTED_SECTIONS:
        raise HouseProblem(
            "“{path}” cannot be set: Teremok itself keeps everything outside of {sections}.",
            path=path.strip(),
            sections=", ".join(PERMITTED_SECTIONS),
        )
    if len(keys) == 1:
        raise HouseProblem(
            "“{text}” cannot be set. Write it like --set network.key=value", text=text[:100]
        )
    try:
        value = read_tree(written).content
    except MisplacedProblem:
        raise HouseProblem(
            "The value of “{path}” is not YAML, or has more in it than text, numbers, true, false,"
            " lists, and keys with values.",
            path=path.strip(),
        ) from None
    for key in reversed(keys):
        value = {key: value}
    return dict(value)


def check_needs(descriptor: Descriptor, values: Mapping[str, Any]) -> None:
    """Raise HouseProblem, with what to write, where something is missing that a network needs."""
    network = values.get("network")
    has = network if isinstance(network, Mapping) else {}
    missing = {key: what for key, what in descriptor.needs.items() if has.get(key) in (None, {})}
    if missing:
        raise HouseProblem(
            "The bridge to {title} needs more to be told: {missing}",
            title=descriptor.title,
            missing=Several(
                ("--set network.{key}=… ({what})", {"key": key, "what": Term(what)})
                for key, what in missing.items()
            ),
        )


def outside_values(
    given: Mapping[str, Any],
    options: Mapping[str, Any],
    accepted: Mapping[str, Any],
    example: Mapping[str, Any],
) -> dict[str, str]:
    """What the program must be told in its environment, because it drops it from the file.

    `given` is what the operator set; raises HouseProblem where the program does not know a key of
    that, or wants a value of another kind.
    """
    environment: dict[str, str] = {}
    for section in PERMITTED_SECTIONS:
        for path, value in dropped_values(options, accepted, section):
            if not is_known(path, example):
                if _is_in(path, given):
                    raise _unknown(path, example)
                continue  # our own value, for a version of the program that knows it
            told = as_environment(path, value)
            if told is None:
                raise HouseProblem(
                    "“{path}” cannot be {value}: the program expects a value of another kind.",
                    path=".".join(path),
                    value=str(value)[:100],
                )
            environment[told[0]] = told[1]
    return environment


def _unknown(path: KeyPath, example: Mapping[str, Any]) -> HouseProblem:
    # Not what it stands under, which is right.
    known = [".".join(key) for key in _keys(example, ()) if key != path[: len(key)]]
    written = ".".join(path)
    meant = get_close_matches(written, known, n=1, cutoff=0.6)
    if meant:
        return HouseProblem(
            "The program does not know “{path}”; perhaps “{meant}” is meant?",
            path=written,
            meant=meant[0],
        )
    return HouseProblem("The program does not know “{path}”.", path=written)


def _keys(example: Mapping[str, Any], above: KeyPath) -> Iterator[KeyPath]:
    for key, value in example.items():
        path = (*above, str(key))
        yield path
        if isinstance(value, Mapping):
            yield from _keys(value, path)


def _is_in(path: KeyPath, values: Mapping[str, Any]) -> bool:
    found: Any = values
    for key in path:
        if not isinstance(found, Mapping) or key not in found:
            return False
        found = found[key]
    return True
