"""The console lets in whom it should, once, and shows nothing to anybody else."""

import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
from itsdangerous import URLSafeTimedSerializer

from bot.console.links import hash_of
from bot.console.sessions import COOKIE
from bot.status import PartState
from policies.verdict import Action
from rooms.community import Community
from rooms.storage import accounts, queue
from rooms.storage.accounts import Account
from rooms.storage.database import Store
from rooms.storage.queue import Task
from tests.support.console import HEAD, KEY, ServedConsole, SetClock, decide, furnish

NOON = 1_790_000_000_000
MINUTE = 60_000


@pytest.fixture
async def console(store: Store) -> AsyncIterator[ServedConsole]:
    served = ServedConsole(store, SetClock(NOON))
    await served.start()
    yield served
    await served.stop()


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


def _form_token(page: str) -> str:
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found is not None, page
    return found[1]


async def _log_in(browser: aiohttp.ClientSession, console: ServedConsole, link: str) -> int:
    async with browser.get(link) as answer:
        form = _form_token(await answer.text())
    token = link.partition("token=")[2]
    data = {"token": token, "form": form}
    async with browser.post(f"{console.url}/login", data=data, allow_redirects=False) as answer:
        return answer.status


async def _first_page(
    browser: aiohttp.ClientSession, console: ServedConsole, **headers: str
) -> tuple[int, str]:
    async with browser.get(f"{console.url}/", headers=headers) as answer:
        return answer.status, await answer.text()


async def test_without_log_in_only_the_way_in_is_shown(
    console: ServedConsole, browser: aiohttp.ClientSession, store: Store
) -> None:
    await furnish(store, NOON)
    status, page = await _first_page(browser, console)
    assert status == 401
    assert "!teremok console" in page
    assert "Божьи коровки" not in page


async def test_a_link_lets_in_and_the_state_of_the_house_is_shown(
    console: ServedConsole, browser: aiohttp.ClientSession, store: Store
) -> None:
    await furnish(store, NOON)
    await decide(store, NOON, "Анна Сергеевна")
    assert await _log_in(browser, console, await console.link()) == 303
    status, page = await _first_page(browser, console)
    assert status == 200
    for words in ("Всё хорошо", "Валентина Петровна", "Божьи коровки", "3 родителя", "3.2"):
        assert words in page
    console.parts["gate"] = PartState(False, "does not answer")
    assert "Не всё работает" in (await _first_page(browser, console))[1]


async def test_what_was_decided_and_what_waits_is_said_in_words(
    console: ServedConsole, browser: aiohttp.ClientSession, store: Store
) -> None:
    await furnish(store, NOON)
    for action in Action:
        await decide(store, NOON, "Анна Сергеевна", action)
    lanes = ["asked:7", "held:!ladybirds:t:1", "duty", "announce", "unmute:ladybirds:@anna:t:1"]
    async with store.transaction() as connection:
        for lane in lanes:
            await queue.add(connection, Task(lane, "any", {}), NOON)
    await console.directory.refresh(store)
    assert await _log_in(browser, console, await console.link()) == 303
    page = (await _first_page(browser, console))[1]
    numbers, _, shown = re.sub(r"<[^>]*>", " ", page).partition("Последние решения")
    assert re.search(r"1\s+ждут решения\s+2\s+ждут своего часа", numbers)
    assert "не опубликовано" in shown
    assert "До разрешённого часа в комнате Божьи коровки" in shown
    for raw in (*(action.value for action in Action), "asked", "held", "duty", "announce"):
        assert not re.search(rf"\b{raw}\b", shown), raw


async def test_english_is_spoken_to_those_who_prefer_it(
    console: ServedConsole, browser: aiohttp.ClientSession
) -> None:
    english = {"Accept-Language": "en-GB,en;q=0.9,ru;q=0.5"}
    assert "Welcome to Teremok" in (await _first_page(browser, console, **english))[1]
    others = {"Accept-Language": "de, ru;q=0.4, en;q=0.3"}
    assert "Добро пожаловать" in (await _first_page(browser, console, **others))[1]
    assert "Добро пожаловать" in (await _first_page(browser, console))[1]


async def test_looking_at_a_link_does_not_use_it_up(
    console: ServedConsole, browser: aiohttp.ClientSession
) -> None:
    link = await console.link()
    for _ in range(3):
        async with aiohttp.ClientSession() as preview, preview.get(link) as answer:
            assert answer.status == 200
        async with aiohttp.ClientSession() as preview, preview.head(link) as answer:
            assert answer.status == 200
    assert await _log_in(browser, console, link) == 303


