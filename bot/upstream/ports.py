"""The port on which a bridge is to listen."""

from bot.house import House, HouseProblem
from bot.ports import is_free
from bot.upstream.installed import installed_bridges

_TRIES = 20


def choose_port(house: House, usual: int, wanted: int | None) -> int:
    """The wanted port, else the network's usual one, else the next free one.

    Raises HouseProblem where the wanted one cannot be had.
    """
    taken = _taken(house)
    if wanted is not None:
        if wanted in taken:
            raise HouseProblem(
                "The port {port} belongs to {owner}. Choose another one: --port",
                port=wanted,
                owner=taken[wanted],
            )
        if not is_free(wanted):
            raise HouseProblem(
                "The port {port} is taken by another program. Choose another one: --port",
                port=wanted,
            )
        return wanted
    for port in range(usual, min(usual + _TRIES, 65536)):
        if port not in taken and is_free(port):
            return port
    raise HouseProblem(
        "The port {port} is taken by another program. Choose another one: --port", port=usual
    )


def _taken(house: House) -> dict[int, str]:
    ours = house.settings.ports.model_dump(exclude_none=True)
    taken = {port: f"teremok.yaml (ports.{name})" for name, port in ours.items()}
    return taken | {
        bridge.installation.port: f"bridge {bridge.network}" for bridge in installed_bridges(house)
    }
