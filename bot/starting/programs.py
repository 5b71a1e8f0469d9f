"""The programs of a house and how each is started."""

import sys

from bot.house import BOT, House
from bot.upstream.writing import registrations
from deploy.child import Program
from deploy.homeserver.configuration import write_configuration
from deploy.homeserver.process import homeserver_command, homeserver_environment
from deploy.homeserver.registration import teremok_registration
from deploy.homeserver.settings import Gate, HomeserverSettings
from deploy.homeserver.statistics import refresh_statistics

HOMESERVER, SANDBOX, DAEMON = "homeserver", "sandbox", "daemon"


def homeserver_program(house: House) -> Program:
    """Synapse; its configuration is written anew, because the internal port changes each time."""
    secrets = house.secrets
    settings = HomeserverSettings(
        folder=house.folder / "homeserver",
        server_name=house.server_name,
        port=house.ports.homeserver,
        registration_secret_path=secrets.path("registration_secret"),
        registration=teremok_registration(
            house.server_name, house.internal_url, secrets.as_token, secrets.hs_token, BOT
        ),
        gate=Gate(f"{house.internal_url}/gate", secrets.path("gate_token")),
        public_url=house.settings.public_url,
        bridges=registrations(house),
    )
    write_configuration(settings)
    refresh_statistics(settings.sqlite_path)
    return Program(HOMESERVER, homeserver_command(settings), homeserver_environment())


def sandbox_program(house: House) -> Program:
    """The messenger with which staff practise."""
    arguments = [
        *("--folder", str(house.folder / "sandbox")),
        *("--port", str(house.ports.sandbox)),
        *("--token-file", str(house.secrets.path("sandbox_token"))),
    ]
    return Program(SANDBOX, [sys.executable, "-m", "bridges.sandbox.messenger", *arguments])


def daemon_program(house: House) -> Program:
    """The daemon: bridges, gate, bot, console."""
    command = [sys.executable, "-m", "bot.daemon", "--data", str(house.folder)]
    return Program(DAEMON, command)
