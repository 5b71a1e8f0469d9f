"""The files that people write, when others than the folder's own are asked for."""

import filecmp
import os
from datetime import datetime
from pathlib import Path


def put_in_place(given: Path, place: Path) -> Path | None:
    """Let `place` be a link to the given file, which so remains the one that people edit.

    What was there is kept beside it under another name, which is returned; a link, or a file with
    the same content, is nobody's work and is simply replaced. Raises OSError.
    """
    given = given.absolute()
    if place.exists() and place.samefile(given):
        return None
    kept = None
    if place.is_file() and not place.is_symlink() and not filecmp.cmp(given, place, shallow=False):
        now = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
        kept = place.with_name(f"{place.stem}-{now}{place.suffix}")
        place.rename(kept)
    link = place.with_name(f".{place.name}.{os.getpid()}.new")
    link.unlink(missing_ok=True)
    link.symlink_to(given)
    link.replace(place)
    return kept
