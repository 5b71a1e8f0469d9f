"""What is said of bridges by a table, and not where the words stand, has its Russian, too."""

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.cli.bridge import looking
from bot.upstream import health
from bridges.upstream import commands, making_up, problems, state_words, statuses
from bridges.upstream.descriptor import known_networks, read_descriptor
from tests.unit.test_translations import ROOT, catalogue


def _steps() -> Iterator[str]:
    """What `add` and `upgrade` say that they are doing."""
    for folder in ("bot/upstream", "bot/cli/bridge"):
        for path in sorted(Path(ROOT / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "step":
                    [argument] = node.args
                    assert isinstance(argument, ast.Constant)
                    yield str(argument.value)


def _of_descriptions() -> Iterator[str]:
    for descriptor in map(read_descriptor, known_networks()):
        if descriptor.quirks.unsure_plumbing:
            yield descriptor.quirks.unsure_plumbing
        yield from descriptor.needs.values()


def test_every_sentence_of_bridges_has_its_russian() -> None:
    tables = [
        *looking._STATES.values(),
        *looking._CONDITIONS.values(),
        *health._TROUBLES.values(),
        *making_up.WORDLESS.values(),
        *state_words._BRIDGE.values(),
        *state_words._ACCOUNT.values(),
        *state_words._CHAT.values(),
        *state_words._ELSEWHERE.values(),
        state_words._NOT_PLUMBED,
        *state_words.REASONS.values(),
        *(text for _, text in (*commands._REFUSALS, *statuses._REASONS)),
        *(text for _, text in (*problems._CODES, *problems._DETAILS)),
        *_of_descriptions(),
        *_steps(),
    ]
    known = catalogue()
    assert sorted({text for text in tables if not known.get(text)}) == []
