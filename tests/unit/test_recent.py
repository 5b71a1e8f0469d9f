"""What a room has seen lately, as rules about repetition get to know it."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from policies.post import Media, Place, Post
from rooms.recent import Recent
from tests.support.posts import MONDAY_NOON, post


def written(name: str, minutes: float = 0, room: str = "ladybirds", is_edit: bool = False) -> Post:
    """A post of so many minutes after Monday noon."""
    at = MONDAY_NOON + timedelta(minutes=minutes)
    made = replace(post(name, at=at, is_edit=is_edit), id=f"${name}")
    return replace(made, place=Place(room, "group"))


def names(posts: tuple[Post, ...]) -> list[str]:
    return [each.text for each in posts]


def noted(recent: Recent, *posts: Post) -> Recent:
    for each in posts:
        recent.note(each)
    return recent


def test_what_was_posted_before_in_the_same_room_oldest_first() -> None:
    recent = noted(Recent(), written("a", 1), written("b", 2), written("c", 3, room="owls"))
    assert names(recent.before(written("d", 4))) == ["a", "b"]
    assert names(recent.before(written("d", 4, room="owls"))) == ["c"]
    assert recent.before(written("d", 4, room="staff")) == ()


def test_a_post_that_comes_late_finds_what_was_written_before_it() -> None:
    recent = noted(Recent(), written("a", 1), written("c", 3))
    assert names(recent.before(written("b", 2))) == ["a"]
    recent.note(written("b", 2))
    assert names(recent.before(written("d", 4))) == ["a", "b", "c"]


def test_a_post_that_is_judged_again_finds_the_same() -> None:
    recent = noted(Recent(), written("a", 1))
    again = written("b", 1)
    before = recent.before(again)
    noted(recent, again, written("c", 1), written("d", 2))
    assert recent.before(again) == before
    noted(recent, again, again)
    assert names(recent.before(written("e", 3))) == ["a", "b", "c", "d"]


def test_a_post_is_replaced_when_its_file_is_known() -> None:
    recent = noted(Recent(), written("a", 1), written("b", 1), written("c", 1))
    known = replace(written("b", 1), media=Media(picture_hash="ff"))
    recent.note(known)
    assert names(recent.before(written("d", 2))) == ["a", "b", "c"]
    assert recent.before(written("d", 2))[1] == known
    assert recent.post("$b") == known


def test_edits_do_not_count() -> None:
    recent = noted(Recent(), written("a", 1, is_edit=True))
    assert recent.before(written("b", 2)) == ()


def test_what_was_taken_back_is_forgotten() -> None:
    recent = noted(Recent(), written("a", 1), written("b", 1), written("c", 2))
    recent.forget("$b")
    recent.forget("$b")
    recent.forget("$unknown")
    assert names(recent.before(written("d", 3))) == ["a", "c"]
    assert recent.post("$b") is None


def test_only_so_much_time_is_looked_back() -> None:
    recent = noted(Recent(span=timedelta(hours=1)), written("a", 0), written("b", 30))
    assert names(recent.before(written("c", 60))) == ["a", "b"]
    assert names(recent.before(written("c", 61))) == ["b"]
    assert recent.before(written("c", 1000)) == ()


def test_only_so_many_are_kept() -> None:
    recent = Recent(most=3)
    noted(recent, *(written(str(number), number) for number in range(10)))
    assert names(recent.before(written("x", 11))) == ["7", "8", "9"]
    assert recent.post("$0") is None


def test_a_post_from_the_future_does_not_clear_the_room() -> None:
    recent = noted(Recent(), written("a", 1), written("future", 10**6), written("b", 2))
    assert names(recent.before(written("c", 3))) == ["a", "b"]


def test_old_posts_are_let_go_of_when_new_ones_come() -> None:
    recent = noted(Recent(span=timedelta(hours=1)), written("a", 0), written("b", 1))
    noted(recent, written("c", 500), written("d", 501))
    assert recent.post("$a") is None
    assert recent.post("$c") is not None


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 300), st.sampled_from("nf")), max_size=80)
)
def test_it_is_as_if_all_were_looked_through(steps: list[tuple[int, int, str]]) -> None:
    """Against the plainest way to do it."""
    recent = Recent(span=timedelta(minutes=100), most=10**6)
    kept: dict[str, Post] = {}
    for number, minutes, step in steps:
        if step == "f":
            recent.forget(f"${number}")
            kept.pop(f"${number}", None)
        elif f"${number}" not in kept:
            each = written(str(number), minutes)
            recent.note(each)
            kept[each.id] = each
    now = written("now", 150)
    expected = [each for each in kept.values() if 50 <= _minutes(each) <= 150]
    found = recent.before(now)
    assert [_minutes(each) for each in found] == sorted(map(_minutes, found))
    assert {each.id for each in found} <= {each.id for each in expected}
    missing = {each.id for each in expected} - {each.id for each in found}
    assert all(_minutes(kept[each]) < 200 for each in missing)


def _minutes(each: Post) -> float:
    return (each.written_at - MONDAY_NOON).total_seconds() / 60
