"""Who may read the figures, where a proxy makes the console's port public."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aiohttp import web

from bot.console.protection import LOOPBACK

_THIS_MACHINE = ("127.0.0.0/8", "::1/128")
_ANYWHERE = ("0.0.0.0/0", "::/0")


class Readers:
    """Those at the addresses that the operator has named.

    Where nobody is named: this machine alone if the console has a public address, else whoever
    reaches the port.
    """

    def __init__(self, *, is_public: bool, named: Sequence[str] | None = None) -> None:
        """`is_public`: whether the console has a public address; `named` are addresses or
        networks, such as ``10.0.0.0/24``."""
        usual = _THIS_MACHINE if is_public else _ANYWHERE
        readers = usual if named is None else named
        self._networks = [ip_network(each, strict=False) for each in readers]
        self._is_public = is_public

    def may_read(self, request: web.Request) -> bool:
        """Whether this comes from one of them."""
        address = self._address(request)
        return address is not None and any(address in network for network in self._networks)

    def _address(self, request: web.Request) -> IPv4Address | IPv6Address | None:
        """Where it comes from; a proxy on this machine says for whom it asks, None: it does not."""
        given = request.remote or ""
        if passed_on := request.headers.getall("X-Forwarded-For", []):
            # What stands before the last was written by whoever asked the proxy.
            given = passed_on[-1].rpartition(",")[2]
        elif "Forwarded" in request.headers or (self._is_public and not _is_meant_here(request)):
            return None
        try:
            address = ip_address(given.strip())
        except ValueError:
            return None
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        return mapped or address


def _is_meant_here(request: web.Request) -> bool:
    """Whether it calls this machine as only this machine calls itself, at whatever port (a tunnel
    has its own); any other name may have come through the proxy, which takes each for ours."""
    host = request.headers.get("Host", "").lower()
    return host in LOOPBACK or host.rpartition(":")[0] in LOOPBACK
