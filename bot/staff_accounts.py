"""Giving the staff accounts with which they can log in, and taking them away."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from pydantic import TypeAdapter, ValidationError

from bot.admin_api import AdminApi
from bot.house import House, HouseProblem
from bot.reconciling import reconciling
from rooms.community import Community, Name, Role, StaffId
from rooms.files.yaml_words import model_problem
from rooms.reconcile.changes import Change, JoinMember
from rooms.reconcile.drift import leaving_drift
from rooms.reconcile.plan import Failure
from rooms.storage import accounts
from rooms.storage.accounts import Account
from rooms.storage.database import Store


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff as `teremok user list` shows them.

    `role` names all that they are, separated by commas, empty for whom the file had once and has no
    more; `has_account`: an account was made with
    `teremok user add`; `groups` are keys.
    """

    id: str
    user_id: str
    name: str
    role: str
    has_account: bool
    groups: tuple[str, ...]


def localpart_of(house: House, given: str) -> str:
    """``anna`` for ``anna`` as for ``@anna:server``; raises HouseProblem for what cannot be."""
    localpart = given.removeprefix("@").removesuffix(f":{house.server_name}")
    return _checked(TypeAdapter(StaffId), localpart)


def checked_name(name: str) -> str:
    """The name; raises HouseProblem for one that cannot be shown."""
    return _checked(TypeAdapter(Name), name.strip())


def colleagues(
    house: House,
    community: Community,
    known: Sequence[Account],
    once_listed: Collection[str] = (),
) -> tuple[Colleague, ...]:
    """The staff of the file and everybody with an account, each once, by id."""
    found: dict[str, tuple[str, str, str]] = {}
    for member in community.staff:
        user_id = house.user_id(member.id)
        found[user_id] = (member.id, member.name, _role_names(member.all_roles))
    for account in known:
        localpart = account.user_id[1:].split(":")[0]
        role = "" if account.user_id in once_listed else account.role
        found.setdefault(account.user_id, (localpart, account.name, role))
    made = {account.user_id for account in known}
    return tuple(
        Colleague(
            id=localpart,
            user_id=user_id,
            name=name,
            role=role,
            has_account=user_id in made,
            groups=tuple(g.key for g in community.groups if localpart in g.staff),
        )
        for user_id, (localpart, name, role) in sorted(found.items())
    )


async def add(
    house: House, store: Store, community: Community, account: Account, password: str
) -> tuple[Failure, ...]:
    """Let somebody log in with that password, and be where the file wants them.

    An account that there is (or was) is given the name and the password. Returns what could not
    be done in the rooms; raises HomeserverProblem.
    """
    async with AdminApi(house.homeserver_url, house.secrets.bot_token) as admin_api:
        await admin_api.put_account(account.user_id, account.name, password)
    async with store.transaction() as connection:
        await accounts.put(connection, account)
        await accounts.forget_listed(connection, account.user_id)

    def brings_them(change: Change) -> bool:
        return isinstance(change, JoinMember) and change.person.user_id == account.user_id

    async with reconciling(house, store) as reconciliation:
        applied = await reconciliation.apply(community, scope=leaving_drift(brings_them))
    return applied.failures


async def remove(house: House, store: Store, user_id: str) -> bool:
    """Close somebody's account: they can log in no more and are in no room. False: none there."""
    async with AdminApi(house.homeserver_url, house.secrets.bot_token) as admin_api:
        closed = await admin_api.close_account(user_id)
    async with store.transaction() as connection:
        kept = await accounts.remove(connection, user_id)
    return closed or kept


def _role_names(roles: Iterable[str]) -> str:
    return ",".join(role for role in get_args(Role) if role in roles)


def _checked(adapter: TypeAdapter[str], given: str) -> str:
    try:
        return adapter.validate_python(given)
    except ValidationError as wrong:
        problem = model_problem(wrong.errors(include_url=False)[0])
        text, values = problem if isinstance(problem, tuple) else (problem, {})
        raise HouseProblem(text, **values) from None
