"""Starting goes on also where nobody reads any more what is told of it."""

import subprocess
import sys

TELLS = """
import os
from bot.starting.progress import Progress
progress = Progress()
input()
progress.say("Каша готова")
progress.done("Обед")
os._exit(7)
"""


def test_a_reader_that_has_gone_ends_nothing() -> None:
    command = [sys.executable, "-c", TELLS]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        program.stdout.close()
        program.communicate(b"\n")
    assert program.returncode == 7
