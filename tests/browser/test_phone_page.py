"""The phone page in Chromium, with a second person and the room at the HTTP interface."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.support.browsing import new_page
from tests.support.messenger import RunningMessenger
from tests.support.pictures import PNG
from tests.support.waiting import until

pytestmark = pytest.mark.browser

MESSAGES = "/api/chats/ladybirds/messages"
IVAN = {"from": "ivan", "name": "Иван, папа Кати"}
ANNA = {"id": "@anna:teremok.test", "name": "Анна Сергеевна"}
HOSTILE = "<img src=x onerror=\"document.title='broken'\">"


@pytest.fixture
async def messenger(tmp_path: Path) -> AsyncIterator[RunningMessenger]:
    running = RunningMessenger(tmp_path / "sandbox")
    await running.start()
    await running.as_bot("PUT", "/chats/ladybirds", {"title": "Божьи коровки"})
    yield running
    await running.close()


@pytest.fixture
async def phone(browser: Browser, messenger: RunningMessenger) -> AsyncIterator[Page]:
    """Maria's phone, with the chat opened; whatever the browser complains of is an error."""
    screen = {"width": 390, "height": 844}
    page = await new_page(browser, viewport=screen, locale="ru-RU", has_touch=True, is_mobile=True)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((messenger.url, "blob:"))
            else complaints.append(request.url)
        ),
    )
    await page.goto(messenger.url)
    await page.locator(".chat-row").click()
    await expect(page.locator("#chat-title")).to_have_text("Божьи коровки")
    yield page
    await page.context.close()
    assert complaints == []


async def shown(messenger: RunningMessenger) -> list[dict[str, Any]]:
    _, answer = await messenger.call("GET", MESSAGES)
    messages: list[dict[str, Any]] = answer["messages"]
    return messages


async def eventually(
    messenger: RunningMessenger, holds: Callable[[list[dict[str, Any]]], bool]
) -> list[dict[str, Any]]:
    """The messages, once that holds of them."""

    async def look() -> list[dict[str, Any]] | None:
        messages = await shown(messenger)
        return messages if holds(messages) else None

    return await until(look, "it in the messages", pause=0.05)


