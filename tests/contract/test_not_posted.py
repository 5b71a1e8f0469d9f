"""What does not reach a chat: whom it is told, and what is taken back before it is posted."""

from typing import Any, cast

import pytest

from bridges.chat_lane import ChatLane
from bridges.enforcement.on_behalf import AUTHOR
from bridges.matrix import Matrix
from bridges.network import ChatId, MessageId, Network, NetworkRefused, OutgoingMessage
from rooms.archive.event import archived_event
from rooms.storage import events, queue
from rooms.storage.database import Store
from rooms.storage.queue import Done, Hopeless, QueuedTask
from tests.support.crossroads import CHAT, Messenger, said
from tests.support.houses import GROUP_ROOM, SERVER, furnished

BOT, ANNA = f"@teremok:{SERVER}", f"@anna:{SERVER}"
PARENT = f"@teremok_sandbox_masha:{SERVER}"


class Mailbox:
    """A network that takes nothing back, and refuses some words."""

    name = "sandbox"

    def __init__(self) -> None:
        self.posted: list[str] = []

    async def send(self, chat: ChatId, message: OutgoingMessage) -> MessageId:
        if "длинно" in message.text.plain:
            raise NetworkRefused("the text is too long")
        self.posted.append(message.text.plain)
        return MessageId("1")


async def _carried(store: Store, network: object, raw: dict[str, Any], repeated: bool) -> Done:
    directory = await furnished(store)
    matrix = cast("Matrix", type("Bot", (), {"bot_id": BOT}))
    lane = ChatLane({"sandbox": cast("Network", network)}, matrix, directory, store)
    async with store.transaction() as connection:
        await events.add(connection, archived_event({**raw, "room_id": GROUP_ROOM}, "Теремок"))
    payload = {"network": "sandbox", "chat": CHAT, "event_id": raw["event_id"]}
    return await lane.carry(QueuedTask(1, "lane", "kind", payload, 0, 0, 0), repeated)


@pytest.mark.parametrize(
    ("author", "lane", "words"),
    [
        (ANNA, f"tell:{ANNA}", "Ваше сообщение не дошло"),
        (PARENT, "announce", "Сообщение не дошло"),
        (None, "announce", "Сообщение не дошло"),
    ],
)
async def test_whoever_wrote_what_the_bot_says_hears_that_it_was_not_posted(
    store: Store, author: str | None, lane: str, words: str
) -> None:
    marks = {AUTHOR: {"id": author, "name": "Анна (21:05)"}} if author else {}
    with pytest.raises(Hopeless) as refused:
        await _carried(
            store, Mailbox(), {**said("$1", "Очень длинно", **marks), "sender": BOT}, False
        )
    async with store.transaction() as connection:
        assert refused.value.then is not None
        await refused.value.then(connection)
        [waiting] = await queue.lengths(connection)
        [task] = await queue.head(connection, waiting.lane, 2)
    assert waiting.lane == lane
    assert task.payload["text"].startswith(words)


@pytest.mark.parametrize(
    ("network", "posts"),
    [(Mailbox(), False), (Messenger(), True)],
    ids=["it would stay there for ever", "it may be there, and is deleted then"],
)
async def test_what_was_taken_back_before_it_was_posted_is_not_posted_to_stay(
    store: Store, network: Any, posts: bool
) -> None:
    redaction = {**said("$2", ""), "type": "m.room.redaction", "redacts": "$1"}
    async with store.transaction() as connection:
        await events.add(
            connection, archived_event({**said("$1", "Ой"), "room_id": GROUP_ROOM}, "")
        )
        await events.add(connection, archived_event({**redaction, "room_id": GROUP_ROOM}, ""))
    done = await _carried(store, network, said("$1", "Ой"), repeated=True)
    assert (done is not None) == posts
