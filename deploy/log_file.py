"""What a program says, kept in a file that does not grow for ever."""

from pathlib import Path

from deploy.private_file import PRIVATE_FILE

LARGEST = 5_000_000
_END = 8192


class LogFile:
    """A file and, once it was full, the one before it (``<name>.1``); both mode 0600."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, chunk: bytes) -> None:
        """Add what was said; raises OSError."""
        if self.path.exists() and self.path.stat().st_size + len(chunk) > LARGEST:
            self.path.replace(self.path.with_name(self.path.name + ".1"))
        if not self.path.exists():
            self.path.touch(mode=PRIVATE_FILE)
        with self.path.open("ab") as file:
            file.write(chunk)

    def last_lines(self, count: int) -> list[str]:
        """The end of it, without empty lines; nothing where there is no file."""
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, self.path.stat().st_size - _END))
                lines = file.read().decode(errors="replace").splitlines()
        except OSError:
            return []
        return [line.strip() for line in lines if line.strip()][-count:]
