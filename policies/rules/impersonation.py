"""Impersonation: fires on somebody who is none of the staff under a name that looks like theirs."""

from policies.context import Context
from policies.file_model import FileModel
from policies.rules.rule import Detector, Rule
from policies.text.reading import Reading
from policies.verdict import Evidence

_LONGEST = 100


class Impersonation(FileModel):
    """`offices`: whether somebody who only claims an office of the institution without the name
    of anybody (``Администрация``, ``Воспитатель``) is found, too."""

    offices: bool = True


def detector(parameters: Impersonation) -> Detector:
    """Evidence: the name, and whose it looks like; nobody's where it claims an office only."""

    def findings(reading: Reading, context: Context) -> Evidence | None:
        author = reading.post.author
        if author.is_staff:
            return None
        imitated = context.staff.imitated(author.name)
        if imitated:
            return {"name": author.name[:_LONGEST], "staff": imitated[:_LONGEST]}
        if imitated is None or not parameters.offices:
            return None
        return {"name": author.name[:_LONGEST]}

    return findings


RULE = Rule("impersonation", Impersonation, detector, heuristic=True)
