"""``GET /metrics``: figures of the house for whoever watches it. Nothing personal.

In the text format of Prometheus 0.0.4:
https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from aiohttp import web

from bot.console.readers import Readers
from bot.health import Health
from bridges.upstream.states import Condition
from rooms.storage import queue, upstream
from rooms.storage.database import Store
from rooms.storage.queue import SET_ASIDE, LaneLength
from rooms.storage.upstream import KeptState

FORMAT = "text/plain; version=0.0.4; charset=utf-8"
_ACCOUNTS = "How many linked accounts a bridge has in each condition."
_CHATS = "How many plumbed chats a bridge has in each condition."
_UNSENT = "How many posts wait until a bridge's network is back."
Labels = tuple[tuple[str, str], ...]


class Metrics:
    """Answers with every part, every bridge with its accounts and chats, and what waits."""

    def __init__(self, health: Health, store: Store, readers: Readers) -> None:
        self._health = health
        self._store = store
        self._readers = readers

    async def show(self, request: web.Request) -> web.Response:
        """The aiohttp handler; without the database there are no figures (503)."""
        if not self._readers.may_read(request):
            raise web.HTTPForbidden
        parts = await self._health.parts()
        async with self._store.reading() as connection:
            states = await upstream.states(connection)
            unsent = await upstream.unsent_counts(connection)
            lanes = await queue.lengths(connection)
        up: dict[Labels, int] = {(("part", name),): int(part.ok) for name, part in parts.items()}
        blocks = [
            _block("teremok_part_up", "Whether a part of the house works.", up),
            *_bridges(states, unsent),
            _block("teremok_queue_tasks", "How many tasks wait, by their kind.", _waiting(lanes)),
        ]
        text = "".join(line for block in blocks for line in block)
        return web.Response(
            body=text.encode(), headers={"Content-Type": FORMAT, "Cache-Control": "no-store"}
        )


def _bridges(states: Iterable[KeptState], unsent: Mapping[str, int]) -> Iterator[Iterator[str]]:
    up: dict[Labels, int] = {}
    accounts: Counter[Labels] = Counter()
    chats: Counter[Labels] = Counter()
    for state in states:
        network = ("network", state.network)
        kind = state.subject.split(":", 1)[0]
        if not kind:
            up[(network,)] = int(state.state == Condition.CONNECTED)
            continue
        counts = chats if kind == "chat" else accounts
        for condition in Condition:  # those that nothing is in, too: alarms look for them
            counts[network, ("condition", condition)] += state.state == condition
    waiting = {labels: unsent.get(labels[0][1], 0) for labels in up}
    yield _block("teremok_bridge_up", "Whether the program of a bridge runs and answers.", up)
    yield _block("teremok_bridge_accounts", _ACCOUNTS, accounts)
    yield _block("teremok_bridge_chats", _CHATS, chats)
    yield _block("teremok_bridge_unsent_posts", _UNSENT, waiting)


def _waiting(lanes: Iterable[LaneLength]) -> Counter[Labels]:
    counts: Counter[Labels] = Counter({(("kind", "failed"),): 0})
    for lane in lanes:
        # What stands after the first colon names a room or a chat.
        is_aside = lane.lane.startswith(SET_ASIDE)
        kind = SET_ASIDE.rstrip(":") if is_aside else lane.lane.split(":", 1)[0]
        counts[(("kind", kind),)] += lane.waiting
    return counts


def _block(name: str, meaning: str, values: Mapping[Labels, int]) -> Iterator[str]:
    yield f"# HELP {name} {meaning}\n# TYPE {name} gauge\n"
    for labels, value in sorted(values.items()):
        inside = ",".join(f'{label}="{_escaped(word)}"' for label, word in labels)
        yield f"{name}{{{inside}}} {value}\n"


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
