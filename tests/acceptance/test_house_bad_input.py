"""What comes through the doors of a running house, and should not."""

import json
from typing import Any

import aiohttp
import pytest

from tests.support.element import Element, Event
from tests.support.life import Life
from tests.support.phone import Phone
from tests.support.waiting import until

TRANSACTIONS = "/_matrix/app/v1/transactions"
GATE = "/gate/check_event_for_spam"
LARGE = 10 * 1024 * 1024


@pytest.fixture
def room(life: Life) -> str:
    return life.rooms["ladybirds"]


@pytest.fixture
def maria(life: Life) -> Phone:
    return life.parent("ladybirds", "maria", "Мария, мама Пети")


async def knock(
    life: Life, method: str, path: str, token: str | None, body: bytes
) -> tuple[int, str]:
    """What the internal port answers."""
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    url = life.house.house.internal_url + path
    async with life.house.session.request(method, url, data=body, headers=headers) as answer:
        return answer.status, await answer.text()


def as_sent(events: list[dict[str, Any]], room: str) -> bytes:
    """Events as a homeserver puts them into a transaction."""
    return json.dumps({"events": [{**event, "room_id": room} for event in events]}).encode()


async def test_a_transaction_that_comes_again_doubles_nothing(
    life: Life, anna: Element, maria: Phone, room: str
) -> None:
    await anna.write(room, "Скажу один раз")
    await maria.sees_text("Скажу один раз")
    await maria.write("И я")
    await anna.sees_text(room, "И я")
    events = await until(lambda: all_archived(life, anna, room), "everything in the archive")
    before = (events, await maria.messages(), await maria.members(), archive(life))
    for number in range(2):
        path = f"{TRANSACTIONS}/again-{number}"
        hs_token = life.house.house.secrets.hs_token
        status, text = await knock(life, "PUT", path, hs_token, as_sent(events, room))
        assert (status, text) == (200, "{}")
    await anna.write(room, "Дальше")
    last = await maria.sees_text("Дальше")
    await life.house.until_quiet()
    after = await maria.messages()
    assert [each["id"] for each in after] == [*(each["id"] for each in before[1]), last["id"]]
    assert await maria.members() == before[2]
    assert archive(life)[:-1] == before[3]
    assert len(await anna.timeline(room)) == len(events) + 1


@pytest.mark.parametrize("token", [None, "", "wrong", "ё"])
async def test_without_the_right_token_nothing_is_taken(
    life: Life, anna: Element, maria: Phone, room: str, token: str | None
) -> None:
    forged = {
        "type": "m.room.message",
        "event_id": "$forged",
        "sender": anna.user_id,
        "origin_server_ts": 1,
        "content": {"msgtype": "m.text", "body": "Подделка"},
    }
    body = as_sent([forged], room)
    for method, path in (("PUT", f"{TRANSACTIONS}/1"), ("POST", GATE)):
        status, text = await knock(life, method, path, token, body)
        assert status == 401, text
        assert "errcode" in json.loads(text)
    query = f"{TRANSACTIONS}/1?access_token={life.house.house.secrets.hs_token}"
    assert (await knock(life, "PUT", query, None, body))[0] == 401
    assert "Подделка" not in [each["text"] for each in await maria.messages()]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b"{}",
        b'{"events": {}}',
        b'{"events": ["x"]}',
        b'{"events": [], "ephemeral": 5}',
        b"[" * 100_000,
        b"x" * LARGE,
    ],
    ids=lambda body: repr(body[:30]),
)
async def test_what_is_no_transaction_is_refused_in_a_word(life: Life, body: bytes) -> None:
    secrets = life.house.house.secrets
    status, text = await knock(life, "PUT", f"{TRANSACTIONS}/strange", secrets.hs_token, body)
    assert status == 400
    assert "Traceback" not in text
    assert "errcode" in json.loads(text)
    status, text = await knock(life, "POST", GATE, secrets.gate_token, body)
    assert status in (400, 413), text
    assert "Traceback" not in text


