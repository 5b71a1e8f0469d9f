"""The JSON Schema of regulation.yaml: what editors complete and check it with."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic.json_schema import models_json_schema

from policies.file_model import FileModel
from policies.regulation import Regulation
from policies.rules import RULES
from rooms.files.json_schema import DIALECT, FriendlySchema, spoken
from rooms.language import say
from rooms.regulation import schema_words
from rooms.wanted.kinds import KINDS, SPACES

EXAMPLE = {
    "clauses": [
        {
            "id": "3.2",
            "text": "Сообщения в чате группы публикуются с 8:00 до 20:00 в рабочие дни.",
            "rule": "hours",
            "with": {"from": "08:00", "to": "20:00", "days": "working"},
            "rooms": ["group"],
            "except": ["head", "duty"],
            "action": "hold",
        }
    ]
}


def json_schema(language: str) -> dict[str, Any]:
    """The schema, with what each key is for in that language."""
    models = [(Regulation, "validation")]
    models += [(rule.parameters, "validation") for rule in RULES.values()]
    found, whole = models_json_schema(models, schema_generator=FriendlySchema)  # type: ignore[arg-type]
    parts: dict[str, Any] = whole["$defs"]
    for part in parts.values():
        part.pop("description", None)  # what programs are told
    clause = parts["Clause"]
    _describe(parts["Regulation"], schema_words.REGULATION)
    _describe(clause, schema_words.CLAUSE)
    _describe(parts["Times"], schema_words.TIMES)
    clause["properties"]["id"]["type"] = ["string", "number"]
    clause["properties"]["rule"]["enum"] = sorted(RULES)
    clause["properties"]["with"]["type"] = "object"
    kinds = sorted(set(KINDS) - SPACES)
    for rooms in (clause["properties"]["rooms"], parts["Regulation"]["properties"]["exempt"]):
        rooms["items"]["anyOf"] = [{"enum": kinds}, {"pattern": "^[a-z0-9_-]+$"}]
    clause["allOf"] = []
    for name, rule in sorted(RULES.items()):
        reference = found[(rule.parameters, "validation")]
        part = parts[reference["$ref"].rpartition("/")[2]]
        _describe(part, schema_words.RULES.get(name, {}))
        clause["allOf"].append(_particulars(name, rule.parameters, part, reference))
    regulation = parts.pop("Regulation")
    text = "The numbered clauses of the kindergarten's rules, each bound to what enforces it."
    return {
        "$schema": DIALECT,
        **spoken({"$defs": parts, **regulation}, language),
        "title": "regulation.yaml",
        "description": say(language, text),
        "examples": [EXAMPLE],
    }


def _describe(part: dict[str, Any], words: Mapping[str, str]) -> None:
    for key, written in part["properties"].items():
        if key in words:
            written["description"] = words[key]


def _particulars(
    name: str, model: type[FileModel], part: dict[str, Any], reference: Mapping[str, str]
) -> dict[str, Any]:
    """What is under ``with``, where this is the rule."""
    then: dict[str, Any] = {"properties": {"with": dict(reference)}}
    try:
        model()
    except ValidationError:  # something has to be said
        then["required"] = ["with"]
        part.setdefault("minProperties", 1)
    meant = {"properties": {"rule": {"const": name}}, "required": ["rule"]}
    return {"if": meant, "then": then}
