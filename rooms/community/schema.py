"""The JSON Schema of community.yaml: what editors complete and check it with."""

from typing import Any
from zoneinfo import available_timezones

from rooms.community.model import Community
from rooms.files.json_schema import DIALECT, FriendlySchema, spoken
from rooms.language import say

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
    schema = spoken(Community.model_json_schema(schema_generator=FriendlySchema), language)
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
