"""Doing many things at once, but not too many."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

AT_ONCE = 8
"""Requests that are under way at a time: more make Synapse no faster."""


async def side_by_side(
    jobs: Iterable[Callable[[], Awaitable[T]]], at_once: int = AT_ONCE
) -> list[T]:
    """The jobs' results in their order; one that raises ends the others and is raised."""
    free = asyncio.Semaphore(at_once)

    async def run(job: Callable[[], Awaitable[T]]) -> T:
        async with free:
            return await job()

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(run(job)) for job in jobs]
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from None
    return [task.result() for task in tasks]
