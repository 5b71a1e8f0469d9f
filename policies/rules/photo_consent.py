"""Pictures of children: fires on a parent's, and on one of the staff's that shows a child who may
not be shown, or of whom nobody knows whom it shows."""

from typing import Annotated, Literal

from pydantic import Field

from policies.context import Context
from policies.file_model import FileModel
from policies.pictures import picture_kind
from policies.rules.rule import Detector, Rule
from policies.text.reading import Reading
from policies.verdict import Evidence


class PhotoConsent(FileModel):
    """`kinds` are looked at: photos, videos or both, those sent as a file among them; stickers and
    GIFs are not. What `parents` or `staff` send is looked at unless said otherwise."""

    kinds: Annotated[tuple[Literal["photo", "video"], ...], Field(min_length=1)] = (
        "photo",
        "video",
    )
    parents: bool = True
    staff: bool = True


def detector(parameters: PhotoConsent) -> Detector:
    """Evidence: `who` sent it (``parent`` or ``staff``), its `kind`; of the staff how many children
    are `tagged`: named in the caption, else all of the group; and how many of them are
    `without_consent`; never who they are."""
    kinds = frozenset(parameters.kinds)

    def findings(reading: Reading, context: Context) -> Evidence | None:
        post = reading.post
        kind = picture_kind(post)
        if kind is None or kind not in kinds:
            return None
        if not post.author.is_staff:
            return {"who": "parent", "kind": kind.value} if parameters.parents else None
        if not parameters.staff:
            return None
        if post.shown is None:
            return {"who": "staff", "kind": kind.value, "tagged": 0}
        without = len(post.shown - context.consents)
        if not without:
            return None
        tagged = len(post.shown)
        return {"who": "staff", "kind": kind.value, "tagged": tagged, "without_consent": without}

    return findings


RULE = Rule("photo_consent", PhotoConsent, detector, of_files=True)
