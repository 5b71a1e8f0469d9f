"""JSON Schemas of the files that people write: what editors complete and check them with."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from rooms.language import say

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class FriendlySchema(GenerateJsonSchema):
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


def spoken(schema: Any, language: str) -> Any:
    """The same, with the descriptions in that language and without the names of classes."""
    if isinstance(schema, list):
        return [spoken(part, language) for part in schema]
    if not isinstance(schema, dict):
        return schema
    said = {key: spoken(part, language) for key, part in schema.items()}
    if isinstance(said.get("description"), str):
        said["description"] = say(language, said["description"])
    if isinstance(said.get("title"), str):
        del said["title"]
    return said
