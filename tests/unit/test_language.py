"""What people read is whole in their language."""

from rooms.language import say


def test_quotation_marks_within_quotation_marks_are_other_ones() -> None:
    said = say(
        "ru", "There is no room “{room}”; the rooms are: {known}.", room="Сад «Дом»", known="—"
    )
    assert "«Сад „Дом“»" in said


def test_what_the_system_gives_as_a_reason_is_translated() -> None:
    text = "{path} cannot be written: {reason}"
    assert say("ru", text, path="/x", reason="No space left on device").endswith("места")
    assert say("en", text, path="/x", reason="No space left on device").endswith("on device")
    assert say("ru", text, path="/x", reason="Something else").endswith("Something else")
