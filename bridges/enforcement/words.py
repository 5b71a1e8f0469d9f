"""What people are told about their post, and the different ways of saying it.

The post's author may sit in a messenger, where others read it, too, or on this homeserver, where
it can be said in private.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from policies.post import Post
from policies.verdict import Finding
from rooms.judgement import MUTE, ONLY_READ
from rooms.language import say
from rooms.refusal import (
    asked_answer,
    published_answer,
    refusal_answer,
    refusal_reason,
    waiting_answer,
    with_own_text,
)
from rooms.storage.decisions import State


@dataclass(frozen=True, slots=True)
class Words:
    """`answer` is said under the post, `left` where we could not remove it from the messenger,
    `private` to the author alone; `occasion` tells apart what is said of one post."""

    post_id: str
    author: str
    name: str
    occasion: str
    answer: str
    left: str
    private: str


def words_on(
    post: Post,
    finding: Finding,
    state: State,
    at: int,
    due: datetime | None = None,
    *,
    may_object: bool = True,
) -> Words:
    """What the author hears when the decision comes to this state.

    `at` is when that is (ms); `due`, in the local zone, when the post will appear. Unless they
    `may_object`, they are not invited to.
    """
    language = post.author.language
    match state:
        case State.WAITING if due is not None:
            answer = waiting_answer(language, post, finding, due)
        case State.ASKED:
            answer = asked_answer(language, post, finding)
        case State.PUBLISHED:
            answer = published_answer(language, post)
        case _:
            answer = refusal_answer(language, post, finding)
            if may_object:
                answer = _with_objection(language, finding, answer)
    private = answer if state is State.PUBLISHED else with_own_text(language, post, answer)
    return _words(post, f"{state.value}/{at}", answer, private)


def words_on_removal(post: Post, finding: Finding, at: int) -> Words:
    """What the author hears when a post that had appeared is removed."""
    language = post.author.language
    text = "The duty administrator has removed your post from the room “{room}”."
    removed = say(language, text, room=_room(post))
    reason = refusal_reason(language, finding)
    answer = _with_objection(language, finding, f"{removed}\n\n{reason}")
    return _words(post, f"removed/{at}", answer, with_own_text(language, post, answer))


def words_on_giving_back(post: Post, at: int) -> Words:
    """What the author hears when a post could not be published."""
    text = (
        "Your post could not come into the room “{room}”. The duty administrator knows and decides"
        " what becomes of it."
    )
    return said(post, f"not-taken/{at}", say(post.author.language, text, room=_room(post)))


def words_on_objection(post: Post, state: State, at: int) -> Words:
    """What the author hears when an objection changes nothing, because it has been decided."""
    language = post.author.language
    match state:
        case State.PUBLISHED:
            answer = published_answer(language, post)
        case State.REFUSED:
            text = "The duty administrator has looked at your post: it stays unpublished."
            answer = say(language, text)
        case _:
            text = "Nothing can be changed about this post any more."
            answer = say(language, text)
    return said(post, f"objection-decided/{at}", answer)


def said(post: Post, occasion: str, answer: str) -> Words:
    """Something else about a post, the same in every place."""
    return _words(post, occasion, answer, answer)


def can_be_objected(rule: str) -> bool:
    """Whether the regulation decided, and not the room or a person."""
    return rule not in (MUTE, ONLY_READ)


def moment(milliseconds: int) -> datetime:
    """A stored time."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _with_objection(language: str, finding: Finding, answer: str) -> str:
    if not can_be_objected(finding.rule):
        return answer
    return f"{answer}\n\n{say(language, 'If you do not agree, answer this message.')}"


def _words(post: Post, occasion: str, answer: str, private: str) -> Words:
    please = say(post.author.language, "Please delete it in the chat yourself: I cannot do that.")
    return Words(
        post_id=post.id,
        author=post.author.id,
        name=post.author.name,
        occasion=occasion,
        answer=answer,
        left=f"{answer}\n\n{please}",
        private=private,
    )


def _room(post: Post) -> str:
    return post.place.name or post.place.key