async def test_a_used_link_lets_nobody_in(
    console: ServedConsole, browser: aiohttp.ClientSession
) -> None:
    link = await console.link()
    assert await _log_in(browser, console, link) == 303
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as thief:
        assert await _log_in(thief, console, link) == 403
        assert (await _first_page(thief, console))[0] == 401


async def test_a_link_opens_the_console_again_to_whom_it_has_let_in(
    console: ServedConsole, browser: aiohttp.ClientSession
) -> None:
    link = await console.link()
    for _ in range(2):
        assert await _log_in(browser, console, link) == 303
        assert (await _first_page(browser, console))[0] == 200


async def test_an_old_link_lets_nobody_in(
    console: ServedConsole, browser: aiohttp.ClientSession
) -> None:
    link = await console.link()
    console.clock.value = NOON + 15 * MINUTE  # type: ignore[attr-defined]
    assert await _log_in(browser, console, link) == 403


async def test_a_made_up_link_lets_nobody_in(
    console: ServedConsole, browser: aiohttp.ClientSession
) -> None:
    for token in ("", "x", hash_of("x"), "x" * 400, "'; DROP TABLE account; --"):
        assert await _log_in(browser, console, f"{console.url}/login?token={token}") == 403


async def test_only_the_hash_of_a_link_is_kept(console: ServedConsole, store: Store) -> None:
    token = (await console.link()).partition("token=")[2]
    async with store.transaction() as connection:
        assert await accounts.use_console_link(connection, token, NOON) is None
        assert await accounts.use_console_link(connection, hash_of(token), NOON) == HEAD


async def test_a_form_from_elsewhere_is_refused(
    console: ServedConsole, browser: aiohttp.ClientSession
) -> None:
    link = await console.link()
    token = link.partition("token=")[2]
    async with browser.get(link) as answer:
        good = _form_token(await answer.text())
    async with aiohttp.ClientSession() as stranger:  # has not got this browser's cookie
        for form in ("", "x", good):
            data = {"token": token, "form": form}
            async with stranger.post(f"{console.url}/login", data=data) as answer:
                assert answer.status == 403
    data = {"token": token, "form": good}
    evil = {"Origin": "http://evil.example"}
    async with browser.post(f"{console.url}/login", data=data, headers=evil) as answer:
        assert answer.status == 421
    assert await _log_in(browser, console, link) == 303  # nothing of that used it up


async def test_log_out_needs_the_pages_own_form_and_ends_copies_too(
    console: ServedConsole, browser: aiohttp.ClientSession
) -> None:
    await _log_in(browser, console, await console.link())
    page = (await _first_page(browser, console))[1]
    copied = {c.key: c.value for c in browser.cookie_jar}
    async with browser.post(f"{console.url}/logout", data={"form": "x"}) as answer:
        assert answer.status == 403
    assert (await _first_page(browser, console))[0] == 200
    form = {"form": _form_token(page)}
    async with browser.post(f"{console.url}/logout", data=form, allow_redirects=False) as answer:
        assert answer.status == 303
    assert (await _first_page(browser, console))[0] == 401
    async with (
        aiohttp.ClientSession(cookies=copied) as thief,
        thief.get(f"{console.url}/") as answer,
    ):
        assert answer.status == 401


async def test_forged_and_old_cookies_are_worth_nothing(
    console: ServedConsole, browser: aiohttp.ClientSession
) -> None:
    link = await console.link()
    await _log_in(browser, console, link)
    (good,) = [c.value for c in browser.cookie_jar if c.key == COOKIE]
    session_id = hash_of(link.partition("token=")[2])
    forged = [
        "",
        "x",
        session_id,
        good[:-2] + ("aa" if good[-2:] != "aa" else "bb"),
        str(URLSafeTimedSerializer("another key", salt="console session").dumps(session_id)),
        str(URLSafeTimedSerializer(KEY, salt="console form").dumps(session_id)),
        str(URLSafeTimedSerializer(KEY, salt="console session").dumps({"id": session_id})),
        "x" * 5000,
    ]
    for cookie in forged:
        headers = {"Cookie": f"{COOKIE}={cookie}"}
        async with aiohttp.ClientSession() as thief:
            assert (await _first_page(thief, console, **headers))[0] == 401
    console.clock.value = NOON + 12 * 60 * MINUTE + 1  # type: ignore[attr-defined]
    assert (await _first_page(browser, console))[0] == 401


