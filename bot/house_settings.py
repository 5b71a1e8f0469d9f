"""teremok.yaml: what a house is called, where it answers, where it keeps its data."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from policies.file_model import FileModel, mistake, mistake_at

_SERVER_NAME = re.compile(
    r"(?=.{1,200}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
)


def refuse_odd_server_name(name: str) -> str:
    """The name; raises where no Matrix server can be called so."""
    if not _SERVER_NAME.fullmatch(name):
        raise mistake(
            "“{name}” cannot be the name of a server; write it like sad24.example.org.", name=name
        )
    return name


def _refuse_unknown_database(url: str) -> str:
    if not url.startswith(("postgres://", "postgresql://")):
        raise mistake("Write the address of a PostgreSQL database, or leave the line out.")
    return url


def _refuse_odd_address(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+/?", url):
        raise mistake("Write an address like https://sad24.example.org")
    return url.rstrip("/")


Port = Annotated[int, Field(ge=1, le=65535)]
Address = Annotated[str, AfterValidator(_refuse_odd_address)]


class Ports(FileModel):
    """On which ports of this machine the house answers."""

    homeserver: Port = 8008
    console: Port = 8009
    sandbox: Port = 8010

    @model_validator(mode="after")
    def _refuse_one_port_twice(self) -> Self:
        if self.console == self.homeserver:
            raise mistake_at(("console",), "Each port can be taken only once.")
        if self.sandbox in (self.homeserver, self.console):
            raise mistake_at(("sandbox",), "Each port can be taken only once.")
        return self


class HouseSettings(FileModel):
    """The whole of teremok.yaml."""

    server_name: Annotated[str, AfterValidator(refuse_odd_server_name)]
    ports: Ports = Ports()
    database: Annotated[str, AfterValidator(_refuse_unknown_database)] | None = None
    public_url: Address | None = None


TEMPLATE = """\
# Настройки этого дома. Его правят редко: комнаты и людей описывает community.yaml,
# правила общения regulation.yaml. Изменения действуют после нового запуска: teremok up

# Имя сервера. Им кончаются все имена (@anna:{server_name}). Изменить его потом нельзя.
server_name: {server_name}

# На каких портах этого компьютера отвечают сервер для Element, пульт и учебный мессенджер.
ports:
  homeserver: {homeserver}
  console: {console}
  sandbox: {sandbox}

# Где хранить данные Теремка. Пока строки нет, они лежат в этой же папке, в teremok.db.
# database: postgres://teremok:пароль@127.0.0.1/teremok

# Адрес, по которому сервер виден снаружи, если перед ним стоит прокси с HTTPS.
# public_url: https://matrix.sad24.example.org
"""


def settings_text(server_name: str, ports: Ports) -> str:
    """A friendly teremok.yaml for a new house."""
    return TEMPLATE.format(server_name=server_name, **ports.model_dump())
