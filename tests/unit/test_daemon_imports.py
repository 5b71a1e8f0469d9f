"""What the daemon seldom needs is not imported with it: it would be kept for months."""

import subprocess
import sys

HEAVY = {
    "click": "the command line",
    "jinja2": "the console's pages",
    "numpy": "telling languages",
    "openpyxl": "rosters in Excel",
    "py3langid": "telling languages",
    "reportlab": "onboarding on paper",
    "rich": "the command line",
    "segno": "codes on paper",
}


def test_the_daemon_starts_without_what_is_seldom_needed() -> None:
    program = "import sys, bot.daemon; print(*{name.partition('.')[0] for name in sys.modules})"
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert HEAVY.keys().isdisjoint(answer.stdout.split())