async def test_a_name_turned_to_this_machine_gets_nothing(
    console: ServedConsole, browser: aiohttp.ClientSession
) -> None:
    for host in ("evil.example", f"evil.example:{console.port}", "127.0.0.1:1"):
        status, page = await _first_page(browser, console, Host=host)
        assert status == 421
        assert "Теремок" not in page
    for host in (f"localhost:{console.port}", "pult.sad24.example"):
        assert (await _first_page(browser, console, Host=host))[0] == 401


async def test_every_answer_forbids_what_it_does_not_need(
    console: ServedConsole, browser: aiohttp.ClientSession
) -> None:
    await _log_in(browser, console, await console.link())
    for path in ("/", "/login", "/nothing", "/style.css", "/house.svg", "/healthz"):
        async with browser.get(console.url + path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'; style-src 'self'")
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            text = await answer.text()
            assert "style=" not in text
            assert "<script" not in text


async def test_cookies_are_kept_from_scripts_and_other_sites(
    console: ServedConsole, browser: aiohttp.ClientSession
) -> None:
    link = await console.link()
    async with browser.get(link) as answer:
        form = _form_token(await answer.text())
        first = answer.headers["Set-Cookie"]
    data = {"token": link.partition("token=")[2], "form": form}
    async with browser.post(f"{console.url}/login", data=data, allow_redirects=False) as answer:
        second = answer.headers.getall("Set-Cookie")[0]
    for cookie in (first, second):
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert "Max-Age=43200" in cookie


async def test_names_with_markup_are_shown_as_they_are(
    console: ServedConsole, browser: aiohttp.ClientSession, store: Store
) -> None:
    nasty = "<script>alert(1)</script>\"'{{7*7}}"
    await furnish(store, NOON, name=nasty)
    await decide(store, NOON, nasty)
    await _log_in(browser, console, await console.link())
    status, page = await _first_page(browser, console)
    assert status == 200
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{7*7}}" in page
    async with browser.get(f'{console.url}/login?token="><script>') as answer:
        assert "<script" not in await answer.text()


async def test_strange_requests_get_a_page_and_no_traceback(
    console: ServedConsole, browser: aiohttp.ClientSession
) -> None:
    requests = [
        ("GET", "/nothing", None, 404),
        ("GET", "/../../etc/passwd", None, 404),
        ("PUT", "/", None, 405),
        ("POST", "/login", b"x" * 20_000, 413),
        ("POST", "/login", b"\xff\xfe=\xff", 400),
        ("POST", "/login", b"form=x", 403),
    ]
    for method, path, body, expected in requests:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        async with browser.request(
            method, console.url + path, data=body, headers=headers
        ) as answer:
            assert answer.status == expected, path
            assert "Traceback" not in await answer.text()
    for kind in ("application/json", "multipart/form-data", "x", "text/plain; charset=nonsense"):
        headers = {"Content-Type": kind}
        async with browser.post(f"{console.url}/login", data=b"{}", headers=headers) as answer:
            assert answer.status == 400


async def test_a_database_that_is_away_is_said_and_not_shown(
    console: ServedConsole, browser: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rooms.storage.database import DatabaseAway

    await _log_in(browser, console, await console.link())

    def away(*_: object) -> None:
        raise DatabaseAway("secret details")

    monkeypatch.setattr(console.store, "reading", away)
    status, page = await _first_page(browser, console)
    assert status == 503
    assert "secret details" not in page


async def test_a_log_in_ends_with_the_office(
    console: ServedConsole, browser: aiohttp.ClientSession, store: Store
) -> None:
    async with store.transaction() as connection:
        await accounts.put(connection, Account(HEAD, "Валентина", "head", 1))
        await accounts.put_once_listed(connection, {HEAD})
    await console.directory.refresh(store)
    await _log_in(browser, console, await console.link())
    assert (await _first_page(browser, console))[0] == 200
    console.directory.community = Community.model_validate(
        {"community": {"name": "Детский сад № 24", "slug": "sad"}}
    )
    status, page = await _first_page(browser, console)
    assert status == 401
    assert "Валентина" not in page
