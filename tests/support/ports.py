"""Ports of this machine.

None is of those the system lends to outgoing connections (32768 and up): a program that is killed
finds its port free when it comes back. Tests that run side by side choose from ports of their own.
"""

import os
import random
import socket
from collections.abc import Iterator

_FIRST, _A_WORKER, _WORKERS = 10_000, 1_250, 8


def free_port() -> int:
    """A port of the loopback that nobody listens on; never the same one twice."""
    return next(_FREE)


def free_ports(count: int) -> list[int]:
    """Several, each another one."""
    return [free_port() for _ in range(count)]


def _free_ports() -> Iterator[int]:
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
    start = random.randrange(_A_WORKER)
    for place in range(_A_WORKER):
        port = _FIRST + worker * _A_WORKER + (start + place) % _A_WORKER
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
        yield port
    raise RuntimeError("all ports are given out")


_FREE = _free_ports()
