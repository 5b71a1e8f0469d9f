"""``make bench``: how fast it is, beside the physical limit, all in one run.

``python -m tests.bench rooms messages`` measures these parts only, in that order.
"""

import asyncio
import sys

from tests.bench import decisions, gate, messages, rooms, upstream

PARTS = {
    "decisions": decisions.main,
    "gate": gate.main,
    "messages": messages.main,
    "rooms": rooms.main,
    "upstream": upstream.main,
}


async def measure(names: list[str]) -> None:
    """Measure these parts one after the other, or all."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        sys.exit(f"no such part: {', '.join(unknown)}; there are: {', '.join(PARTS)}")
    for name in names or PARTS:
        print(f"--- {name}")
        await PARTS[name]()


asyncio.run(measure(sys.argv[1:]))
