"""The people of the community: who they are, and in which rooms that lets them be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rooms.community import Community
from rooms.reconcile.homeserver import UserId
from rooms.storage.accounts import Account


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the staff, with the roles of the file, or of the account of whom it lacks."""

    user_id: UserId
    name: str
    roles: frozenset[str]

    @property
    def localpart(self) -> str:
        """The id without the server: that of the file."""
        return self.user_id[1:].split(":", 1)[0]


def people_of(
    community: Community,
    accounts: Sequence[Account],
    server_name: str,
    once_listed: Collection[str] = (),
) -> tuple[Person, ...]:
    """The staff of the file and the people whose accounts Teremok made, each once.

    Who was in the file once, and is not any more, has left, account or not.
    """
    people: dict[UserId, Person] = {}
    for member in community.staff:
        user_id = UserId(f"@{member.id}:{server_name}")
        people[user_id] = Person(user_id, member.name, member.all_roles)
    for account in accounts:
        user_id = UserId(account.user_id)
        if user_id not in people and user_id not in once_listed:
            people[user_id] = Person(user_id, account.name, frozenset({account.role}))
    return tuple(people.values())
