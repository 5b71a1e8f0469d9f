"""Whatever is sent to the sandbox: a clear 4xx, no word of the inside, and nothing changed."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.messenger import RunningMessenger
from tests.support.pictures import PNG
from tests.support.waiting import until

CHAT = "/api/chats/ladybirds"
MESSAGES = f"{CHAT}/messages"
MARIA = {"from": "maria", "name": "Мария"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@pytest.fixture(scope="module")
async def messenger(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningMessenger]:
    running = RunningMessenger(tmp_path_factory.mktemp("sandbox") / "sandbox")
    await running.start()
    await running.as_bot("PUT", "/chats/ladybirds", {"title": "Божьи коровки"})
    await running.call("POST", MESSAGES, {**MARIA, "text": "Привет"})
    yield running
    await running.close()


@pytest.fixture
def journal(messenger: RunningMessenger) -> bytes:
    """What is written so far."""
    return read_journal(messenger.folder)


def read_journal(folder: Path) -> bytes:
    return (folder / "journal.jsonl").read_bytes()


async def refused(messenger: RunningMessenger, method: str, path: str, **options: Any) -> int:
    """The status of what must be refused in words, with nothing changed."""
    before = read_journal(messenger.folder)
    status, answer = await messenger.call(method, path, **options)
    assert 400 <= status < 500
    assert set(answer) == {"error"}
    assert 5 < len(answer["error"]) < 300
    assert "Traceback" not in answer["error"]
    assert read_journal(messenger.folder) == before
    assert list((messenger.folder / "media").iterdir()) == []
    return status


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00",
        b"{",
        b"[]",
        b"null",
        b'{"from":"maria","name":"x","text":NaN}',
        b'{"from":"maria","name":"x","text":"\\ud800"}',
        json.dumps({"from": 5, "name": "x", "text": "x"}).encode(),
        json.dumps({"from": "maria", "name": None, "text": "x"}).encode(),
        json.dumps({"from": "maria", "text": "x"}).encode(),
        json.dumps({"name": "x", "text": "x"}).encode(),
        json.dumps({"from": "", "name": "x", "text": "x"}).encode(),
        json.dumps({"from": "maria", "name": "x", "text": "x", "phone": "8 916 123"}).encode(),
        json.dumps({"from": "a/b", "name": "x", "text": "x"}).encode(),
        json.dumps({"from": "maria", "name": " ", "text": "x"}).encode(),
        json.dumps({"from": "maria", "name": "x", "text": ""}).encode(),
        json.dumps({"from": "maria", "name": "x", "text": " \n"}).encode(),
        json.dumps({"from": "maria", "name": "x", "text": ["x"]}).encode(),
        json.dumps({"from": "maria", "name": "x", "text": "x" * 16_001}).encode(),
        json.dumps({"from": "maria", "name": "x", "text": "x", "reply_to": 1}).encode(),
        json.dumps({"from": "maria", "name": "x", "text": "x", "reply_to": "-1"}).encode(),
        json.dumps(
            {"from": "maria", "name": "x", "location": {"latitude": 91, "longitude": 0}}
        ).encode(),
        b"[" * 100_000,
    ],
)
async def test_a_body_that_is_no_message(messenger: RunningMessenger, body: bytes) -> None:
    assert await refused(messenger, "POST", MESSAGES, data=body) == 400


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(body=JSON)
async def test_any_json_at_all(messenger: RunningMessenger, body: object) -> None:
    await refused(messenger, "POST", MESSAGES, data=json.dumps(body).encode(errors="replace"))


async def test_a_body_of_10_mb(messenger: RunningMessenger) -> None:
    body = json.dumps({**MARIA, "text": "x" * 10_000_000}).encode()
    assert await refused(messenger, "POST", MESSAGES, data=body) == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/chats/nowhere/messages", 404),
        ("POST", "/api/chats/nowhere/messages", 404),
        ("GET", "/api/chats/no%20where/messages", 400),
        ("GET", "/api/chats/..%2F..%2Fetc/messages", 400),
        ("PATCH", f"{MESSAGES}/999", 404),
        ("PATCH", f"{MESSAGES}/first", 404),
        ("PATCH", f"{MESSAGES}/{'9' * 5000}", 404),
        ("DELETE", f"{MESSAGES}/999?from=maria", 404),
        ("DELETE", f"{MESSAGES}/2", 400),
        ("POST", f"{MESSAGES}/1/reactions", 404),
        ("GET", f"{MESSAGES}?after=-1", 400),
        ("GET", f"{MESSAGES}?after=x", 400),
        ("GET", f"{CHAT}/events?after=1.2.3", 400),
        ("GET", f"{CHAT}/events?wait=x", 400),
        ("PUT", MESSAGES, 405),
        ("GET", "/media/..%2Fjournal.jsonl", 404),
        ("GET", "/media/0", 404),
        ("GET", "/nothing", 404),
        ("DELETE", f"{CHAT}/members/@anna:teremok.test", 403),
    ],
)
async def test_an_address_of_nothing(
    messenger: RunningMessenger, method: str, path: str, status: int
) -> None:
    body = None
    if method in ("POST", "PATCH"):
        body = {**MARIA, "text": "x", "emoji": "x"}
    assert await refused(messenger, method, path, body=body) == status


async def test_a_file_over_the_limit(messenger: RunningMessenger) -> None:
    path = "ladybirds"
    for size in ((50 << 20) + 1, 100 << 20):
        status, answer = await messenger.post_file(path, MARIA, "a.zip", "a/b", bytes(size))
        assert (status, answer["error"]) == (413, "A file may have at most 50 MB.")
    assert list((messenger.folder / "media").iterdir()) == []


async def test_a_file_over_the_limit_whose_size_is_not_told(messenger: RunningMessenger) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(60):
            yield bytes(1 << 20)

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert await refused(messenger, "POST", MESSAGES, data=endless(), headers=headers) == 413


@pytest.mark.parametrize(
    ("mimetype", "content", "fields"),
    [
        ("image/png", b"MZ\x90\x00 a program", {}),
        ("image/jpeg", b"", {}),
        ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>", {}),
        ("application/octet-stream", b"#!/bin/sh\n", {"kind": "photo"}),
    ],
)
async def test_a_file_that_claims_to_be_a_picture(
    messenger: RunningMessenger, mimetype: str, content: bytes, fields: dict[str, str]
) -> None:
    form = aiohttp.FormData({**MARIA, **fields})
    form.add_field("file", content, filename="a.png", content_type=mimetype)
    assert await refused(messenger, "POST", MESSAGES, data=form) == 415


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Мария"},
        {"from": "maria"},
        {"from": "@anna:teremok.test", "name": "Анна"},
        {**MARIA, "kind": "hologram"},
        {**MARIA, "duration_ms": "long"},
        {**MARIA, "caption": "x" * 16_001},
        {**MARIA, "reply_to": "999"},
        {**MARIA, **{f"more-{number}": "x" for number in range(30)}},
    ],
)
async def test_a_form_with_wrong_fields(messenger: RunningMessenger, fields: Any) -> None:
    form = aiohttp.FormData()
    form.add_field("file", PNG, filename="a.png", content_type="image/png")
    for name, value in fields.items():
        form.add_field(name, value)
    assert await refused(messenger, "POST", MESSAGES, data=form) in (400, 404)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"hello"),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\n"),
        ("multipart/form-data; boundary=b", b"--b--\r\n"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: x; name="a"\r\n\r\nx'),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="from"\r\n\r\n\xff\xfe\r\n--b--\r\n',
        ),
        (
            "multipart/form-data; boundary=b",
            b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n",
        ),
    ],
)
async def test_a_form_that_is_none(
    messenger: RunningMessenger, content_type: str, body: bytes
) -> None:
    headers = {"Content-Type": content_type}
    assert await refused(messenger, "POST", MESSAGES, data=body, headers=headers) == 400


@pytest.mark.parametrize(("name", "length"), [(b"\xff", 1), (b"\xff", 700_000), (b"\x07", 1)])
async def test_a_form_with_a_field_whose_name_nobody_can_read(
    messenger: RunningMessenger, name: bytes, length: int
) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n'
    body += b"x" * length + b"\r\n--b--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert await refused(messenger, "POST", MESSAGES, data=body, headers=headers) == 400


async def test_an_upload_that_breaks_off_leaves_nothing(messenger: RunningMessenger) -> None:
    media = messenger.folder / "media"
    begun = asyncio.Event()

    async def torn() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhello'
        yield bytes(1 << 20)
        while not list(media.iterdir()):
            await asyncio.sleep(0.01)
        begun.set()
        raise ConnectionResetError

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    with pytest.raises(aiohttp.ClientError):
        await messenger.call("POST", MESSAGES, data=torn(), headers=headers)
    assert begun.is_set()

    async def is_empty() -> bool:
        return not list(media.iterdir())

    await until(is_empty, "nothing of the upload on the disk")


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer x", "Basic eDp4", "Bearer я"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/bot/updates"),
        ("PUT", "/bot/chats/new"),
        ("POST", "/bot/chats/ladybirds/messages"),
        ("DELETE", "/bot/chats/ladybirds/messages/2"),
    ],
)
async def test_the_bots_doors_without_its_token(
    messenger: RunningMessenger, method: str, path: str, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    assert await refused(messenger, method, path, body={}, headers=headers) == 401


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_a_page_of_another_site_cannot_write(
    messenger: RunningMessenger, origin: str
) -> None:
    body = {**MARIA, "text": "Привет"}
    headers = {"Origin": origin}
    assert await refused(messenger, "POST", MESSAGES, body=body, headers=headers) == 403


@pytest.mark.parametrize("path", ["/", "/api/chats", MESSAGES, "/media/0", "/bot/updates"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8010", "127.0.0.1@x"])
async def test_a_site_whose_name_was_turned_to_this_machine_reads_nothing(
    messenger: RunningMessenger, path: str, host: str
) -> None:
    assert await refused(messenger, "GET", path, headers={"Host": host}) == 421


@pytest.mark.parametrize("host", ["LOCALHOST", "localhost:8010", "127.0.0.1:1", "[::1]:8010"])
async def test_this_machine_is_known_by_each_of_its_names(
    messenger: RunningMessenger, host: str
) -> None:
    status, _ = await messenger.call("GET", MESSAGES, headers={"Host": host})
    assert status == 200


@pytest.mark.parametrize(
    "order", [{"fail_next": -1}, {"status": 200}, {"delay": 1e9}, {"fail_next": True}, []]
)
async def test_faults_that_cannot_be(messenger: RunningMessenger, order: object) -> None:
    assert await refused(messenger, "POST", "/api/faults", body=order) == 400


async def test_russian_is_answered_to_who_reads_russian(messenger: RunningMessenger) -> None:
    headers = {"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.8"}
    _, answer = await messenger.call("GET", "/api/chats/nowhere/messages", headers=headers)
    assert answer == {"error": "Такого чата нет."}


async def test_control_characters_are_left_out(messenger: RunningMessenger) -> None:
    written = {**MARIA, "text": "а\x00б\x1b[31m\r\nв"}
    _, answer = await messenger.call("POST", MESSAGES, written)
    _, found = await messenger.call("GET", f"{MESSAGES}?after={int(answer['id']) - 1}")
    assert found["messages"][0]["text"] == "аб[31m\nв"
