import asyncio
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.messenger import RunningMessenger
from tests.support.pictures import PNG
from tests.support.requirements import lacking

DOCUMENT = Path(__file__).parents[2] / "docs" / "sandbox.md"
BLOCK = re.compile(r"```(sh|json)\n(.*?)```", re.DOTALL)
CHANGING = {"at", "sent_at", "typing"}


def examples() -> Iterator[tuple[str, str | None]]:
    """Commands, and what is promised of their output (None: nothing)."""
    blocks = BLOCK.findall(DOCUMENT.read_text(encoding="utf-8"))
    for (kind, text), (following, promised) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if kind == "sh":
            yield text, promised if following == "json" else None


def constant(value: Any) -> Any:
    """JSON without the times in it, and without who is typing just now."""
    if isinstance(value, dict):
        return {key: constant(inner) for key, inner in value.items() if key not in CHANGING}
    return [constant(inner) for inner in value] if isinstance(value, list) else value


async def test_every_example_of_the_document_works_as_it_says(tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        lacking("this machine has no curl (make test-deps)")
    (tmp_path / "photo.png").write_bytes(PNG)
    messenger = RunningMessenger(tmp_path / "sandbox")
    await messenger.start()
    await messenger.as_bot("PUT", "/chats/ladybirds", {"title": "Божьи коровки"})
    known = {"SANDBOX": messenger.url, "TOKEN": messenger.token, "LANG": "C.UTF-8"}
    tried = 0
    for commands, promised in examples():
        shell = await asyncio.create_subprocess_exec(
            "sh",
            "-ec",
            commands,
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin", **known},
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await shell.communicate()
        assert shell.returncode == 0, commands
        if promised is None:
            assert "error" not in said.decode(), commands
        else:
            assert constant(json.loads(said)) == constant(json.loads(promised)), commands
        tried += 1
    await messenger.close()
    assert tried > 8
