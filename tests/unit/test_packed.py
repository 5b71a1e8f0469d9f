"""Word lists in little memory: nothing is lost, and nothing changes its place."""

import tracemalloc

from policies.text.packed import Groups, Strings
from policies.text.vocabulary import Vocabulary

WORDS = ("сад", "садовник", "", "сад", "иди ... спать", "приз*")


def test_strings_stay_in_their_order_also_those_that_come_again() -> None:
    strings = Strings(WORDS)
    assert tuple(strings[place] for place in range(len(WORDS))) == WORDS


def test_groups_keep_what_belongs_to_each_number() -> None:
    groups = Groups([(7, 2), (3, 5), (7, 1), (900_000, 0)])
    assert list(groups[7]) == [1, 2]
    assert list(groups[3]) == [5]
    assert list(groups[900_000]) == [0]
    assert [number for number in range(10) if number in groups] == [3, 7]
    assert list(groups[4]) == []


def test_none_of_nothing_is_found() -> None:
    assert 0 not in Groups([])


def test_entries_that_are_never_found_take_little_memory() -> None:
    several = [f"=садовник{number}" for number in range(5_000)]
    Vocabulary({"any": several})  # the words have their numbers then
    tracemalloc.start()
    vocabulary = Vocabulary({"any": (word[:1] + word[1:] for word in several)})
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 100 * len(several), vocabulary
