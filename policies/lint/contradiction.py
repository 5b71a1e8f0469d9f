"""What is found: a clause that contradicts something, with the place to blame."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from policies.file_model import Place


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Something in a regulation that cannot be meant as it stands.

    `kind` is the name of the module that finds such; `place` leads to what is to blame, from the
    top of the file; `text` is an English source text with {named} `values`.
    """

    kind: str
    place: Place
    text: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)
