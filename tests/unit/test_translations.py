"""Everything that people read is there in Russian."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot import outcomes, welcome
from bot.duty import cards
from bot.duty.reacting import NOT_YOURS
from bridges.upstream import telling
from bridges.upstream.hearing import _ONCE, _UNREAD
from policies.post import ROLES
from rooms import refusal
from rooms.community.schema import json_schema
from rooms.evidence import SENTENCES
from rooms.files import yaml_words
from rooms.wanted.kinds import KINDS

ROOT = Path(__file__).parents[2]
SPOKEN = {
    "say": 1,
    "say_many": 1,
    "mistake": 0,
    "mistake_at": 1,
    "Term": 0,
    "HouseProblem": 0,
    "Sentence": 0,
    "Contradiction": 2,
    "PictureProblem": 0,
    "Unreadable": 0,
    "words": 0,
    "example": 0,
    "_tell": 0,
    "BridgeAway": 0,
}
"""Functions whose argument at this place is an English source text."""

CATALOGUES = sorted((ROOT / "rooms" / "locale" / "ru").glob("*.po"))


def catalogue() -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="ru", abort_invalid=True):
                one = message.id if isinstance(message.id, str) else message.id[0]
                said = message.string if isinstance(message.string, str) else message.string[0]
                texts[one] = said
    return texts


def spoken() -> Iterator[tuple[str, str]]:
    """Every source text that stands in the code, with its place."""
    for folder in ("bot", "bridges", "rooms", "policies"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            for scope in ast.walk(tree):
                if not isinstance(scope, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef):
                    continue
                for node in ast.walk(scope):
                    if isinstance(node, ast.Call):
                        for text in _texts(_source(node), scope):
                            yield f"{path.relative_to(ROOT)}:{node.lineno}", text


def _source(call: ast.Call) -> ast.expr | None:
    """What stands where the source text belongs."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "words" and isinstance(call.func, ast.Attribute):  # its argument is a language
        return None
    place = SPOKEN.get(name)
    if place is None or place >= len(call.args):
        return None
    return call.args[place]


def _texts(source: ast.expr | None, scope: ast.AST) -> Iterator[str]:
    """The texts that it may be: itself, one of two, or what the function gave a variable."""
    match source:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body, scope)
            yield from _texts(orelse, scope)
        case ast.Name(id=name) if not isinstance(scope, ast.Module):
            for node in ast.walk(scope):
                match node:
                    case ast.Assign(targets=[ast.Name(id=given)], value=value) if given == name:
                        yield from _texts(value, ast.Module([], []))


def test_every_sentence_in_the_code_has_its_russian() -> None:
    known = catalogue()
    assert [(place, text) for place, text in spoken() if not known.get(text)] == []


def test_every_sentence_in_a_table_has_its_russian() -> None:
    tables = [
        *(text for _, text in yaml_words._SYNTAX),
        *yaml_words._EXPECTED.values(),
        *(text for text, _ in yaml_words._LIMITS.values()),
        *refusal._KINDS.values(),
        *cards.TABLES,
        *outcomes.TABLES,
        *welcome.TEXTS,
        *(text for _, text in SENTENCES),
        *(NOT_YOURS, _ONCE, _UNREAD, *telling.TABLES),
        *refusal._ROLES.values(),
        *(text for kind in KINDS.values() for text in (kind.name, kind.topic)),
        *_descriptions(json_schema("en")),
    ]
    known = catalogue()
    assert [text for text in tables if not known.get(text)] == []


def _descriptions(schema: object) -> Iterator[str]:
    if isinstance(schema, list):
        for part in schema:
            yield from _descriptions(part)
    elif isinstance(schema, dict):
        for key, part in schema.items():
            if key == "description" and isinstance(part, str):
                yield part
            else:
                yield from _descriptions(part)


def test_every_role_can_be_named() -> None:
    assert set(ROLES) <= set(refusal._ROLES)


def test_a_translation_names_the_same_values() -> None:
    for english, russian in catalogue().items():
        if english and russian:
            names = set(re.findall(r"\{(\w+)\}", english))
            assert set(re.findall(r"\{(\w+)\}", russian)) <= names, english


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_has_each_text_once_and_none_empty(path: Path) -> None:
    sources = re.findall(r'^msgid ((?:".*"\n)+)', path.read_text("utf-8"), re.MULTILINE)
    assert len(sources) == len(set(sources))
    with path.open("rb") as file:
        for message in read_po(file, locale="ru"):
            assert message.string or not message.id, message.id
