"""Synapse's admin API for accounts, with the bot's token.

Source: https://element-hq.github.io/synapse/latest/admin_api/user_admin_api.html
"""

from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import aiohttp

from rooms.reconcile.homeserver import HomeserverAway, HomeserverRefused

_LIMIT = aiohttp.ClientTimeout(total=60)


class AdminApi:
    """An open connection to the homeserver; every method raises HomeserverProblem."""

    def __init__(self, homeserver_url: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._session = aiohttp.ClientSession(homeserver_url, headers=headers, timeout=_LIMIT)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def whoami(self) -> str | None:
        """Whose token it is; None where it is nobody's any more."""
        try:
            answer = await self._ask("GET", "/_matrix/client/v3/account/whoami")
        except HomeserverRefused as refused:
            if refused.status == 401:
                return None
            raise
        user_id: str = answer["user_id"]
        return user_id

    async def log_in(self, user_id: str, password: str, device: str) -> str:
        """A token for a session on that device."""
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user_id},
            "password": password,
            "device_id": device,
        }
        answer = await self._ask("POST", "/_matrix/client/v3/login", body)
        token: str = answer["access_token"]
        return token

    async def put_account(
        self, user_id: str, name: str, password: str, *, administrator: bool | None = None
    ) -> None:
        """Make an account, or give one that there is (or was) this name and password.

        Its sessions stay logged in. None leaves its rights over the homeserver as they are.
        """
        body: dict[str, Any] = {
            "displayname": name,
            "password": password,
            "logout_devices": False,
            "deactivated": False,
        }
        if administrator is not None:
            body["admin"] = administrator
        await self._ask("PUT", f"/_synapse/admin/v2/users/{quote(user_id, safe='')}", body)

    async def close_account(self, user_id: str) -> bool:
        """Log somebody out for good; they leave all rooms. False where there is nobody."""
        try:
            path = f"/_synapse/admin/v1/deactivate/{quote(user_id, safe='')}"
            await self._ask("POST", path, {"erase": False})
        except HomeserverRefused as refused:
            if refused.status == 404:
                return False
            raise
        return True

    async def lift_rate_limit(self, user_id: str) -> None:
        """Let this account send as fast as it can."""
        path = f"/_synapse/admin/v1/users/{quote(user_id, safe='')}/override_ratelimit"
        unlimited = {"messages_per_second": 0, "burst_count": 0}
        if await self._ask("GET", path) != unlimited:
            await self._ask("POST", path, unlimited)

    async def _ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        try:
            async with self._session.request(method, path, json=body) as answer:
                content = await answer.json(content_type=None)
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as gone:
            raise HomeserverAway(type(gone).__name__) from gone
        if not isinstance(content, dict):
            raise HomeserverAway(f"{status}, no JSON object")
        if status >= 500:
            raise HomeserverAway(f"{status} {content.get('error')}")
        if status >= 300:
            code, reason = str(content.get("errcode")), str(content.get("error"))
            raise HomeserverRefused(code, reason, status)
        return content
