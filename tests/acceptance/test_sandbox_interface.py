"""The sandbox from outside, by its HTTP interface only."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.messenger import RunningMessenger, run_messenger
from tests.support.pictures import PNG

CHAT = "/api/chats/ladybirds"
MESSAGES = f"{CHAT}/messages"
MARIA = {"from": "maria", "name": "Мария"}
IVAN = {"from": "ivan", "name": "Иван"}


@pytest.fixture
async def messenger(tmp_path: Path) -> AsyncIterator[RunningMessenger]:
    running = RunningMessenger(tmp_path / "sandbox")
    await running.start()
    await running.as_bot("PUT", "/chats/ladybirds", {"title": "Божьи коровки"})
    yield running
    await running.close()


async def write(messenger: RunningMessenger, text: str, **more: Any) -> str:
    status, answer = await messenger.call("POST", MESSAGES, {**MARIA, "text": text, **more})
    assert status == 201
    number: str = answer["id"]
    return number


async def shown(messenger: RunningMessenger, query: str = "") -> list[dict[str, Any]]:
    _, answer = await messenger.call("GET", MESSAGES + query)
    messages: list[dict[str, Any]] = answer["messages"]
    return messages


async def test_a_chat_lists_those_who_wrote_in_it(messenger: RunningMessenger) -> None:
    await write(messenger, "Привет")
    await messenger.call("POST", f"{CHAT}/members", {"id": "ivan", "name": "Иван"})

    _, answer = await messenger.call("GET", "/api/chats")
    (chat,) = answer["chats"]
    assert (chat["id"], chat["title"]) == ("ladybirds", "Божьи коровки")
    assert chat["members"] == [{"id": "maria", "name": "Мария"}, {"id": "ivan", "name": "Иван"}]

    await messenger.call("DELETE", f"{CHAT}/members/maria")
    _, answer = await messenger.call("GET", "/api/chats")
    assert answer["chats"][0]["members"] == [{"id": "ivan", "name": "Иван"}]


async def test_a_message_has_the_shape_that_was_agreed(messenger: RunningMessenger) -> None:
    first = await write(messenger, "Привет")
    second = await write(messenger, "И ещё", reply_to=first)
    await messenger.call("POST", f"{MESSAGES}/{first}/reactions", {**IVAN, "emoji": "👍"})
    await messenger.call("POST", f"{MESSAGES}/{first}/read", {"from": "ivan"})

    one, two = await shown(messenger)
    assert one.pop("sent_at").endswith("Z")
    assert one == {
        "id": first,
        "from": "maria",
        "name": "Мария",
        "kind": "text",
        "text": "Привет",
        "edited": False,
        "deleted": False,
        "reactions": {"👍": ["ivan"]},
        "relayed": False,
        "read_by": ["ivan"],
    }
    assert (two["id"], two["reply_to"]) == (second, first)
    assert await shown(messenger, f"?after={first}") == [two]
    assert await shown(messenger, "?last=1") == [two]
    assert [m["id"] for m in await shown(messenger, f"?last=5&before={second}")] == [first]


async def test_a_photo_comes_back_as_it_went(messenger: RunningMessenger) -> None:
    status, _ = await messenger.post_file(
        "ladybirds", MARIA, "я.png", "image/png", PNG, caption="Это я"
    )
    (message,) = await shown(messenger)
    url = message["media"].pop("url")

    assert status == 201
    assert (message["text"], message["kind"]) == ("Это я", "photo")
    assert message["media"] == {
        "kind": "photo",
        "mimetype": "image/png",
        "filename": "я.png",
        "size": len(PNG),
    }
    async with messenger.session.get(messenger.url + url) as response:
        assert await response.read() == PNG
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    part = {"Range": "bytes=1-3"}
    async with messenger.session.get(messenger.url + url, headers=part) as response:
        assert (response.status, await response.read()) == (206, b"PNG")


async def test_a_page_sent_as_a_file_is_only_ever_downloaded(messenger: RunningMessenger) -> None:
    page = b"<script>alert(1)</script>"
    await messenger.post_file("ladybirds", MARIA, "../a.html", "text/html", page)
    (message,) = await shown(messenger)
    assert message["media"]["filename"] == "a.html"
    async with messenger.session.get(messenger.url + message["media"]["url"]) as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")


async def test_only_the_author_edits_and_deletes(messenger: RunningMessenger) -> None:
    number = await write(messenger, "Привет")
    message = f"{MESSAGES}/{number}"
    edit = {"from": "ivan", "text": "Пока"}
    assert (await messenger.call("PATCH", message, edit))[0] == 403
    assert (await messenger.call("DELETE", f"{message}?from=ivan"))[0] == 403
    assert (await messenger.call("PATCH", message, {**edit, "from": "maria"}))[0] == 200
    assert (await shown(messenger))[0]["edited"] is True

    assert (await messenger.call("DELETE", f"{message}?from=maria"))[0] == 200
    (gone,) = await shown(messenger)
    assert (gone["deleted"], gone["text"]) == (True, "")
    assert (await messenger.call("PATCH", message, {**edit, "from": "maria"}))[0] == 410


async def test_nobody_can_pass_for_somebody_of_the_room(messenger: RunningMessenger) -> None:
    speaker = {"id": "@anna:teremok.test", "name": "Анна"}
    sent = {"key": "1", "speaker": speaker, "text": "Собрание в пять"}
    _, answer = await messenger.as_bot("POST", "/chats/ladybirds/messages", sent)
    message = f"{MESSAGES}/{answer['id']}"

    edit = {"from": speaker["id"], "text": "Собрания не будет"}
    assert (await messenger.call("PATCH", message, edit))[0] == 400
    assert (await messenger.call("DELETE", f"{message}?from={speaker['id']}"))[0] == 400
    assert (await messenger.call("POST", MESSAGES, {**edit, "name": "Анна"}))[0] == 400
    assert [m["text"] for m in await shown(messenger)] == ["Собрание в пять"]


async def test_the_same_reaction_again_changes_nothing(messenger: RunningMessenger) -> None:
    number = await write(messenger, "Привет")
    reactions = f"{MESSAGES}/{number}/reactions"
    for _ in range(2):
        assert (await messenger.call("POST", reactions, {**IVAN, "emoji": "👍"}))[0] == 200
    _, news = await messenger.as_bot("GET", "/updates")
    assert len(news["updates"]) == 2
    for _ in range(2):
        assert (await messenger.call("DELETE", f"{reactions}?from=ivan&emoji=👍"))[0] == 200
    assert (await shown(messenger))[0]["reactions"] == {}


async def test_names_with_markup_are_kept_as_text(messenger: RunningMessenger) -> None:
    name = '<img src=x onerror="alert(1)"> & "Ко"'
    await write(messenger, "<b>не жирно</b>", name=name)
    (message,) = await shown(messenger)
    assert (message["name"], message["text"]) == (name, "<b>не жирно</b>")
    assert "html" not in message


async def test_who_waits_is_told_at_once(messenger: RunningMessenger) -> None:
    number = await write(messenger, "Привет")
    _, news = await messenger.call("GET", f"{CHAT}/events?after=0")
    waiting = asyncio.create_task(
        messenger.call("GET", f"{CHAT}/events?after={news['next']}&wait=30")
    )
    await messenger.call("POST", f"{MESSAGES}/{number}/reactions", {**IVAN, "emoji": "👍"})
    _, news = await waiting
    assert [message["id"] for message in news["messages"]] == [number]

    waiting = asyncio.create_task(messenger.call("GET", f"{MESSAGES}?after={number}&wait=30"))
    second = await write(messenger, "И ещё")
    _, answer = await waiting
    assert [message["id"] for message in answer["messages"]] == [second]


async def test_kill_9_loses_nothing_that_was_answered(messenger: RunningMessenger) -> None:
    answered: list[str] = []

    async def keep_writing() -> None:
        while True:
            status, answer = await messenger.call("POST", MESSAGES, {**MARIA, "text": "."})
            assert status == 201
            answered.append(answer["id"])

    for _ in range(3):
        enough = len(answered) + 10
        writers = [asyncio.create_task(keep_writing()) for _ in range(8)]
        async with asyncio.timeout(60):
            while len(answered) < enough:
                await asyncio.sleep(0.01)
        await messenger.kill()
        await asyncio.gather(*writers, return_exceptions=True)
        await messenger.start()

    kept = [message["id"] for message in await shown(messenger)]
    assert set(answered) <= set(kept)
    assert len(set(answered)) == len(answered)
    assert kept == sorted(kept, key=int)


async def test_it_ends_in_order_while_somebody_waits(messenger: RunningMessenger) -> None:
    waiting = asyncio.create_task(messenger.call("GET", f"{CHAT}/events?after=1&wait=60"))
    await asyncio.sleep(0.1)
    assert await messenger.stop() == 0
    await asyncio.gather(waiting, return_exceptions=True)


@pytest.mark.parametrize("trouble", ["second", "port", "token", "journal"])
async def test_what_hinders_the_start_is_one_clear_line(
    messenger: RunningMessenger, tmp_path: Path, trouble: str
) -> None:
    folder, token, port = tmp_path / "other", tmp_path / "sandbox.token", 0
    folder.mkdir()
    match trouble:
        case "second":
            folder = messenger.folder
        case "port":
            port = messenger.port
        case "token":
            token = tmp_path / "nowhere"
        case "journal":
            (folder / "journal.jsonl").write_bytes(b"hello\n")
    process = await run_messenger(
        "--folder", folder, "--port", port, "--token-file", token, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert process.returncode == 2
    assert len(said.decode().strip().splitlines()) == 1


async def test_ctrl_c_ends_it(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("secret")
    process = await run_messenger("--folder", tmp_path / "x", "--port", 0, "--token-file", token)
    assert process.stdout is not None
    await process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert await process.wait() == 0
