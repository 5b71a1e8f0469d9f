"""community.yaml written whole or not at all, and the folder of the exports."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class YearPlaces:
    """Where things are: community.yaml, the exports' folder, the archive's files, the lock."""

    community: Path
    exports: Path
    media: Path
    lock: Path

    def export(self, archived: str) -> Path:
        """The ZIP of a room."""
        return self.exports / f"{archived}.zip"

    def make_exports(self) -> None:
        """Have the folder of the exports, which nobody else can read. Raises OSError."""
        self.exports.mkdir(mode=0o700, parents=True, exist_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Put a text in the place of a file, which keeps its mode. Raises OSError."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    descriptor, name = tempfile.mkstemp(".new", f".{path.name}.", path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            os.fchmod(file.fileno(), mode)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
