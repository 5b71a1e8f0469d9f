"""What an import tells: who is new, changed, moved, gone or back."""

from dataclasses import replace
from datetime import date

from rooms.roster.comparing import Change, compare
from rooms.roster.model import Child, Guardian
from rooms.storage.roster import StoredChild

MOTHER = Guardian("Иванова Мария Петровна", "mother", ("+79161234567",), "ru")
FATHER = Guardian("Иванов Иван", "father", ("+79031112233",))
PETYA = Child("Иванов", "Пётр", "Иванович", date(2020, 3, 5), "owls", (MOTHER, FATHER))
DASHA = Child("Сидорова", "Дарья", "", date(2019, 7, 1), "owls")
VANYA = Child("Петров", "Иван", "Ильич", None, "bees")


def stored(*children: Child) -> list[StoredChild]:
    return [
        StoredChild(number, child, tuple(range(len(child.guardians))))
        for number, child in enumerate(children, 1)
    ]


def told(changes: tuple[Change, ...]) -> list[tuple[str, str]]:
    return [(change.kind, change.child.name) for change in changes]


def test_the_same_file_again_changes_nothing() -> None:
    assert compare(stored(PETYA, DASHA, VANYA), [VANYA, DASHA, PETYA], {"owls", "bees"}) == ()


def test_the_order_of_the_guardians_is_no_change() -> None:
    turned = replace(PETYA, guardians=(FATHER, MOTHER))
    assert compare(stored(PETYA), [turned], {"owls"}) == ()


def test_a_new_child_is_new_and_an_absent_one_has_left() -> None:
    changes = compare(stored(PETYA), [DASHA], {"owls"})
    assert told(changes) == [("left", "Пётр"), ("new", "Дарья")]


def test_a_file_of_one_group_says_nothing_of_the_others() -> None:
    assert compare(stored(PETYA, VANYA), [PETYA], {"owls"}) == ()


def test_a_child_in_another_group_has_moved_even_if_the_file_has_only_that_group() -> None:
    [change] = compare(stored(PETYA), [replace(PETYA, group="bees")], {"bees"})
    assert (change.kind, change.aspects) == ("moved", ("group",))
    assert change.before is not None
    assert change.before.id == 1


def test_a_namesake_without_a_birth_date_in_another_group_is_another_child() -> None:
    namesake = replace(VANYA, group="owls")
    assert told(compare(stored(VANYA), [namesake], {"owls"})) == [("new", "Иван")]
    assert told(compare(stored(VANYA), [namesake], {"owls", "bees"})) == [("moved", "Иван")]


def test_case_dots_and_hyphens_do_not_make_another_child() -> None:
    spelled = replace(PETYA, surname="ИВАНОВ", name="Петр")
    [change] = compare(stored(PETYA), [spelled], {"owls"})
    assert (change.kind, change.aspects) == ("changed", ("name",))


def test_corrections_are_changes_of_the_same_child() -> None:
    for corrected, aspect in (
        (replace(PETYA, birth_date=date(2020, 5, 3)), "birth date"),
        (replace(PETYA, patronymic="Ильич"), "name"),
        (replace(PETYA, surname="Смирнов"), "name"),
        (replace(PETYA, guardians=(MOTHER,)), "guardians"),
        (replace(PETYA, guardians=(replace(MOTHER, blocked=True), FATHER)), "guardians"),
    ):
        [change] = compare(stored(PETYA), [corrected], {"owls"})
        assert (change.kind, change.aspects) == ("changed", (aspect,))


def test_twins_are_two_children() -> None:
    twin = replace(PETYA, name="Павел")
    assert compare(stored(PETYA, twin), [twin, PETYA], {"owls"}) == ()
    assert told(compare(stored(PETYA, twin), [PETYA], {"owls"})) == [("left", "Павел")]


def test_who_left_comes_back_as_the_same_child() -> None:
    [known] = stored(PETYA)
    [change] = compare([replace(known, left_at=5)], [PETYA], {"owls"})
    assert (change.kind, change.before and change.before.id) == ("returned", 1)


def test_who_left_before_does_not_leave_again() -> None:
    [known] = stored(PETYA)
    assert compare([replace(known, left_at=5)], [], {"owls"}) == ()


def test_where_rows_were_skipped_nobody_has_left_and_no_guardian_is_gone() -> None:
    assert compare(stored(PETYA), [], {"owls"}, rows_skipped=True) == ()
    fewer = replace(PETYA, guardians=(FATHER,))
    assert compare(stored(PETYA), [fewer], {"owls"}, rows_skipped=True) == ()
    phone = replace(MOTHER, phones=("+79160000000",))
    [change] = compare(
        stored(PETYA), [replace(PETYA, guardians=(phone,))], {"owls"}, rows_skipped=True
    )
    assert change.child.guardians == (phone, FATHER)


def test_a_large_roster_is_compared_quickly_enough_to_wait_for() -> None:
    many = [
        Child("Иванов", f"Имя{n}", "", date(2020, 1 + n % 12, 1 + n % 28), f"g{n % 60}", (MOTHER,))
        for n in range(1500)
    ]
    moved = [replace(child, group="g0") for child in many]
    changes = compare(stored(*many), moved, {f"g{n}" for n in range(60)})
    assert {change.kind for change in changes} == {"moved"}
