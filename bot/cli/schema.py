"""``teremok schema``: what may be in the files that people write, for their editors."""

import json

import click

from bot.cli import language, words
from rooms.community.schema import json_schema
from rooms.regulation.schema import json_schema as regulation_schema

EXAMPLE = "teremok schema community > data/community.schema.json"
OF_REGULATION = "teremok schema regulation > data/regulation.schema.json"


@click.group(help=words("What may be in the files, for editors that complete and check."))
def schema() -> None:
    """What may be in the files."""


@schema.command(
    "community",
    short_help=words("The JSON Schema of community.yaml."),
    help=words("The JSON Schema of community.yaml.")
    + "\n\n\b\n"
    + words("Example:  {command}", command=EXAMPLE)
    + "\n"
    + words("Then the file's first line tells the editor:")
    + "\n  # yaml-language-server: $schema=community.schema.json",
)
def community() -> None:
    """Print the JSON Schema of community.yaml."""
    click.echo(json.dumps(json_schema(language()), ensure_ascii=False, indent=2))


@schema.command(
    "regulation",
    short_help=words("The JSON Schema of regulation.yaml."),
    help=words("The JSON Schema of regulation.yaml.")
    + "\n\n\b\n"
    + words("Example:  {command}", command=OF_REGULATION)
    + "\n"
    + words("Then the file's first line tells the editor:")
    + "\n  # yaml-language-server: $schema=regulation.schema.json",
)
def regulation() -> None:
    """Print the JSON Schema of regulation.yaml."""
    click.echo(json.dumps(regulation_schema(language()), ensure_ascii=False, indent=2))
