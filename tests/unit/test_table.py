"""A table says of forms what a dictionary would."""

from policies.text.table import Table

SAID = {"мама": (1,), "мамы": (1,), "папа": (2, 3), "": (4,)}


def test_it_says_of_each_form_what_was_said_and_nothing_of_others() -> None:
    table = Table(SAID)
    assert {form: table.get(form) for form in SAID} == SAID
    assert table.get("мам") is table.get("мамами") is None
    assert (dict(table.items()), len(table)) == (SAID, len(SAID))


def test_what_is_said_of_many_is_kept_once() -> None:
    table = Table({f"форма{number}": ("то", "же") for number in range(100)})
    assert len({id(said) for _, said in table.items()}) == 1


def test_an_empty_one_says_nothing() -> None:
    table = Table[int]({})
    assert (table.get("мама"), [*table.items()], len(table)) == (None, [], 0)