async def write(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.click("#send")


async def choose(page: Page, bubble: str, action: str) -> None:
    """Tap a bubble, and the action in what opens."""
    await page.locator(".bubble", has_text=bubble).last.locator(".meta").tap()
    await page.locator("#sheet").get_by_text(action).tap()


async def test_what_is_written_reaches_the_chat_and_comes_back_as_a_bubble(
    messenger: RunningMessenger, phone: Page
) -> None:
    await write(phone, "Доброе утро!\nМы сегодня не придём")

    await expect(phone.locator(".row.mine")).to_contain_text("не придём")
    (message,) = await eventually(messenger, bool)
    assert (message["from"], message["name"]) == ("maria", "Мария, мама Пети")
    assert message["text"] == "Доброе утро!\nМы сегодня не придём"
    await expect(phone.locator("#text")).to_have_value("")


async def test_what_others_write_appears_by_itself_and_is_marked_read(
    messenger: RunningMessenger, phone: Page
) -> None:
    sent = {
        "key": "1",
        "speaker": ANNA,
        "text": "Собрание в пять",
        "html": "<b>Собрание</b> в пять",
    }
    await messenger.as_bot("POST", "/chats/ladybirds/messages", sent)

    bubble = phone.locator(".bubble")
    await expect(bubble.locator(".name")).to_contain_text("Анна Сергеевна")
    await expect(bubble.locator(".words b")).to_have_text("Собрание")
    await eventually(messenger, lambda messages: messages[0]["read_by"] == ["maria"])


async def test_hostile_names_and_texts_are_only_text(
    messenger: RunningMessenger, phone: Page
) -> None:
    sent = {"key": "1", "speaker": {"id": "@x:y", "name": HOSTILE}, "text": HOSTILE}
    await messenger.as_bot("POST", "/chats/ladybirds/messages", sent)
    await messenger.call("POST", MESSAGES, {"from": "x", "name": HOSTILE, "text": HOSTILE})

    await expect(phone.locator(".words").last).to_have_text(HOSTILE)
    await expect(phone.locator(".name > span").last).to_have_text(HOSTILE)
    assert await phone.locator(".messages img").count() == 0
    assert await phone.title() != "broken"


async def test_formatting_is_built_anew_even_if_the_messenger_let_something_through(
    messenger: RunningMessenger, browser: Browser
) -> None:
    page = await new_page(browser)
    await page.goto(messenger.url)
    made = await page.evaluate(
        """async (html) => {
            const { formatted } = await import("/formatting.js");
            const box = document.createElement("div");
            box.append(formatted(html));
            document.body.append(box);
            return box.innerHTML;
        }""",
        '<b onclick="x()">да</b><script>x()</script><iframe src="x">нет</iframe>'
        '<a href="java\tscript:x()">a</a><svg><script>x()</script></svg>' + HOSTILE,
    )
    assert made == "<b>да</b>нет<span>a</span>"
    await page.context.close()


async def test_answer_change_and_delete(messenger: RunningMessenger, phone: Page) -> None:
    _, theirs = await messenger.call("POST", MESSAGES, {**IVAN, "text": "Кто забыл варежки?"})
    await choose(phone, "варежки", "Ответить")
    await write(phone, "Мы")
    answered = await eventually(messenger, lambda messages: len(messages) == 2)
    assert answered[1]["reply_to"] == theirs["id"]
    await expect(phone.locator(".row.mine .quote")).to_contain_text("Кто забыл варежки?")

    await choose(phone, "Мы", "Изменить")
    await expect(phone.locator("#text")).to_have_value("Мы")
    await write(phone, "Нет, не мы")
    await eventually(messenger, lambda messages: messages[1]["text"] == "Нет, не мы")
    await expect(phone.locator(".row.mine")).to_contain_text("изменено")

    await choose(phone, "Нет, не мы", "Удалить у всех")
    await eventually(messenger, lambda messages: bool(messages[1]["deleted"]))
    await expect(phone.locator(".row.mine")).to_contain_text("Сообщение удалено")


async def test_only_one_s_own_can_be_changed(messenger: RunningMessenger, phone: Page) -> None:
    await messenger.call("POST", MESSAGES, {**IVAN, "text": "Привет"})
    await phone.locator(".bubble").tap(position={"x": 16, "y": 14})
    await expect(phone.locator("#sheet")).to_contain_text("Ответить")
    await expect(phone.locator("#sheet")).not_to_contain_text("Изменить")


async def test_a_reaction_is_put_and_taken_off(messenger: RunningMessenger, phone: Page) -> None:
    await messenger.call("POST", MESSAGES, {**IVAN, "text": "Привет"})
    await choose(phone, "Привет", "👍")
    await eventually(messenger, lambda messages: messages[0]["reactions"] == {"👍": ["maria"]})
    await phone.locator(".reactions button").tap()
    await eventually(messenger, lambda messages: messages[0]["reactions"] == {})
    await expect(phone.locator(".reactions")).to_have_count(0)


async def test_a_photo_is_sent_and_shown(
    messenger: RunningMessenger, phone: Page, tmp_path: Path
) -> None:
    (tmp_path / "фото.png").write_bytes(PNG)
    await phone.set_input_files("#pick-picture", tmp_path / "фото.png")

    picture = phone.locator(".photo img")
    await expect(picture).to_be_visible()
    assert (
        await picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 2
    )
    (message,) = await eventually(messenger, bool)
    assert message["media"]["filename"] == "фото.png"
    assert (message["media"]["width"], message["media"]["size"]) == (2, len(PNG))


async def test_an_album_is_sent_in_the_order_in_which_it_was_chosen(
    messenger: RunningMessenger, phone: Page, tmp_path: Path
) -> None:
    names = [f"{number}.png" for number in range(4)]
    for name in names:
        (tmp_path / name).write_bytes(PNG)
    await phone.set_input_files("#pick-picture", [tmp_path / name for name in names])
    messages = await eventually(messenger, lambda messages: len(messages) == len(names))
    assert [message["media"]["filename"] for message in messages] == names


async def test_an_album_goes_where_it_was_chosen_whatever_is_opened_meanwhile(
    messenger: RunningMessenger, phone: Page, tmp_path: Path
) -> None:
    await messenger.as_bot("PUT", "/chats/hedgehogs", {"title": "Ёжики"})
    _, theirs = await messenger.call("POST", MESSAGES, {**IVAN, "text": "Есть снимки?"})
    first, is_away = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        first.set()
        await is_away.wait()
        await route.continue_()

    names = [f"{number}.png" for number in range(3)]
    for name in names:
        (tmp_path / name).write_bytes(PNG)
    await choose(phone, "снимки", "Ответить")
    await phone.route(f"**{MESSAGES}", hold)
    await phone.set_input_files("#pick-picture", [tmp_path / name for name in names])
    await first.wait()
    await phone.click("#to-lobby")
    await phone.locator(".chat-row", has_text="Ёжики").click()
    await phone.fill("#text", "Другое")
    is_away.set()

    messages = (await eventually(messenger, lambda messages: len(messages) == 4))[1:]
    assert [message["media"]["filename"] for message in messages] == names
    assert [message.get("reply_to") for message in messages] == [theirs["id"], None, None]
    await expect(phone.locator("#text")).to_have_value("Другое")


async def test_what_was_begun_waits_in_its_chat(messenger: RunningMessenger, phone: Page) -> None:
    await messenger.as_bot("PUT", "/chats/hedgehogs", {"title": "Ёжики"})
    await phone.fill("#text", "Мы сегодня")
    await phone.click("#to-lobby")
    await phone.locator(".chat-row", has_text="Ёжики").click()
    await expect(phone.locator("#text")).to_have_value("")
    await phone.click("#to-lobby")
    await phone.locator(".chat-row", has_text="Божьи коровки").click()
    await expect(phone.locator("#text")).to_have_value("Мы сегодня")


async def test_a_file_that_is_no_picture_is_refused_in_words(
    messenger: RunningMessenger, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(b"MZ")
    page = await new_page(browser, locale="ru-RU")
    await page.goto(f"{messenger.url}/#ladybirds")
    await page.set_input_files("#pick-picture", tmp_path / "a.png")
    await expect(page.locator("#toast")).to_contain_text("это не картинка")
    await page.context.close()


async def test_a_voice_is_recorded_and_sent(messenger: RunningMessenger, phone: Page) -> None:
    await phone.click("#record")
    await expect(phone.locator("#recorded")).to_have_text("0:01")
    await phone.click("#send")

    messages = await eventually(messenger, lambda messages: len(messages) == 1)
    assert messages[0]["kind"] == "voice"
    assert messages[0]["media"]["duration_ms"] >= 1000
    await expect(phone.locator("audio")).to_be_visible()


async def test_a_voice_goes_where_it_was_begun(messenger: RunningMessenger, phone: Page) -> None:
    await messenger.as_bot("PUT", "/chats/hedgehogs", {"title": "Ёжики"})
    await phone.click("#record")
    await expect(phone.locator("#recorded")).to_have_text("0:01")
    await phone.click("#to-lobby")
    await phone.locator(".chat-row", has_text="Ёжики").click()
    await phone.click("#send")

    messages = await eventually(messenger, lambda messages: len(messages) == 1)
    assert messages[0]["kind"] == "voice"


async def test_what_is_older_is_loaded_although_another_chat_was_just_left(
    messenger: RunningMessenger, phone: Page
) -> None:
    await messenger.as_bot("PUT", "/chats/hedgehogs", {"title": "Ёжики"})
    for number in range(70):
        said = {**IVAN, "text": f"Новость {number}."}
        await messenger.call("POST", MESSAGES, said)
        await messenger.call("POST", MESSAGES.replace("ladybirds", "hedgehogs"), said)
    await eventually(messenger, lambda messages: bool(messages[-1]["read_by"]))
    held: asyncio.Queue[Route] = asyncio.Queue()
    await phone.route(f"**{MESSAGES}?*before=*", held.put)
    await phone.reload()
    await expect(phone.locator(".row")).to_have_count(60)
    await phone.evaluate("document.getElementById('scroll').scrollTop = 0")
    asking = await held.get()
    await phone.evaluate("location.hash = '#hedgehogs'")
    await expect(phone.locator("#chat-title")).to_have_text("Ёжики")
    await phone.evaluate("document.getElementById('scroll').scrollTop = 0")
    await expect(phone.locator(".row")).to_have_count(70)
    await asking.continue_()


async def test_whoever_is_at_the_end_stays_there_however_fast_news_come(
    messenger: RunningMessenger, phone: Page
) -> None:
    for number in range(70):
        await messenger.call("POST", MESSAGES, {**IVAN, "text": f"Новость {number}."})
    await eventually(messenger, lambda messages: messages[-1]["read_by"] == ["maria"])


async def test_a_change_far_above_is_not_shown_as_news(
    messenger: RunningMessenger, phone: Page
) -> None:
    for number in range(70):
        await messenger.call("POST", MESSAGES, {**IVAN, "text": f"Новость {number}."})
    (old, *_) = await eventually(messenger, lambda messages: bool(messages[-1]["read_by"]))
    await phone.reload()
    await expect(phone.locator(".row")).to_have_count(60)
    await messenger.call("POST", f"{MESSAGES}/{old['id']}/reactions", {**IVAN, "emoji": "👍"})
    await messenger.call("POST", MESSAGES, {**IVAN, "text": "Последняя"})
    await expect(phone.locator(".row").last).to_contain_text("Последняя")
    await expect(phone.locator(".row", has_text="Новость 0.")).to_have_count(0)


async def test_who_one_is_and_the_chat_are_remembered(
    messenger: RunningMessenger, phone: Page
) -> None:
    await phone.click("#to-lobby")
    await phone.fill("#own-name-text", "Анна, мама Миши")
    await phone.click("#own-name button")
    await phone.locator(".chat-row").click()
    await phone.reload()
    await write(phone, "Это я")

    messages = await eventually(messenger, lambda messages: len(messages) == 1)
    assert messages[0]["name"] == "Анна, мама Миши"


async def test_the_lobby_counts_what_waits_and_the_chat_marks_where_it_begins(
    messenger: RunningMessenger, phone: Page
) -> None:
    await messenger.call("POST", MESSAGES, {**IVAN, "text": "Первое"})
    await eventually(messenger, lambda messages: messages[0]["read_by"] == ["maria"])
    await phone.click("#to-lobby")
    for text in ("Второе", "Третье"):
        await messenger.call("POST", MESSAGES, {**IVAN, "text": text})

    await expect(phone.locator(".badge")).to_have_text("2")
    await phone.locator(".chat-row").click()
    await expect(phone.locator(".unread + .row")).to_contain_text("Второе")
    await eventually(messenger, lambda messages: messages[2]["read_by"] == ["maria"])


async def test_typing_is_shown_and_told(messenger: RunningMessenger, phone: Page) -> None:
    typing = {"speaker": ANNA, "typing": True}

    async def is_shown() -> bool:  # it is forgotten after a few seconds
        await messenger.as_bot("POST", "/chats/ladybirds/typing", typing)
        return await phone.locator("#chat-status").inner_text() == "Анна Сергеевна печатает…"

    async def is_told() -> list[dict[str, Any]] | None:
        waiting = asyncio.create_task(messenger.as_bot("GET", "/updates?after=0&wait=5"))
        await phone.locator("#text").press_sequentially("Пи")
        _, heard = await waiting
        told: list[dict[str, Any]] = heard["typing"]
        return told

    await until(is_shown, "who is typing")
    told = await until(is_told, "that somebody types")
    assert told[0]["person"]["id"] == "maria"


async def test_the_page_comes_back_by_itself_after_the_messenger_was_away(
    messenger: RunningMessenger, browser: Browser
) -> None:
    page = await new_page(browser, locale="en-GB")
    await page.goto(f"{messenger.url}/#ladybirds")
    await expect(page.locator("#chat-title")).to_have_text("Божьи коровки")
    await messenger.kill()
    await expect(page.locator("#offline")).to_have_text("No connection, trying again…")
    await messenger.start()
    await messenger.call("POST", MESSAGES, {**IVAN, "text": "Снова здесь"})
    await expect(page.locator(".bubble")).to_contain_text("Снова здесь")
    await expect(page.locator("#offline")).to_be_hidden()
    await page.context.close()
