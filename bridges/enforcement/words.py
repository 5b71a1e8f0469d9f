"""What the author hears of a decision, in each of the places where it can be said."""

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


def words_on(post: Post, finding: Finding, state: State, due: datetime | None = None) -> Words:
    """What the author hears when the decision comes to this state; `due`: in the local zone."""
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
            if finding.rule not in (MUTE, ONLY_READ):
                objection = say(language, "If you do not agree, answer this message.")
                answer = f"{answer}\n\n{objection}"
    please = say(language, "Please delete it in the chat yourself: I cannot do that.")
    private = answer if state is State.PUBLISHED else with_own_text(language, post, answer)
    return Words(
        post_id=post.id,
        author=post.author.id,
        name=post.author.name,
        occasion=state.value,
        answer=answer,
        left=f"{answer}\n\n{please}",
        private=private,
    )


def moment(milliseconds: int) -> datetime:
    """A stored time."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
