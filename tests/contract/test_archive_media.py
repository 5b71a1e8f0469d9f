"""Files come into the archive once, whole, or not at all."""

import fcntl
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from rooms.archive.media import (
    BROKEN_ATTEMPTS,
    KIND,
    MediaArchive,
    MediaAway,
    MediaBroken,
    MediaGone,
    media_path,
)
from rooms.storage import events
from rooms.storage.database import Store
from rooms.storage.queue import Hopeless, QueuedTask, TryLater
from tests.support.archive import BEES, FilledArchive, png

LIMIT = 1_000_000
PHOTO = png()
SHA256 = hashlib.sha256(PHOTO).hexdigest()


class Homeserver:
    """Files by address, in small pieces; `trouble` comes after the first piece."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.trouble: Exception | None = None
        self.downloads = 0

    @asynccontextmanager
    async def download(self, mxc: str) -> AsyncIterator[AsyncIterator[bytes]]:
        self.downloads += 1
        if mxc not in self.files:
            raise MediaGone("404")
        yield self._pieces(self.files[mxc])

    async def _pieces(self, data: bytes) -> AsyncIterator[bytes]:
        for start in range(0, len(data), 50):
            if start and self.trouble:
                raise self.trouble
            yield data[start : start + 50]


@pytest.fixture
def homeserver_media() -> Homeserver:
    return Homeserver()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "media"


@pytest.fixture
def archive(store: Store, homeserver_media: Homeserver, folder: Path) -> MediaArchive:
    made = MediaArchive(store, homeserver_media, folder, LIMIT)
    made.prepare()
    return made


@pytest.fixture
async def posted(store: Store, homeserver_media: Homeserver, folder: Path) -> tuple[str, str]:
    """A photo that was posted and not yet downloaded: the event's id and the file's address."""
    filled = FilledArchive(store, folder)
    event_id = await filled.post_file("anna", "Анна", None, "photo.png")
    event = await stored(store, event_id)
    assert event.media is not None
    homeserver_media.files[event.media.mxc] = PHOTO
    return event_id, event.media.mxc


async def stored(store: Store, event_id: str) -> events.ArchivedEvent:
    async with store.reading() as connection:
        event = await events.get(connection, event_id)
    assert event is not None
    return event


async def carry_out(store: Store, archive: MediaArchive, mxc: str) -> None:
    """As the outbox does it."""
    task = QueuedTask(1, "media:!r", KIND, {"mxc": mxc}, 0, 0, 0)
    try:
        done = await archive(task, repeated=False)
    except Hopeless as hopeless:
        done = hopeless.then
    assert done is not None
    async with store.transaction() as connection:
        await done(connection)


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_photo_is_kept_under_its_hash(
    store: Store, archive: MediaArchive, folder: Path, posted: tuple[str, str]
) -> None:
    await carry_out(store, archive, posted[1])
    media = (await stored(store, posted[0])).media
    assert media is not None
    assert (media.sha256, media.size) == (SHA256, len(PHOTO))
    assert everything(folder) == [folder / SHA256[:2] / SHA256]
    assert media_path(folder, SHA256).read_bytes() == PHOTO
    assert media_path(folder, SHA256).stat().st_mode & 0o077 == 0


async def test_what_the_bytes_show_is_kept_for_every_event_with_the_file(
    store: Store, archive: MediaArchive, folder: Path, posted: tuple[str, str]
) -> None:
    event = await stored(store, posted[0])
    again = await FilledArchive(store, folder, BEES).add("zav", "Ольга", dict(event.content))
    await carry_out(store, archive, posted[1])
    for event_id in (posted[0], again):
        media = (await stored(store, event_id)).media
        assert media is not None
        assert media.content_type == "image/png"
        assert media.picture_hash is not None
        assert len(media.picture_hash) == 32


async def test_a_file_posted_again_is_known_at_once(
    store: Store, archive: MediaArchive, folder: Path, posted: tuple[str, str]
) -> None:
    await carry_out(store, archive, posted[1])
    event = await stored(store, posted[0])
    again = await FilledArchive(store, folder, BEES).add("zav", "Ольга", dict(event.content))
    await carry_out(store, archive, posted[1])
    assert (await stored(store, again)).media == (await stored(store, posted[0])).media


async def test_a_program_that_calls_itself_a_photo_is_no_photo(
    store: Store, archive: MediaArchive, homeserver_media: Homeserver, posted: tuple[str, str]
) -> None:
    homeserver_media.files[posted[1]] = b"MZ" + bytes(500)
    await carry_out(store, archive, posted[1])
    media = (await stored(store, posted[0])).media
    assert media is not None
    assert (media.mimetype, media.content_type) == ("image/png", "application/x-msdownload")
    assert media.picture_hash is None


async def test_the_same_address_is_downloaded_once(
    store: Store, archive: MediaArchive, homeserver_media: Homeserver, posted: tuple[str, str]
) -> None:
    await carry_out(store, archive, posted[1])
    await carry_out(store, archive, posted[1])
    assert homeserver_media.downloads == 1


async def test_a_file_that_was_lost_from_the_disk_is_fetched_again(
    store: Store, archive: MediaArchive, folder: Path, posted: tuple[str, str]
) -> None:
    await carry_out(store, archive, posted[1])
    media_path(folder, SHA256).unlink()
    await carry_out(store, archive, posted[1])
    assert media_path(folder, SHA256).read_bytes() == PHOTO


async def test_the_same_bytes_from_two_addresses_are_one_file(
    store: Store,
    archive: MediaArchive,
    folder: Path,
    homeserver_media: Homeserver,
    posted: tuple[str, str],
) -> None:
    homeserver_media.files["mxc://teremok.test/copy"] = PHOTO
    await carry_out(store, archive, posted[1])
    await carry_out(store, archive, "mxc://teremok.test/copy")
    assert len(everything(folder)) == 1


async def test_a_file_over_the_limit_is_not_kept_and_the_archive_says_so(
    store: Store,
    archive: MediaArchive,
    folder: Path,
    homeserver_media: Homeserver,
    posted: tuple[str, str],
) -> None:
    homeserver_media.files[posted[1]] = bytes(LIMIT + 1)
    await carry_out(store, archive, posted[1])
    media = (await stored(store, posted[0])).media
    assert media is not None
    assert (media.sha256, media.problem) == (None, "too-large")
    assert everything(folder) == []
    homeserver_media.files[posted[1]] = bytes(LIMIT)
    await carry_out(store, archive, posted[1])
    assert len(everything(folder)) == 1


async def test_a_file_that_is_gone_is_noted(
    store: Store, archive: MediaArchive, homeserver_media: Homeserver, posted: tuple[str, str]
) -> None:
    homeserver_media.files.clear()
    await carry_out(store, archive, posted[1])
    media = (await stored(store, posted[0])).media
    assert media is not None
    assert media.problem == "gone"


async def test_a_homeserver_that_goes_away_is_waited_for_as_long_as_it_takes(
    store: Store,
    archive: MediaArchive,
    folder: Path,
    homeserver_media: Homeserver,
    posted: tuple[str, str],
) -> None:
    homeserver_media.trouble = MediaAway("503", retry_after=7)
    for _ in range(BROKEN_ATTEMPTS * 3):
        with pytest.raises(TryLater) as later:
            await carry_out(store, archive, posted[1])
        assert later.value.after == 7
    assert everything(folder) == []
    homeserver_media.trouble = None
    await carry_out(store, archive, posted[1])
    assert media_path(folder, SHA256).read_bytes() == PHOTO


async def test_a_file_that_always_breaks_off_does_not_hold_up_the_others_for_ever(
    store: Store,
    archive: MediaArchive,
    folder: Path,
    homeserver_media: Homeserver,
    posted: tuple[str, str],
) -> None:
    homeserver_media.trouble = MediaBroken("cut off")
    for _ in range(BROKEN_ATTEMPTS - 1):
        with pytest.raises(TryLater):
            await carry_out(store, archive, posted[1])
    await carry_out(store, archive, posted[1])
    media = (await stored(store, posted[0])).media
    assert media is not None
    assert media.problem == "broken"
    assert everything(folder) == []


async def test_a_full_disk_waits(
    store: Store,
    archive: MediaArchive,
    folder: Path,
    posted: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TryLater, match="No space left"):
        await carry_out(store, archive, posted[1])
    assert everything(folder) == []


CRASHING = """
import asyncio, os, sys
from contextlib import asynccontextmanager
from pathlib import Path
from rooms.archive.media import KIND, MediaArchive
from rooms.storage.database import Store
from rooms.storage.queue import QueuedTask