async def test_strange_events_of_a_real_member_stop_nothing(
    life: Life, anna: Element, maria: Phone, room: str
) -> None:
    for kind, content in (
        ("m.room.message", {"msgtype": "m.text", "body": "a\x00b"}),
        ("m.room.message", {"msgtype": "m.image", "body": "x", "url": "mxc://nowhere.test/gone"}),
        ("m.room.message", {"msgtype": "m.file", "body": "x", "url": 5, "info": []}),
        ("m.room.message", {"msgtype": "m.location", "body": "x", "geo_uri": "geo:999,999"}),
        ("m.sticker", {"msgtype": [], "body": {}, "url": None}),
        ("m.reaction", {"m.relates_to": {"event_id": ["x"], "key": {}}}),
        ("m.reaction", {"m.relates_to": "x"}),
        ("m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x"}),
        ("m.poll.start", {"m.poll": 5}),
        ("ru.teremok", {"ru.teremok": {"id": [], "network": "sandbox", "chat": "ladybirds"}}),
    ):
        await anna.try_to_send(room, content, kind)
    await anna.write(room, "Всё в порядке")
    await maria.sees_text("Всё в порядке")
    await anna.is_told("на сервере нет его файла")
    await life.house.until_well()


async def test_a_marker_of_ours_in_a_post_of_a_person_hides_nothing(
    anna: Element, maria: Phone, room: str
) -> None:
    mark = {"network": "sandbox", "chat": "ladybirds", "id": "sandbox/ladybirds/1"}
    content = {"msgtype": "m.text", "body": "С чужой меткой", "ru.teremok": mark}
    await anna.send(room, content)
    await maria.sees_text("С чужой меткой")


async def test_a_chat_that_nobody_knows_disturbs_nobody(
    life: Life, anna: Element, maria: Phone, room: str
) -> None:
    body = {"from": "x", "name": "X", "text": "Есть кто-нибудь?"}
    url = f"{life.house.sandbox_url}/api/chats/nowhere/messages"
    async with life.house.session.post(url, json=body) as answer:
        assert answer.status == 404
    token = life.house.house.secrets.sandbox_token
    headers = {"Authorization": f"Bearer {token}"}
    async with life.house.session.put(
        f"{life.house.sandbox_url}/bot/chats/stranger", json={"title": "Чужой"}, headers=headers
    ) as answer:
        assert answer.status == 200
    await life.parent("stranger", "x", "X").write("Меня никто не ждёт")
    await maria.write("А меня ждут")
    await anna.sees_text(room, "А меня ждут")
    for known in life.rooms.values():
        bodies = [event["content"].get("body") for event in await anna.timeline(known)]
        assert "Меня никто не ждёт" not in bodies


async def test_the_house_takes_a_message_of_ten_megabytes_from_nobody(
    life: Life, anna: Element, maria: Phone, room: str
) -> None:
    status, _ = await anna.try_to_send(room, {"msgtype": "m.text", "body": "x" * LARGE})
    assert status == 413
    url = f"{life.house.sandbox_url}/api/chats/ladybirds/messages"
    body = {"from": "maria", "name": "Мария", "text": "x" * LARGE}
    try:
        async with life.house.session.post(url, json=body) as answer:
            assert 400 <= answer.status < 500
    except aiohttp.ClientConnectionError:
        pass  # the door was shut before all of it was through
    await maria.write("Коротко")
    await anna.sees_text(room, "Коротко")


async def all_archived(life: Life, anna: Element, room: str) -> list[Event] | None:
    """The events of the room, when nothing is under way and the archive has the last of them."""
    await life.house.until_quiet()
    events = await anna.timeline(room)
    return events if events[-1]["event_id"] in archive(life) else None


def archive(life: Life) -> list[str]:
    """The ids of all that the archive has of the room."""
    return [row["event_id"] for row in life.listed("archive", "list", "--room", "ladybirds")]
