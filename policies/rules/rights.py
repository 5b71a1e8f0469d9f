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
    """`who` are the roles that may post; the rooms are those of the clause.

    With `reply_only` everybody else may answer posts, and does not begin a conversation.
    """

    who: Annotated[tuple[Role, ...], Field(min_length=1)]
    reply_only: bool = False


def detector(parameters: Rights) -> Detector:
    """Evidence: the author's roles and those that would be needed, separated by commas;
    `reply_only` (1) where an answer would be free."""
    free = {"reply_only": 1} if parameters.reply_only else {}

    def findings(reading: Reading, context: Context) -> Evidence | None:
        post = reading.post
        if post.author.roles.intersection(parameters.who):
            return None
        # What an answer is changed to is an answer, though nobody says so again.
        if parameters.reply_only and (post.reply_to is not None or post.is_edit):
            return None
        return {
            "roles": ", ".join(sorted(post.author.roles)),
            "needed": ", ".join(parameters.who),
            **free,
        }

    return findings


RULE = Rule("rights", Rights, detector)
