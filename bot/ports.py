"""Ports of the loopback on which parts of the house listen."""

import random
import socket

# Below those that systems lend to outgoing connections (from 32768 on Linux, from 49152 by IANA),
# so a part that was killed finds its port free when it comes back; and below those of the bridges.
_OWN_PORTS = range(20_000, 29_000)


def is_free(port: int) -> bool:
    """Whether somebody could listen there now."""
    with socket.socket() as listener:
        # As the servers do: a port that was just let go can be used again.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that stays ours while the house runs, though its listener may fall and come back.

    Raises OSError when there is none.
    """
    for port in random.sample(_OWN_PORTS, len(_OWN_PORTS)):
        if is_free(port):
            return port
    raise OSError("no port of the loopback is free")
