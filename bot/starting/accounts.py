"""The accounts that a house cannot be without: the bot's, and the first administrator's."""

import aiohttp

from bot.admin_api import AdminApi
from bot.asking import DEVICE
from bot.house import BOT, House
from deploy.homeserver.first_accounts import RegistrationRefused, register
from rooms.clock import Clock
from rooms.language import say
from rooms.reconcile.homeserver import HomeserverAway, HomeserverRefused
from rooms.storage import accounts
from rooms.storage.accounts import Account
from rooms.storage.database import Store

FIRST_ADMINISTRATOR = "admin"


async def settle_bot(house: House, language: str) -> None:
    """Let the bot have an account, a token that is good, and no rate limit.

    Its device has a fixed name, so that logging in again makes no second session.
    Raises rooms.reconcile.homeserver.HomeserverProblem.
    """
    if not house.secrets.bot_token or not await _is_good(house):
        house.secrets.keep("bot_token", await _new_token(house, language))
    async with AdminApi(house.homeserver_url, house.secrets.bot_token) as admin_api:
        await admin_api.lift_rate_limit(house.bot_id)


async def settle_first_administrator(
    house: House, store: Store, clock: Clock, language: str
) -> bool:
    """Let the first administrator be able to log in; False where that has been so before.

    Their password is a secret of the house until it has been shown.
    """
    password = house.secrets.first_password
    if not password:
        return False
    user_id, name = house.user_id(FIRST_ADMINISTRATOR), say(language, "Administrator")
    async with AdminApi(house.homeserver_url, house.secrets.bot_token) as admin_api:
        await admin_api.put_account(user_id, name, password, administrator=True)
    async with store.transaction() as connection:
        await accounts.put(connection, Account(user_id, name, "admin", clock.now_ms()))
    return True


async def _is_good(house: House) -> bool:
    async with AdminApi(house.homeserver_url, house.secrets.bot_token) as admin_api:
        return await admin_api.whoami() == house.bot_id


async def _new_token(house: House, language: str) -> str:
    secrets = house.secrets
    try:
        made = await register(
            house.homeserver_url,
            secrets.registration_secret,
            BOT,
            secrets.bot_password,
            administrator=True,
            name=say(language, "Teremok"),
            device=DEVICE,
        )
    except aiohttp.ClientError as gone:
        raise HomeserverAway(type(gone).__name__) from gone
    except RegistrationRefused as refused:
        if refused.code != "M_USER_IN_USE":
            raise HomeserverRefused(refused.code, str(refused), 400) from refused
        # A former start made the account and ended before it kept the token.
        async with AdminApi(house.homeserver_url, "") as admin_api:
            return await admin_api.log_in(house.bot_id, secrets.bot_password, DEVICE)
    return made.access_token
