"""What a bridge's program said last."""

from bot.upstream.installed import InstalledBridge
from deploy.bridges.log_words import reason
from deploy.log_file import LogFile

_LINES = 20


def last_words(installed: InstalledBridge) -> str:
    """The gravest of its last lines, in one line; nothing where it has said nothing."""
    return reason(LogFile(installed.log_path).last_lines(_LINES))
