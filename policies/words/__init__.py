"""The word lists of the rules: one text file a rule, read once.

A file has comments (``#``), sections (``[tag]``), and entries divided by commas or line ends, as
`policies.text.vocabulary` understands them.
"""

from functools import cache
from importlib.resources import files

Words = dict[str, tuple[str, ...]]
"""Entries by tag, in the order of the file."""


@cache
def words_of(name: str) -> Words:
    """The entries of ``name.txt`` by section."""
    words: dict[str, tuple[str, ...]] = {}
    tag = ""
    for line in files(__name__).joinpath(f"{name}.txt").read_text("utf-8").splitlines():
        written = line.split("#", 1)[0].strip()
        if written.startswith("[") and written.endswith("]"):
            tag = written.strip("[]")
        elif written:
            entries = (entry.strip() for entry in written.split(","))
            words[tag] = words.get(tag, ()) + tuple(entry for entry in entries if entry)
    return words
