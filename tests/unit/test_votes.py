"""Who chose what in a poll."""

from typing import Any

import pytest

from rooms.archive.event import archived_event
from rooms.archive.votes import chosen
from rooms.polls import results
from rooms.storage.events import ArchivedEvent

ASKER = "@anna:s"


def event(
    kind: str, content: dict[str, Any], sender: str = ASKER, event_id: str = "$1"
) -> ArchivedEvent:
    raw = {
        "event_id": event_id, "room_id": "!r:s", "sender": sender, "type": kind,
        "origin_server_ts": 1, "content": content,
    }  # fmt: skip
    return archived_event(raw, sender[1:-2])


def poll(most: object = 1, stable: bool = False) -> ArchivedEvent:
    key, identifier = ("m.poll", "m.id") if stable else ("org.matrix.msc3381.poll.start", "id")
    answers = [{identifier: str(number), "body": f"answer {number}"} for number in range(3)]
    question = {"question": {"body": "Which?"}, "answers": answers, "max_selections": most}
    return event("m.poll.start" if stable else "org.matrix.msc3381.poll.start", {key: question})


def vote(sender: str, *answers: object, stable: bool = False) -> ArchivedEvent:
    about: dict[str, Any] = {"m.relates_to": {"rel_type": "m.reference", "event_id": "$1"}}
    if stable:
        return event("m.poll.response", {**about, "m.selections": list(answers)}, sender, "$2")
    response = {"org.matrix.msc3381.poll.response": {"answers": list(answers)}}
    return event("org.matrix.msc3381.poll.response", {**about, **response}, sender, "$2")


def written(sender: str, text: str) -> ArchivedEvent:
    about = {"m.relates_to": {"m.in_reply_to": {"event_id": "$1"}}}
    return event("m.room.message", {"msgtype": "m.text", "body": text, **about}, sender, "$4")


def end(sender: str = ASKER) -> ArchivedEvent:
    return event("org.matrix.msc3381.poll.end", {}, sender, "$3")


def counted(poll: ArchivedEvent, *remarks: ArchivedEvent) -> list[tuple[str, ...]]:
    return [each.names for each in chosen(poll, remarks)]


@pytest.mark.parametrize("stable", [False, True])
def test_the_last_ballot_of_each_counts(stable: bool) -> None:
    ballots = [("@i:s", "0"), ("@p:s", "1"), ("@i:s", "1")]
    votes = [vote(sender, answer, stable=stable) for sender, answer in ballots]
    assert counted(poll(stable=stable), *votes) == [(), ("i", "p"), ()]


def test_no_more_answers_count_than_may_be_chosen() -> None:
    assert counted(poll(2), vote("@i:s", "0", "1", "2")) == [("i",), ("i",), ()]
    assert counted(poll("many"), vote("@i:s", "0", "1")) == [("i",), (), ()]


def test_an_answer_that_there_is_not_spoils_the_ballot() -> None:
    assert counted(poll(), vote("@i:s", "9")) == []
    assert counted(poll(), vote("@i:s", "0"), vote("@i:s", {"x": 1}), vote("@p:s", "2")) == [
        *((), ()),
        ("p",),
    ]


def test_who_takes_the_choice_back_has_chosen_nothing() -> None:
    assert counted(poll(), vote("@i:s", "0"), vote("@i:s")) == []


def test_only_its_author_ends_a_poll() -> None:
    assert counted(poll(), vote("@i:s", "0"), end(), vote("@p:s", "0")) == [("i",), (), ()]
    assert counted(poll(), end("@i:s"), vote("@p:s", "0")) == [("p",), (), ()]


@pytest.mark.parametrize("text", ["2", "2.", "№ 2", "2️⃣", " 2)\n", "02"])
def test_who_answers_with_a_number_votes(text: str) -> None:
    assert counted(poll(), written("@i:s", text)) == [(), ("i",), ()]


@pytest.mark.parametrize("text", ["да", "2 раза", "0", "4", "1, 4", "12345", "2026", "второй", "?"])
def test_other_answers_are_no_votes(text: str) -> None:
    assert counted(poll(2), written("@i:s", text)) == []
    assert counted(poll(2), vote("@i:s", "0"), written("@i:s", text)) == [("i",), (), ()]


def test_several_numbers_are_several_votes() -> None:
    assert counted(poll(2), written("@i:s", "3, 1 2")) == [("i",), (), ("i",)]


def test_a_number_and_a_tap_of_one_person_are_one_vote() -> None:
    assert counted(poll(), vote("@i:s", "0"), written("@i:s", "2")) == [(), ("i",), ()]
    assert counted(poll(), written("@i:s", "2"), vote("@i:s", "0")) == [("i",), (), ()]
    assert counted(poll(), end(), written("@i:s", "2")) == []


def test_the_results_name_nobody() -> None:
    votes = [vote("@i:s", "0", "1"), written("@p:s", "3"), vote("@k:s")]
    over = "📊 The poll “Which?” is over."
    told = f"{over}\n• answer 0 — 1\n• answer 1 — 1\n• answer 2 — 1\n2 people have voted."
    assert results(poll(2), votes, "en") == told
    assert results(poll(), [vote("@i:s")], "en") == f"{over}\nNobody has voted."
    assert results(poll(), votes, "ru").endswith("Проголосовали 2 человека.")
