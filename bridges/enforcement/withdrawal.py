"""Removes a post from the messenger it was written in: queue tasks of kind ``withdraw``."""

from collections.abc import Mapping

from bridges.chat_lane import ANSWER
from bridges.enforcement.files import Files
from bridges.enforcement.origin import InChat, unpacked_origin
from bridges.enforcement.tasks import WITHDRAW
from bridges.matrix import Matrix
from bridges.network import ChatId, Deletes, MessageId, Network, NetworkAway, NetworkRefused
from rooms.clock import Clock
from rooms.storage import decisions, queue
from rooms.storage.database import Connection, Store
from rooms.storage.decisions import State
from rooms.storage.queue import Done, Handler, Hopeless, Payload, QueuedTask, Task, TryLater


class Withdrawal:
    """Removes the message where the network lets us, and answers its author either way.

    Not where the payload has no `text`; where it has `told_at`, only if the message stays; where it
    has `until`, only if the post waits until that time still.

    Its file is brought into the homeserver's media repository first: the post may be published
    later, when the messenger has it no more.
    """

    def __init__(
        self, networks: Mapping[str, Network], matrix: Matrix, store: Store, clock: Clock
    ) -> None:
        self._networks = networks
        self._files = Files(networks, matrix)
        self._store = store
        self._clock = clock

    def handlers(self) -> dict[str, Handler]:
        """The handler by the kind of its tasks."""
        return {WITHDRAW: self.withdraw}

    async def withdraw(self, task: QueuedTask, repeated: bool) -> Done:
        """Remove it, then queue the answer."""
        payload = task.payload
        network = self._networks.get(payload["network"])
        if network is None:
            raise TryLater(f"no connector for {payload['network']} is running")
        origin = await self._to_remove(payload["decision"])
        if origin is None:
            return None
        try:
            mxc = await self._files.keep(origin)
            if await self._to_remove(payload["decision"]) is None:  # a large file takes minutes
                return None
            # What came back after it was removed is taken out of the room, and goes with that.
            removed = origin.removed or await _removed(network, origin)
        except NetworkAway as away:
            raise TryLater(str(away), away.retry_after) from away
        was_told = removed and "told_at" in payload
        answers = [_answer(payload, removed)] if "text" in payload and not was_told else []
        now = self._clock.now_ms()

        async def note(connection: Connection) -> None:
            await decisions.change_origin(connection, payload["decision"], removed=removed, mxc=mxc)
            if not await _is_true(connection, payload):
                return  # who settled it meanwhile has told it, or is about to
            await queue.add_many(connection, answers, now)
            if was_told:
                await decisions.mark_told(connection, payload["post_id"], payload["told_at"])

        return note

    async def _to_remove(self, number: int) -> InChat | None:
        """Where the post was written; None where it may stay: somebody, or the time, was faster."""
        async with self._store.reading() as connection:
            decision = await decisions.get(connection, number)
        origin = unpacked_origin(decision.origin) if decision else None
        if decision is None or not isinstance(origin, InChat):
            raise Hopeless("the decision does not say what to remove")
        return None if decision.state in (State.PUBLISHED, State.CANCELLED) else origin


async def _is_true(connection: Connection, payload: Payload) -> bool:
    """Whether the answer holds still: a post that was to wait may be refused by now."""
    if "until" not in payload:
        return True
    decision = await decisions.get(connection, payload["decision"])
    if decision is None or decision.state is not State.WAITING:
        return False
    until: int = payload["until"]
    return decision.due_at == until


async def _removed(network: Network, origin: InChat) -> bool:
    if not isinstance(network, Deletes):
        return False
    try:
        await network.delete(ChatId(origin.chat), MessageId(origin.message))
    except NetworkRefused:
        return False
    return True


def _answer(payload: Mapping[str, object], removed: bool) -> Task:
    keys = ("network", "chat", "key", "text", "name", "reply_to", "post_id", "decision")
    answer = {key: payload[key] for key in keys}
    if not removed:
        answer["text"] = payload["text_left"]
    return Task(f"chat:{payload['network']}:{payload['chat']}", ANSWER, answer)
