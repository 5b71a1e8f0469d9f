"""Making accounts before there is any administrator, by the registration's shared secret."""

import hashlib
import hmac
from dataclasses import dataclass

import aiohttp


class RegistrationRefused(Exception):
    """The homeserver did not make the account; str() is its reason, `code` its error code."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account just made, logged in on one device."""

    user_id: str
    access_token: str
    device_id: str


async def register(
    homeserver_url: str,
    shared_secret: str,
    localpart: str,
    password: str,
    *,
    administrator: bool = False,
    name: str | None = None,
    device: str | None = None,
) -> NewAccount:
    """Make an account, of a server administrator if wanted.

    Raises RegistrationRefused (code M_USER_IN_USE where there is such an account) and
    aiohttp.ClientError. Source:
    https://element-hq.github.io/synapse/latest/admin_api/register_api.html
    """
    address = f"{homeserver_url}/_synapse/admin/v1/register"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
        async with session.get(address, raise_for_status=True) as answer:
            nonce: str = (await answer.json())["nonce"]
        kind = "admin" if administrator else "notadmin"
        signed = "\0".join((nonce, localpart, password, kind)).encode()
        body = {
            "nonce": nonce,
            "username": localpart,
            "password": password,
            "admin": administrator,
            "mac": hmac.new(shared_secret.encode(), signed, hashlib.sha1).hexdigest(),
            **({"displayname": name} if name else {}),
            **({"device_id": device} if device else {}),
        }
        async with session.post(address, json=body) as answer:
            made = await answer.json(content_type=None)
    if answer.status != 200:
        raise RegistrationRefused(made.get("errcode", "M_UNKNOWN"), made.get("error", "?"))
    return NewAccount(made["user_id"], made["access_token"], made["device_id"])
