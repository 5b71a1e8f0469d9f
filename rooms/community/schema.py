"""The JSON Schema of community.yaml: what editors complete and check it with."""

from typing import Any
from zoneinfo import available_timezones

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from rooms.community.model import Community
from rooms.language import say

DIALECT = "https://json-schema.org/draft/2020-12/schema"
EXAMPLE = {
    "community": {"name": "Детский сад № 24", "slug": "sad24"},
    "staff": [
        {"id": "valentina", "name": "Валентина Петровна", "role": "head"},
        {"id": "anna", "name": "Анна Сергеевна", "roles": ["educator", "duty"]},
    ],
    "groups": [{"key": "ladybirds", "name": "Божьи коровки", "staff": ["anna"]}],
}


def json_schema(language: str) -> dict[str, Any]:
    """The schema, with what each key is for in that language."""
    schema = _spoken(Community.model_json_schema(schema_generator=_Friendly), language)
    for part in schema["$defs"].values():
        del part["description"]  # said of the keys that have such a value
    _let_nothing_be_the_usual(schema["$defs"]["HouseRooms"]["properties"])
    _let_nothing_be_the_usual({"private": schema["properties"]["private"]})
    schema["$defs"]["Institution"]["properties"]["timezone"]["enum"] = sorted(available_timezones())
    title = say(language, "The kindergarten, its staff, its rooms and the chats of the parents.")
    return {
        "$schema": DIALECT,
        **schema,
        "title": "community.yaml",
        "description": title,
        "examples": [EXAMPLE],
    }


def _let_nothing_be_the_usual(properties: dict[str, dict[str, Any]]) -> None:
    """Allow a room to be asked for by its key alone (``lounge:``)."""
    for written in properties.values():
        written["anyOf"] = [{"$ref": written.pop("$ref")}, {"type": "null"}]


class _Friendly(GenerateJsonSchema):
    """Without what only programs need: titles, and keys that may be ``null`` to be left out."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Who does not want a key leaves it out."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A default that says something, for the editor to show."""
        written = super().default_schema(schema)
        if not isinstance(written.get("default"), str | int) or written["default"] == "":
            written.pop("default", None)
        return written

    def field_title_should_be_set(self, schema: Any) -> bool:
        """An editor shows the key itself."""
        return False


def _spoken(schema: Any, language: str) -> Any:
    """The same, with the descriptions in that language and without the names of classes."""
    if isinstance(schema, list):
        return [_spoken(part, language) for part in schema]
    if not isinstance(schema, dict):
        return schema
    spoken = {key: _spoken(part, language) for key, part in schema.items()}
    if isinstance(spoken.get("description"), str):
        spoken["description"] = say(language, spoken["description"])
    if isinstance(spoken.get("title"), str):
        del spoken["title"]
    return spoken
