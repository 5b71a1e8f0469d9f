"""What is given as ``-`` comes by the standard input, when it is asked for."""

import io
import json
import sys

import pytest

from bot.cli.bridge.asking import TerminalAsks
from bot.cli.bridge.unseen import with_unseen
from bot.house import HouseProblem
from bridges.upstream.answers import Input

CODE = [Input(id="code", type="2fa_code")]


@pytest.fixture
def _typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("12345\n67890\r\n"))


@pytest.mark.usefixtures("_typed")
async def test_a_code_that_came_later_is_read_as_often_as_it_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asks = TerminalAsks({"phone": "+49", "code": "-"}, as_json=True)
    assert asks.unused == ("phone", "code")
    assert await asks.fill(CODE, "", False) == {"code": "12345"}
    assert asks.unused == ("phone",)
    assert await asks.fill(CODE, "", True) == {"code": "67890"}
    with pytest.raises(HouseProblem, match="“code”"):
        await asks.fill(CODE, "", True)
    asked = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert asked == [{"reads": "code"}] * 3, "whoever types it knows when"


@pytest.mark.usefixtures("_typed")
def test_a_secret_setting_is_read_and_others_are_as_they_were_written() -> None:
    assert with_unseen("network.api_id=1") == "network.api_id=1"
    assert with_unseen("network.api_hash=-") == "network.api_hash=12345"
    assert with_unseen("nonsense") == "nonsense"
