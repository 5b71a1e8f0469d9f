"""The file regulation.yaml, and the sample that a new house begins with."""

from pathlib import Path

from policies.regulation import Regulation
from rooms.yaml_file import load

DEFAULT_REGULATION = Path(__file__).parent / "defaults" / "regulation.yaml"
"""The sample."""


def load_regulation(path: Path) -> Regulation:
    """The regulation in the file; raises FileProblem."""
    return load(path, Regulation)
