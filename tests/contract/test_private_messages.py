"""What the duty room is told of private messages to the school's account, on both databases."""

from collections.abc import Sequence

import pytest

from bridges.upstream.chats import Row
from bridges.upstream.descriptor import read_descriptor
from bridges.upstream.known import KnownBridges
from bridges.upstream.observing import Observing
from bridges.upstream.problems import BridgeAway
from bridges.upstream.provisioning import Bridge
from bridges.upstream.recovering import Recovering
from rooms.clock import SystemClock
from rooms.roster.linking import make_token
from rooms.storage import queue, upstream
from rooms.storage.database import Store
from rooms.storage.upstream import KeptState
from tests.support.families import PETYA, import_children, person
from tests.support.houses import SERVER, furnished

BRIDGE = Bridge(
    *(read_descriptor("telegram"), "http://127.0.0.1:9", SERVER, f"@teremok:{SERVER}"),
    *("secret", "as", "hs"),
)
GROUP, PRIVATE = Row("channel:3", title="Kita"), Row("user:7", title="Инга")
CODE = "личный код"


class Phone:
    """The chats of the account, and what the duty room is told of them."""

    def __init__(self, store: Store, recovering: Recovering) -> None:
        self._store = store
        self._recovering = recovering
        recovering.rows = self._known
        self._rows: tuple[Row, ...] = ()

    async def _known(self, bridge: Bridge) -> Sequence[Row]:
        return self._rows

    async def has_none(self) -> list[str]:
        """As long as its database cannot be read."""

        async def away(bridge: Bridge) -> Sequence[Row]:
            raise BridgeAway("away")

        self._recovering.rows = away
        told = await self.has()
        self._recovering.rows = self._known
        return told

    async def has(self, *rows: Row) -> list[str]:
        self._rows = rows
        await self._recovering.look(BRIDGE)
        async with self._store.reading() as connection:
            return [str(t.payload["text"]) for t in await queue.head(connection, "announce", 9)]


async def connected(store: Store, since: int, account: str = "7") -> None:
    subject, well = f"login:{account}", "connected"
    state = KeptState("telegram", subject, account, well, "", since, well, since)
    async with store.transaction() as connection:
        await upstream.put_state(connection, state)


@pytest.fixture
async def phone(store: Store) -> Phone:
    directory, clock = await furnished(store), SystemClock()
    await connected(store, since=1)
    await import_children(store, PETYA)
    known = KnownBridges(lambda: [BRIDGE], store)
    observing = Observing(known, directory, store, clock, lambda lanes: None)
    return Phone(store, Recovering(known, directory, store, clock, observing))


async def codes_are_out(store: Store, network: str) -> None:
    who = await person(store, PETYA.guardians[0].name)
    async with store.transaction() as connection:
        await make_token(connection, who, network, SystemClock().now_ms())


async def test_old_ones_that_a_new_account_brings_are_not_called_new(
    phone: Phone, store: Store
) -> None:
    await connected(store, since=SystemClock().now_ms())
    assert await phone.has() == []
    assert await phone.has(GROUP, PRIVATE) == [], "it is just being looked through"
    await connected(store, since=1)
    [told] = await phone.has(GROUP, PRIVATE)
    assert "Личных чатов" in told
    assert await phone.has(GROUP, PRIVATE) == [told]
    assert "Инга" in (await phone.has(GROUP, PRIVATE, Row("user:8", title="Инга")))[-1]


async def test_old_ones_that_a_second_account_brings_are_not_called_new(
    phone: Phone, store: Store
) -> None:
    [first] = await phone.has(PRIVATE)
    await connected(store, since=SystemClock().now_ms(), account="8")
    olds = [Row(f"user:{number}", "8", f"Мама {number}") for number in (20, 21)]
    assert await phone.has(PRIVATE, *olds) == [first], "it is just being looked through"
    fresh = Row("user:30", "7", "Инга")
    [_, new] = await phone.has(PRIVATE, *olds, fresh)
    assert "Инга" in new, "to the first account"
    assert "Мама" not in new
    await connected(store, since=1, account="8")
    [_, _, told] = await phone.has(PRIVATE, *olds, fresh)
    assert "Личных чатов" in told
    assert "2" in told
    assert "Зоя" in (await phone.has(PRIVATE, *olds, fresh, Row("user:31", "8", "Зоя")))[-1]


async def test_as_long_as_the_bridges_database_cannot_be_read_nothing_is_taken_for_new(
    phone: Phone,
) -> None:
    assert await phone.has_none() == []
    [told] = await phone.has(GROUP, PRIVATE)
    assert "Личных чатов" in told


async def test_a_new_one_is_told_once(phone: Phone) -> None:
    assert await phone.has(GROUP) == []
    [told] = await phone.has(GROUP, PRIVATE)
    assert "Инга" in told
    assert CODE not in told, "nobody has one"
    assert await phone.has(GROUP, PRIVATE) == [told]


@pytest.mark.parametrize(("network", "is_told"), [("telegram", True), ("whatsapp", False)])
async def test_where_a_code_can_be_read_is_told_while_codes_are_out(
    phone: Phone, store: Store, network: str, is_told: bool
) -> None:
    await codes_are_out(store, network)
    await phone.has(GROUP)
    [told] = await phone.has(GROUP, PRIVATE)
    assert (CODE in told) is is_told
