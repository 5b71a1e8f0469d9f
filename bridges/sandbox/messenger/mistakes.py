"""What is wrong with what was asked, in words for whoever asked."""

from typing import Any

from pydantic import ValidationError

from bridges.sandbox.messenger.problems import Problem

_NUMBER = "“{where}” must be a number."
SENTENCES = {
    "missing": "“{where}” is missing.",
    "string_too_short": "“{where}” must not be empty.",
    "string_too_long": "“{where}” may have at most {max_length} characters.",
    "string_type": "“{where}” must be a text.",
    "bool_type": "“{where}” must be true or false.",
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_from_float": _NUMBER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "greater_than_equal": "“{where}” must be at least {ge}.",
    "less_than_equal": "“{where}” must be at most {le}.",
    "literal_error": "“{where}” must be one of: {expected}.",
    "model_type": "“{where}” must be a JSON object.",
    "json_invalid": "This is no JSON.",
}
"""By the types of pydantic's errors, with what those know."""
OTHERWISE = "“{where}” is not as it should be."


def explain(invalid: ValidationError, where: str = "JSON") -> Problem:
    """The first thing that is wrong, and where; `where` is the name of the whole."""
    first = invalid.errors(include_url=False, include_input=False)[0]
    known: dict[str, Any] = first.get("ctx", {})
    text = known.get("text") or SENTENCES.get(first["type"], OTHERWISE)
    values = {name: value for name, value in known.items() if name in ("max_length", "ge", "le")}
    if expected := known.get("expected"):
        values["expected"] = str(expected).replace(" or ", ", ").replace("'", "")
    place = ".".join(str(step) for step in first["loc"]) or where
    return Problem(400, text, where=place, **values)


def must_be_a_number(where: str) -> Problem:
    """That something of the query is none."""
    return Problem(400, _NUMBER, where=where)
