"""teremok.yaml: what a house is called, where it answers, where it keeps its data."""

import re
from functools import partial
from ipaddress import ip_network
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from policies.file_model import FileModel, mistake, mistake_at
from rooms.onboarding.links import checked_account

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


def _refuse_odd_network(written: str) -> str:
    try:
        ip_network(written, strict=False)
    except ValueError:
        raise mistake("Write an address like 10.0.0.5, or a network like 10.0.0.0/24") from None
    return written


def _as_text(value: Any) -> Any:
    # A telephone number without its “+” is a number for YAML.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Port = Annotated[int, Field(ge=1, le=65535)]
Address = Annotated[str, AfterValidator(_refuse_odd_address)]
NetworkAddress = Annotated[str, AfterValidator(_refuse_odd_network)]
Written = Annotated[str, BeforeValidator(_as_text)]


class Ports(FileModel):
    """On which ports of this machine the house answers."""

    homeserver: Port = 8008
    console: Port = 8009
    sandbox: Port = 8010
    internal: Port | None = None
    """Where bridges that others keep running report to; else another one in each run."""

    @model_validator(mode="after")
    def _refuse_one_port_twice(self) -> Self:
        if self.console == self.homeserver:
            raise mistake_at(("console",), "Each port can be taken only once.")
        if self.sandbox in (self.homeserver, self.console):
            raise mistake_at(("sandbox",), "Each port can be taken only once.")
        if self.internal in (self.homeserver, self.console, self.sandbox):
            raise mistake_at(("internal",), "Each port can be taken only once.")
        return self


class Accounts(FileModel):
    """What our accounts in the messengers are called, for the links of the hand-out sheet."""

    max: Annotated[Written, AfterValidator(partial(checked_account, "max"))] | None = None
    telegram: Annotated[Written, AfterValidator(partial(checked_account, "telegram"))] | None = None
    vk: Annotated[Written, AfterValidator(partial(checked_account, "vk"))] | None = None
    viber: Annotated[Written, AfterValidator(partial(checked_account, "viber"))] | None = None
    whatsapp: Annotated[Written, AfterValidator(partial(checked_account, "whatsapp"))] | None = None
    facebook: Annotated[Written, AfterValidator(partial(checked_account, "facebook"))] | None = None


class BridgePrograms(FileModel):
    """The upstream bridges: where their programs come from when they are container images.

    `check_seconds` is how often a bridge that says it is connected is tried with a question.
    """

    registry: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{1,200}$")] | None = None
    """What stands before the image's name."""
    engine: Literal["docker", "podman"] | None = None
    check_seconds: Annotated[int, Field(ge=1, le=86_400)] = 600


class HouseSettings(FileModel):
    """The whole of teremok.yaml."""

    server_name: Annotated[str, AfterValidator(refuse_odd_server_name)]
    ports: Ports = Ports()
    database: Annotated[str, AfterValidator(_refuse_unknown_database)] | None = None
    public_url: Address | None = None
    public_console_url: Address | None = None
    metrics_readers: list[NetworkAddress] | None = None
    """Who may read /metrics; else this machine where the console has a public address."""
    accounts: Accounts = Accounts()
    bridges: BridgePrograms = BridgePrograms()


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
# И адрес пульта, если прокси ведёт и к нему: по нему открываются ссылки из !teremok console.
# public_console_url: https://teremok.sad24.example.org
# Тогда показатели /metrics может читать только этот компьютер. Другим их разрешают так:
# metrics_readers: [127.0.0.1, 10.0.0.5, 10.1.0.0/24]

# Как зовут наши аккаунты в мессенджерах: для ссылок на полосках родителям (teremok onboard).
# accounts: {{max: sad24_bot, telegram: sad24_bot, vk: sad24, whatsapp: "+7 916 123-45-67"}}

# Откуда брать образы мостов WhatsApp, Telegram и других (teremok bridge add), если их программ
# нет на этом компьютере: реестр и чем запускать, docker или podman.
# bridges: {{registry: registry.example.org, engine: podman}}
"""


def settings_text(server_name: str, ports: Ports) -> str:
    """A friendly teremok.yaml for a new house."""
    return TEMPLATE.format(server_name=server_name, **ports.model_dump())
