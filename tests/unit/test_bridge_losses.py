"""What a bridge's log says of messages that it has lost."""

from pathlib import Path

from bot.upstream.losses import lines_after, lost_messages

LOST = '{"level":"error","error":"M_FORBIDDEN","message":"Failed to send message part to Matrix"}'
OTHER = '{"level":"warn","message":"Event handling is taking long"}'


def test_only_messages_that_did_not_get_in_are_counted() -> None:
    assert lost_messages([LOST, OTHER, "panic: no JSON", "[]", "", LOST]) == 2


def test_a_log_is_read_from_where_it_was_read_before(tmp_path: Path) -> None:
    log = tmp_path / "bridge.log"
    assert lines_after(log, 0) == ([], 0), "there is none yet"
    log.write_text(f"{LOST}\n{OTHER[:9]}")
    lines, place = lines_after(log, 0)
    assert lines == [LOST], "half a line is read when it is whole"
    with log.open("a") as more:
        more.write(f"{OTHER[9:]}\n")
    lines, place = lines_after(log, place)
    assert lines == [OTHER]
    assert lines_after(log, place) == ([], place)


def test_a_log_that_is_begun_anew_is_read_from_its_beginning(tmp_path: Path) -> None:
    log = tmp_path / "bridge.log"
    log.write_text(f"{LOST}\n")
    assert lines_after(log, 5000)[0] == [LOST]
