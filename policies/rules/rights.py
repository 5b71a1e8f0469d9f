"""Who may post where: fires on posts by anybody else."""

from typing import Annotated

from pydantic import Field

from policies.context import Context
from policies.file_model import FileModel
from policies.role import Role
from policies.rules.rule import Detector, Rule
from policies.text.reading import Reading
from policies.verdict import Evidence


class Rights(FileModel):
    """`who` are the roles that may post; the rooms are those of the clause."""

    who: Annotated[tuple[Role, ...], Field(min_length=1)]


def detector(parameters: Rights) -> Detector:
    """Evidence: the author's roles and those that would be needed, separated by commas."""

    def findings(reading: Reading, context: Context) -> Evidence | None:
        if reading.post.author.roles.intersection(parameters.who):
            return None
        return {
            "roles": ", ".join(sorted(reading.post.author.roles)),
            "needed": ", ".join(parameters.who),
        }

    return findings


RULE = Rule("rights", Rights, detector)
