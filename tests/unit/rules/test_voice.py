"""What has to be listened to."""

from dataclasses import replace
from typing import Any

import pytest

from policies.post import Media, Post, PostKind
from policies.rules.voice import RULE
from tests.support.detecting import find
from tests.support.posts import post


def recording(kind: PostKind, seconds: float | None = None, *, is_round: bool = False) -> Post:
    media = Media("audio/ogg", "voice.ogg", seconds=seconds, round=is_round)
    return replace(post("", carries=kind), media=media)


VOICE, VIDEO, FILE = PostKind.VOICE, PostKind.VIDEO, PostKind.FILE


@pytest.mark.parametrize(
    ("written", "parameters", "evidence"),
    [
        (recording(VOICE, 12.2), {}, {"kind": "voice", "seconds": 13}),
        (recording(VOICE), {}, {"kind": "voice"}),
        (post("", carries=VOICE), {}, {"kind": "voice"}),
        (recording(VIDEO, 30, is_round=True), {}, {"kind": "round", "seconds": 30}),
        (recording(VIDEO, 30, is_round=True), {"round_video": False}, None),
        (recording(VIDEO, 30), {}, None),
        (recording(FILE, 180), {}, None),  # a song
        (post("голосовое"), {}, None),
        (recording(VOICE, 15), {"seconds": 15}, None),
        (recording(VOICE, 15.1), {"seconds": 15}, {"kind": "voice", "limit": 15, "seconds": 16}),
        (recording(VOICE), {"seconds": 15}, None),
        (recording(VOICE, float("nan")), {"seconds": 15}, None),
        (recording(VOICE, float("inf")), {}, {"kind": "voice"}),
        (recording(VOICE, 0), {}, {"kind": "voice", "seconds": 0}),
        (
            recording(VIDEO, 61, is_round=True),
            {"seconds": 60},
            {"kind": "round", "limit": 60, "seconds": 61},
        ),
    ],
)
def test_recordings(
    written: Post, parameters: dict[str, Any], evidence: dict[str, Any] | None
) -> None:
    assert find(RULE, written, **parameters) == evidence
