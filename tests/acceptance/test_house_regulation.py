"""The regulation in force: what it forbids never appears, and its author knows why."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import psutil
import pytest

from tests.support import files
from tests.support.element import Element, message
from tests.support.hours import not_today
from tests.support.life import Life
from tests.support.phone import Phone
from tests.support.waiting import until

TEXT = "Сообщения в чате группы публикуются в рабочее время."


def hours_without_today() -> dict[str, Any]:
    """A clause that forbids to write today, and an hour before and after, in one room."""
    return {
        "id": "3.2",
        "text": TEXT,
        "rule": "hours",
        "with": not_today(),
        "rooms": ["swallows"],
        "except": ["head"],
        "action": "refuse",
    }


pytestmark = pytest.mark.usefixtures("nothing_set_aside")


@pytest.fixture(scope="module", autouse=True)
async def _everything_allowed_afterwards(life: Life) -> AsyncIterator[None]:
    yield
    await life.put_in_force()


@pytest.fixture
async def night(life: Life) -> None:
    """Nobody but the head may write."""
    await life.put_in_force(hours_without_today())


@pytest.fixture
def room(life: Life) -> str:
    return life.rooms["swallows"]


@pytest.fixture
def lena(life: Life) -> Phone:
    return life.parent("swallows", "lena", "Лена, мама Оли")


async def test_an_educator_out_of_hours_is_refused_and_told_the_clause(
    life: Life, anna: Element, valentina: Element, lena: Phone, room: str
) -> None:
    await life.put_in_force(hours_without_today())
    status, refusal = await anna.try_to_send(room, message("Завтра тихий час"))
    assert (status, refusal["errcode"]) == (403, "M_FORBIDDEN")
    assert TEXT in refusal["error"]
    told = await anna.is_told("Завтра тихий час")
    assert "3.2" in told
    assert TEXT in told
    assert "Группа swallows" in told
    assert "Завтра тихий час" not in await _seen(anna, room)
    decision = _decision(life, "Завтра тихий час")
    assert (decision["clause"], decision["clause_text"], decision["rule"]) == ("3.2", TEXT, "hours")
    assert (decision["author"], decision["action"]) == (anna.user_id, "refuse")
    await _noted_that_told(life, "Завтра тихий час")

    await valentina.write(room, "Заведующей можно")
    await lena.sees_text("Заведующей можно")

    await life.put_in_force({**hours_without_today(), "with": {"from": "00:00", "to": "24:00"}})
    await anna.write(room, "Завтра тихий час")
    await lena.sees_text("Завтра тихий час")
    assert len([text for text in await anna.told() if "Завтра тихий час" in text]) == 1


@pytest.mark.usefixtures("night")
async def test_a_parent_out_of_hours_is_answered_with_the_clause(
    life: Life, anna: Element, lena: Phone, room: str
) -> None:
    written = await lena.write("Можно ночью?")
    answer = await lena.sees(lambda each: each.get("reply_to") == written, "the answer")
    assert answer["from"] == life.house.house.bot_id
    assert TEXT in answer["text"]
    assert "3.2" in answer["text"]
    photo = await lena.send_file(files.photo(), "image/png", "ночь.png")
    await lena.sees(lambda each: each.get("reply_to") == photo, "the answer to the photo")
    decision = _decision(life, "Можно ночью?")
    assert (decision["author"], decision["clause"]) == ("sandbox/lena", "3.2")

    await life.put_in_force()
    await lena.write("Теперь можно")
    await anna.sees_text(room, "Теперь можно")
    seen = await _seen(anna, room)
    assert "Можно ночью?" not in seen
    assert "ночь.png" not in seen

    await _noted_that_told(life, "Можно ночью?")


async def test_a_forbidden_change_leaves_the_message_as_it_was(
    life: Life, anna: Element, lena: Phone, room: str
) -> None:
    await life.put_in_force()
    event_id = await anna.write(room, "Собираемся в девять")
    shown = await lena.sees_text("Собираемся в девять")
    written = await lena.write("Хорошо, в девять")
    await anna.sees_text(room, "Хорошо, в девять")
    await life.put_in_force(hours_without_today())

    relation = {"rel_type": "m.replace", "event_id": event_id}
    new = {"m.new_content": message("В восемь"), "m.relates_to": relation}
    status, _ = await anna.try_to_send(room, {**message("* В восемь"), **new})
    assert status == 403
    await lena.edit(written, "Не приду")
    await lena.sees(lambda each: each.get("reply_to") == written, "the answer")
    assert (await lena.message(shown["id"]))["text"] == "Собираемся в девять"
    assert "* Не приду" not in await _seen(anna, room)
    # Taking back is no publication: it is always allowed.
    await anna.redact(room, event_id)
    await lena.sees(lambda each: each["id"] == shown["id"] and each["deleted"], "the deletion")


async def test_a_broken_regulation_is_reported_and_the_old_one_stays_in_force(
    life: Life, anna: Element, valentina: Element, room: str
) -> None:
    await life.put_in_force(hours_without_today())
    life.write_regulation("clauses:\n  - id: '3.2'\n    rule: hourz\n")
    told = await valentina.is_told("regulation.yaml:", "hourz")
    assert "hours" in told
    assert (await anna.try_to_send(room, message("Правила сломаны")))[0] == 403
    life.write_regulation("clauses: [\n")
    await valentina.is_told("regulation.yaml:2")
    assert (await anna.try_to_send(room, message("Правила сломаны")))[0] == 403
    assert not [text for text in await anna.told() if "regulation.yaml" in text]
    await until(lambda: _stands_in(life, "regulation.yaml:2"), "the broken file at /healthz")

    life.house.kill("daemon")
    await _restarted(life)
    assert (await anna.try_to_send(room, message("И после сбоя")))[0] == 403

    await life.put_in_force()
    await anna.write(room, "Правила исправлены")
    await until(lambda: _stands_in(life, None), "nothing of files at /healthz")


async def _stands_in(life: Life, place: str | None) -> bool:
    """Whether the house says that an older version of a file is in force, or (None) of none."""
    async with life.house.session.get(f"{life.house.console_url}/healthz") as answer:
        parts = await answer.json()
        assert answer.status == 200
    if place is None:
        return "files" not in parts
    return "files" in parts and place in parts["files"]["detail"]


@pytest.mark.usefixtures("night")
async def test_what_was_written_while_the_gate_hung_is_judged_when_it_is_back(
    life: Life, anna: Element, lena: Phone, room: str
) -> None:
    daemon = life.house.child("daemon")
    daemon.suspend()
    try:
        event_id = await anna.write(room, "Пока ворота молчат")
        assert "Пока ворота молчат" in await _seen(anna, room)
    finally:
        daemon.resume()
    await _is_withdrawn(life, anna, lena, room, event_id, "Пока ворота молчат")


@pytest.mark.usefixtures("night")
async def test_what_was_written_while_the_gate_was_gone_is_judged_when_it_is_back(
    life: Life, anna: Element, valentina: Element, lena: Phone, room: str
) -> None:
    await _kill_the_daemon_for_good(life)
    event_id = await anna.write(room, "Пока ворот нет")
    await valentina.write(room, "Заведующая пишет и без ворот")
    await _restarted(life)
    await _is_withdrawn(life, anna, lena, room, event_id, "Пока ворот нет")
    await lena.sees_text("Заведующая пишет и без ворот")
    assert "Заведующая пишет и без ворот" in await _seen(anna, room)


async def test_what_was_taken_back_while_the_house_slept_is_never_carried(
    life: Life, anna: Element, lena: Phone, room: str
) -> None:
    await life.put_in_force()
    await life.house.until_quiet()
    told = await anna.told()
    daemon = life.house.child("daemon")
    daemon.suspend()
    try:
        event_id = await anna.write(room, "Написала и передумала")
        await anna.redact(room, event_id)
    finally:
        daemon.resume()
    await anna.write(room, "Пишу дальше")
    await lena.sees_text("Пишу дальше")
    await life.house.until_quiet()
    assert not [each for each in await lena.messages() if each["text"] == "Написала и передумала"]
    assert await anna.told() == told


async def _is_withdrawn(
    life: Life, anna: Element, lena: Phone, room: str, event_id: str, text: str
) -> None:
    await anna.sees_no_more(room, event_id)
    redaction = (await anna.event(room, event_id))["unsigned"]["redacted_because"]
    assert redaction["sender"] == life.house.house.bot_id
    assert "3.2" in redaction["content"]["reason"]
    assert TEXT in await anna.is_told(text)
    await life.house.until_quiet()
    assert len([told for told in await anna.told() if text in told]) == 1
    assert _decision(life, text)["post_id"] == event_id
    assert text not in [each["text"] for each in await lena.messages()]


async def _kill_the_daemon_for_good(life: Life) -> None:
    """Kill the daemon and keep it from coming back for as long as the test wants to write."""
    assert life.house.process is not None
    supervisor = psutil.Process(life.house.process.pid)
    supervisor.suspend()
    life.house.kill("daemon")


async def _restarted(life: Life) -> None:
    assert life.house.process is not None
    psutil.Process(life.house.process.pid).resume()
    await asyncio.sleep(0.5)
    await life.house.until_well()


async def _seen(anna: Element, room: str) -> list[str]:
    return [str(event["content"].get("body")) for event in await anna.timeline(room)]


async def _noted_that_told(life: Life, text: str) -> None:
    """Wait until it is noted that the author was told: a moment after they were."""

    async def is_noted() -> bool:
        return _decision(life, text)["told_at"] is not None

    await until(is_noted, "that the author was told")


def _decision(life: Life, text: str) -> dict[str, Any]:
    decisions = [row for row in life.listed("decisions", "list") if row["text"] == text]
    assert len(decisions) == 1, decisions
    return decisions[0]
