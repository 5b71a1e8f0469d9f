"""Voice messages and round video: fires on what has to be listened to."""

import math
from typing import Annotated

from pydantic import Field

from policies.context import Context
from policies.file_model import FileModel
from policies.post import PostKind
from policies.rules.rule import Detector, Rule
from policies.text.reading import Reading
from policies.verdict import Evidence


class Voice(FileModel):
    """What is too long to listen to.

    Recordings of up to `seconds` are allowed, 0: none is. With a limit the benefit of the doubt is
    given to one whose length is not known. `round_video`: the round videos of messengers count,
    too.
    """

    seconds: Annotated[int, Field(ge=0, le=24 * 3600)] = 0
    round_video: bool = True


def detector(parameters: Voice) -> Detector:
    """Evidence: what it is (`kind`: ``voice`` or ``round``), its `seconds` (rounded up) where they
    are known, and the `limit` where there is one."""

    def findings(reading: Reading, context: Context) -> Evidence | None:
        post = reading.post
        is_round = post.media is not None and post.media.round
        if post.kind is not PostKind.VOICE and not (is_round and parameters.round_video):
            return None
        evidence: dict[str, str | int] = {"kind": "round" if is_round else "voice"}
        seconds = post.media.seconds if post.media is not None else None
        if seconds is not None and not math.isfinite(seconds):
            seconds = None
        if parameters.seconds:
            if seconds is None or seconds <= parameters.seconds:
                return None
            evidence["limit"] = parameters.seconds
        if seconds is not None:
            evidence["seconds"] = math.ceil(seconds)
        return evidence

    return findings


RULE = Rule("voice", Voice, detector, of_files=True)
