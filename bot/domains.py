"""The addresses under which a house is found."""

from yarl import URL

from bot.house import House


def own_domains(house: House) -> list[str]:
    """Of its homeserver and its pages, as far as they have names."""
    hosts = {URL(house.public_url).host, URL(house.public_console_url).host, house.server_name}
    return sorted(host for host in hosts if host and "." in host and not host[-1].isdigit())
