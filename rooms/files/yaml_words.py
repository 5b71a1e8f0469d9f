"""What is wrong with a file, in plain words: sentences for people, not for programmers."""

import math
import re
from collections.abc import Mapping
from typing import Any

from policies.file_model import nearest
from rooms.language import say

Problem = str | tuple[str, Mapping[str, object]]
"""An English source text, alone or with its values."""


class Term(str):
    """A value that is itself a source text, to be said in the same language as the sentence."""

    __slots__ = ()


class Several(tuple[Problem, ...]):
    """A value that is several problems, to be said one after the other in the same language."""

    __slots__ = ()


def words(language: str, problem: Problem) -> str:
    """A problem in that language."""
    text, values = (problem, {}) if isinstance(problem, str) else problem
    return say(language, text, **{name: _said(language, value) for name, value in values.items()})


def _said(language: str, value: object) -> object:
    if isinstance(value, Several):
        return "; ".join(words(language, problem) for problem in value)
    return say(language, str(value)) if isinstance(value, Term) else value


_ODD_CHARACTER = (
    "This character cannot stand here: indent with spaces instead of tabs, and put text that"
    " begins with a special character in quotes."
)
_NO_KEY = (
    "A key is expected here: check the indentation of this line, and that nothing follows a"
    " closing quote."
)
_SYNTAX = (
    (
        "mapping values are not allowed",
        "A colon is not expected here: check the indentation, and put text with a colon in quotes.",
    ),
    ("cannot start any token", _ODD_CHARACTER),
    ("tab character", _ODD_CHARACTER),
    ("unexpected end of stream", "The file ends too early: a quote or a bracket is not closed."),
    ("expected ',' or ']'", "A comma or the closing bracket “]” is missing here."),
    ("expected ',' or '}'", "A comma or the closing brace “}” is missing here."),
    ("expected '-' indicator", "A list entry (a line that begins with “-”) is expected here."),
    (
        "block sequence entries are not allowed",
        "A list cannot begin here: check the indentation of the line with “-”.",
    ),
    ("could not find expected ':'", "A colon after the key is missing."),
    ("expected key", _NO_KEY),
    ("expected <block end>", _NO_KEY),
    ("node content", "A value is expected here."),
    (
        "unknown escape character",
        "Nobody knows this “\\…” in the text: write “\\\\” for a backslash, or use single quotes.",
    ),
    ("but found another document", "Only one document fits in this file: remove the line “---”."),
)


def syntax_problem(said: str) -> Problem:
    """The parser's English remark as a sentence of ours."""
    for part, text in _SYNTAX:
        if part in said:
            return text
    return "This is not valid YAML: check the indentation, the colons and the quotes."


_EXPECTED = {
    "string_type": "Text is expected here, but there is {found}.",
    "int_type": "A whole number is expected here, but there is {found}.",
    "int_parsing": "A whole number is expected here, but there is {found}.",
    "int_from_float": "A whole number is expected here, but there is {found}.",
    "finite_number": "A number is expected here, but there is {found}.",
    "float_type": "A number is expected here, but there is {found}.",
    "float_parsing": "A number is expected here, but there is {found}.",
    "bool_type": "true or false is expected here, but there is {found}.",
    "bool_parsing": "true or false is expected here, but there is {found}.",
    "time_type": 'A time such as "08:00" is expected here, but there is {found}.',
    "time_parsing": 'A time such as "08:00" is expected here, but there is {found}.',
    **dict.fromkeys(
        (
            *("date_type", "date_parsing", "date_from_datetime_parsing"),
            "date_from_datetime_inexact",
        ),
        "A date such as 2026-09-01 is expected here, but there is {found}.",
    ),
    "list_type": "A list is expected here, but there is {found}.",
    "tuple_type": "A list is expected here, but there is {found}.",
    "set_type": "A list is expected here, but there is {found}.",
    "frozen_set_type": "A list is expected here, but there is {found}.",
    "dict_type": "Keys with values are expected here, but there is {found}.",
    "model_type": "Keys with values are expected here, but there is {found}.",
    "model_attributes_type": "Keys with values are expected here, but there is {found}.",
}
_LIMITS = {
    "string_too_short": ("This text is too short: at least {limit} characters.", "min_length"),
    "string_too_long": ("This text is too long: at most {limit} characters.", "max_length"),
    "too_short": ("Too few entries: at least {limit}.", "min_length"),
    "too_long": ("Too many entries: at most {limit}.", "max_length"),
    "greater_than": ("This must be more than {limit}.", "gt"),
    "greater_than_equal": ("This must be at least {limit}.", "ge"),
    "less_than": ("This must be less than {limit}.", "lt"),
    "less_than_equal": ("This must be at most {limit}.", "le"),
    "string_pattern_mismatch": ("This text must look like {limit}.", "pattern"),
}


def model_problem(error: Mapping[str, Any]) -> Problem:
    """An entry of pydantic's list of errors as a sentence of ours."""
    kind, context = error["type"], error.get("ctx", {})
    if "text" in context:  # policies.file_model.mistake, or any custom error that carries its text
        return context["text"], {name: v for name, v in context.items() if name != "text"}
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    if kind == "missing":
        return "The key “{key}” is missing here.", {"key": error["loc"][-1]}
    if kind == "extra_forbidden":
        return "Nobody knows the key “{key}” here.", {"key": error["loc"][-1]}
    if kind in ("literal_error", "enum"):
        return _one_of(re.findall(r"'([^']*)'", context["expected"]), error["input"])
    if kind in _EXPECTED:
        return _EXPECTED[kind], {"found": _found(error["input"])}
    if kind in _LIMITS:
        text, name = _LIMITS[kind]
        return text, {"limit": context[name]}
    return str(error["msg"])


def _one_of(allowed: list[str], found: object) -> Problem:
    meant = nearest(str(found), allowed)
    values = {"allowed": ", ".join(allowed), "meant": meant or ""}
    if meant:
        return "Expected here is one of: {allowed}. Perhaps “{meant}” is meant?", values
    return "Expected here is one of: {allowed}.", values


def _found(value: object) -> str:
    match value:
        case None:
            return Term("nothing")
        case bool():
            return Term("true or false")
        case float() if not math.isfinite(value):
            return Term("a number beyond all bounds")
        case int() | float():
            return f"{value:.12g}"
        case str():
            return f"“{value[:60]}…”" if len(value) > 60 else f"“{value}”"
        case list() | tuple():
            return Term("a list")
        case _:
            return Term("a group of keys")
