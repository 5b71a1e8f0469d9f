"""What is drift, what is fought about, and what an apply leaves."""

from pathlib import Path

from rooms.community import Community
from rooms.files.yaml_file import load_text
from rooms.reconcile.changes import Aspect, Change, JoinMember, RestoreAlias, SetState
from rooms.reconcile.changes_entering import ComeIn, TakePower
from rooms.reconcile.changes_leaving import RemoveMember, WithdrawInvitation
from rooms.reconcile.dividing import divide
from rooms.reconcile.drift import FEUD_SECONDS, MOST_REPAIRS, Feuds, is_drift
from rooms.reconcile.homeserver import UserId
from rooms.reconcile.plan import Plan
from rooms.reconcile.scope import Scope
from rooms.wanted.people import people_of
from rooms.wanted.rooms import wanted_rooms

BOT, ANNA = UserId("@teremok:sad.test"), UserId("@anna:sad.test")
COMMUNITY = load_text(
    "community: {name: Сад, slug: sad}\n"
    "staff: [{id: zav, name: Зав, role: head}]\n"
    "groups: [{key: bees, name: Пчёлки}, {key: bugs, name: Жучки}]\n",
    Path("community.yaml"),
    Community,
)
PEOPLE = people_of(COMMUNITY, (), "sad.test")
ROOMS = {room.key: room for room in wanted_rooms(COMMUNITY, PEOPLE, "sad.test", BOT)}
BEES = ROOMS["bees"]


def name(before: str, by: str = ANNA) -> SetState:
    return SetState(BEES, Aspect.NAME, ("m.room.name", ""), {"name": "Пчёлки"}, before, by)


def test_what_the_file_says_otherwise_is_no_drift_and_what_somebody_did_is() -> None:
    theirs: list[Change] = [
        name("Мои"),
        RestoreAlias(BEES),
        ComeIn(BEES, None, ANNA),
        TakePower(BEES, ANNA),
        WithdrawInvitation(BEES, ANNA, ANNA),
        JoinMember(BEES, PEOPLE[0], ANNA),
    ]
    ours: list[Change] = [
        name("Мои", by=""),
        ComeIn(BEES, None),
        JoinMember(BEES, PEOPLE[0]),
        RemoveMember(BEES, ANNA),
    ]
    assert [is_drift(change) for change in theirs] == [True] * len(theirs)
    assert [is_drift(change) for change in ours] == [False] * len(ours)


def test_the_same_thing_is_not_put_right_for_ever_whatever_it_was_changed_to() -> None:
    feuds = Feuds()
    for number in range(MOST_REPAIRS):
        assert not feuds.is_feud(name(f"{number}"), float(number))
        feuds.note(name(f"{number}"), float(number))
    assert feuds.is_feud(name("again"), 10.0)
    assert not feuds.is_feud(RestoreAlias(BEES), 10.0)
    assert not feuds.is_feud(name("later"), FEUD_SECONDS + MOST_REPAIRS)


def test_where_the_bot_is_not_let_back_nothing_else_is_tried_in_that_room() -> None:
    bugs = SetState(ROOMS["bugs"], Aspect.NAME, ("m.room.name", ""), {}, "", "")
    plan = Plan((ComeIn(BEES, None, ANNA), name("Мои", by=""), bugs), ())
    todo = divide(plan, Scope(spares=is_drift))
    assert todo.of_rooms == (bugs,)
    assert todo.spared == (ComeIn(BEES, None, ANNA),)


def test_a_stranger_who_was_invited_a_moment_ago_leaves_also_where_they_came_in() -> None:
    stranger, former = UserId("@stranger:sad.test"), UserId("@former:sad.test")
    plan = Plan((), (), (RemoveMember(BEES, stranger), RemoveMember(BEES, former)))
    todo = divide(plan, Scope(intruders=frozenset({("bees", stranger)})))
    assert todo.of_rooms == (RemoveMember(BEES, stranger),)
    assert todo.waiting == (RemoveMember(BEES, former),)