class Homeserver:
    @asynccontextmanager
    async def download(self, mxc):
        yield self.pieces()
    async def pieces(self):
        yield bytes(300_000)
        yield bytes(300_000)
        print("half", flush=True)
        await asyncio.sleep(3600)

async def main():
    store = await Store.open(sys.argv[1])
    archive = MediaArchive(store, Homeserver(), Path(sys.argv[2]), 10**9)
    archive.prepare()
    await archive(QueuedTask(1, "media:!r", KIND, {"mxc": "mxc://a/b"}, 0, 0, 0), False)

asyncio.run(main())
"""


async def test_a_crash_in_the_middle_of_a_download_leaves_no_half_file(
    store: Store, database_url: str, archive: MediaArchive, folder: Path, posted: tuple[str, str]
) -> None:
    crashing = subprocess.Popen(
        [sys.executable, "-c", CRASHING, database_url, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert crashing.stdout is not None
        assert crashing.stdout.readline() == "half\n"
        assert [path.suffix for path in everything(folder)] == [".part"]
        archive.prepare()  # another process that starts leaves a running download alone
        assert len(everything(folder)) == 1
    finally:
        crashing.send_signal(signal.SIGKILL)
        crashing.communicate()
    archive.prepare()
    assert everything(folder) == []
    await carry_out(store, archive, posted[1])
    assert media_path(folder, SHA256).read_bytes() == PHOTO


def test_cleaning_up_touches_only_what_is_half_written(archive: MediaArchive, folder: Path) -> None:
    (folder / "ab").mkdir()
    (folder / "ab" / "abcd").write_bytes(b"kept")
    (folder / "litter.part").write_bytes(b"half")
    with (folder / "running.part").open("wb") as running:
        fcntl.flock(running, fcntl.LOCK_EX)
        archive.prepare()
    assert {path.name for path in everything(folder)} == {"abcd", "running.part"}
