import asyncio
import json
import resource
import threading
from pathlib import Path

import pytest

from bridges.sandbox.messenger.happenings import Person, Posted
from bridges.sandbox.messenger.journal import Journal, JournalBroken
from bridges.sandbox.messenger.messenger import JournalUnreadable, Messenger
from tests.support.waiting import LIMIT_SECONDS

MARIA = Person(id="maria", name="Мария")


async def test_what_was_written_is_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    numbers = [journal.append(line) for line in (b"one", b"two", b"three")]
    await journal.written(3)
    await journal.close()

    assert numbers == [1, 2, 3]
    assert Journal(tmp_path / "journal").lines == [b"one", b"two", b"three"]


async def test_a_torn_last_line_is_cut_off_and_its_number_given_again(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(b"one\ntwo\nthr")

    journal = Journal(path)
    assert journal.lines == [b"one", b"two"]
    assert journal.append(b"three") == 3
    await journal.written(3)
    await journal.close()

    assert path.read_bytes() == b"one\ntwo\nthree\n"


@pytest.mark.parametrize("kept", range(len(b'{"a":1}\n{"b":2}\n')))
async def test_wherever_a_crash_tears_the_file_whole_lines_remain(
    tmp_path: Path, kept: int
) -> None:
    path = tmp_path / "journal"
    path.write_bytes(b'{"a":1}\n{"b":2}\n'[:kept])

    lines = Journal(path).lines

    assert [json.loads(line) for line in lines] == [{"a": 1}, {"b": 2}][: len(lines)]
    assert path.read_bytes() == b"".join(line + b"\n" for line in lines)


async def test_many_writers_share_one_fsync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks: list[bytes] = []
    put = Journal._put

    def counted(journal: Journal, block: bytes) -> None:
        blocks.append(block)
        put(journal, block)

    monkeypatch.setattr(Journal, "_put", counted)
    journal = Journal(tmp_path / "journal")
    async with asyncio.TaskGroup() as writers:
        for number in range(200):
            writers.create_task(journal.written(journal.append(f"{number}".encode())))
    await journal.close()

    assert b"".join(blocks) == b"".join(f"{number}\n".encode() for number in range(200))
    assert len(blocks) < 10


async def test_nobody_is_answered_before_the_disk_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = threading.Event()
    monkeypatch.setattr(Journal, "_put", lambda *_: synced.wait(LIMIT_SECONDS))
    journal = Journal(tmp_path / "journal")

    answer = asyncio.create_task(journal.written(journal.append(b"one")))
    await asyncio.sleep(0.05)
    assert not answer.done()
    assert journal.durable == 0

    synced.set()
    await answer
    assert journal.durable == 1
    await journal.close()


async def test_after_a_failed_write_nothing_is_answered_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "_put", full)
    journal = Journal(tmp_path / "journal")

    with pytest.raises(JournalBroken):
        await journal.written(journal.append(b"one"))
    with pytest.raises(JournalBroken):
        journal.append(b"two")
    assert journal.broken.is_set()
    await journal.close()


async def test_of_a_block_that_the_disk_takes_only_in_part_nothing_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    journal = Journal(path)
    await journal.written(journal.append(b"before"))
    usual, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len("before\none\nt"), hard))
    try:
        numbers = [journal.append(b"one"), journal.append(b"two")]
        answers = [journal.written(number) for number in numbers]
        refused = await asyncio.gather(*answers, return_exceptions=True)
        await journal.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (usual, hard))

    assert [type(each) for each in refused] == [JournalBroken, JournalBroken]
    assert path.read_bytes() == b"before\n"


async def test_the_messenger_is_after_a_restart_what_it_was(tmp_path: Path) -> None:
    before = Messenger(tmp_path)
    await before.name_chat("ladybirds", "Божьи коровки")
    first = await before.post("ladybirds", Posted(person=MARIA, text="Привет"), by_bot=False)
    second = await before.post(
        "ladybirds", Posted(person=MARIA, text="Ой", reply_to=first), by_bot=False
    )
    await before.edit("ladybirds", first, MARIA, "Привет!", None, by_bot=False)
    await before.react("ladybirds", first, MARIA, "👍", removed=False, by_bot=False)
    await before.react("ladybirds", second, MARIA, "👍", removed=False, by_bot=False)
    await before.react("ladybirds", second, MARIA, "👍", removed=True, by_bot=False)
    await before.read("ladybirds", second, MARIA, by_bot=False)
    await before.delete("ladybirds", second, MARIA)
    await before.journal.close()

    after = Messenger(tmp_path)

    assert after.chats.by_id == before.chats.by_id
    assert after.chats.by_people(0, 99, 99) == before.chats.by_people(0, 99, 99)
    await after.journal.close()


async def test_a_journal_that_is_not_ours_is_named_with_its_line(tmp_path: Path) -> None:
    messenger = Messenger(tmp_path)
    await messenger.name_chat("ladybirds", "Божьи коровки")
    await messenger.journal.close()
    with (tmp_path / "journal.jsonl").open("a") as file:
        file.write('{"n":2,"what":"?"}\n')

    with pytest.raises(JournalUnreadable, match="line 2"):
        Messenger(tmp_path)


async def test_files_that_a_crash_left_behind_are_removed_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / ("0" * 32)).write_bytes(b"half a picture")

    messenger = Messenger(tmp_path)

    assert list((tmp_path / "media").iterdir()) == []
    await messenger.journal.close()


async def test_whatever_happened_is_known_after_a_crash(tmp_path: Path) -> None:
    """Each kind of line, also with everything left out that may be."""
    messenger = Messenger(tmp_path)
    await messenger.name_chat("bees", "Пчёлки")
    mine = await messenger.post("bees", Posted(person=MARIA, text="Здравствуйте"), by_bot=False)
    await messenger.edit("bees", mine, MARIA, "Добрый день", None, by_bot=False)
    await messenger.react("bees", mine, MARIA, "👍", removed=False, by_bot=False)
    await messenger.read("bees", mine, MARIA, by_bot=False)
    await messenger.change_member("bees", MARIA, joined=True, by_bot=True)
    await messenger.delete("bees", mine, None)
    await messenger.journal.close()

    again = Messenger(tmp_path)
    assert again.message("bees", mine, gone_too=True).deleted
    await again.journal.close()
