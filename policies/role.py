"""Roles as regulation.yaml names them."""

from typing import Annotated

from pydantic import AfterValidator, Field

from policies.file_model import mistake, nearest
from policies.post import ROLES


def _refuse_unknown_role(role: str) -> str:
    if role in ROLES:
        return role
    known = ", ".join(ROLES)
    if meant := nearest(role, list(ROLES)):
        text = "There is no role “{role}”; perhaps “{meant}” is meant? The roles are: {known}."
        raise mistake(text, role=role, meant=meant, known=known)
    raise mistake("There is no role “{role}”; the roles are: {known}.", role=role, known=known)


Role = Annotated[
    str, AfterValidator(_refuse_unknown_role), Field(json_schema_extra={"enum": list(ROLES)})
]
"""The name of a role that exists."""
