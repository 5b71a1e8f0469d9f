"""LibreOffice without a window: turns a spreadsheet into one of another kind."""

import shutil
import subprocess
import tempfile
from pathlib import Path

TEXT = "csv:Text - txt - csv (StarCalc)"
"""LibreOffice's filter for text; after it come the delimiter, the quote and the encoding."""


def libreoffice() -> str | None:
    """The program, when this machine has it."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(source: Path, kind: str, target: Path) -> Path:
    """Save a spreadsheet as another kind (``ods``, or ``xlsx`` with a filter) under a new name."""
    program = libreoffice()
    assert program, "this machine has no LibreOffice (make test-deps)"
    with tempfile.TemporaryDirectory(prefix="teremok-office-") as folder:
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                str(Path(folder) / "out"),
                str(source),
            ],
            check=True,
            capture_output=True,
        )
        (made,) = (Path(folder) / "out").iterdir()
        shutil.move(made, target)
    return target
