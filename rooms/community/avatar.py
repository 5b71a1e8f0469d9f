"""A picture that the file names: found beside the file, and looked at when the file is read."""

from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo

from policies.file_model import mistake
from rooms.files.yaml_file import FOLDER
from rooms.wanted.pictures import PictureProblem, look_at


def _found(written: str, info: ValidationInfo) -> str:
    """The whole path of a picture that is there; as it was written where nobody is to look."""
    folder = (info.context or {}).get(FOLDER)
    if folder is None:
        return written
    path = PurePosixPath(written)
    if path.is_absolute() or ".." in path.parts or "\0" in written:
        raise mistake("The picture lies beside this file: write its path from here, without “..”.")
    whole = Path(folder) / path
    try:
        look_at(whole)
    except PictureProblem as problem:
        values = {name: str(value) for name, value in problem.sentence.values.items()}
        raise mistake(problem.sentence.text, **values) from None
    return str(whole)


AvatarPath = Annotated[
    str,
    Field(
        min_length=1,
        max_length=400,
        json_schema_extra={"examples": ["pictures/ladybirds.png"]},
    ),
    AfterValidator(_found),
]
"""A path from the folder of the file, ``/`` between its parts; read with the folder: the whole."""
