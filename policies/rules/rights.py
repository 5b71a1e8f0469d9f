"""Who may post where: fires on posts by anybody else."""

from typing import Annotated

from pydantic import Field

from policies.context import Context
from policies.file_model import FileModel
from policies.post import Post
from policies.role import Role
from policies.rules.rule import Rule
from policies.verdict import Evidence


class Rights(FileModel):
    """`who` are the roles that may post; the rooms are those of the clause."""

    who: Annotated[tuple[Role, ...], Field(min_length=1)]


def findings(post: Post, parameters: Rights, context: Context) -> Evidence | None:
    """Which roles the author has and which would be needed, by name, separated by commas."""
    if post.author.roles.intersection(parameters.who):
        return None
    return {
        "roles": ", ".join(sorted(post.author.roles)),
        "needed": ", ".join(parameters.who),
    }


RULE = Rule("rights", Rights, findings)
