"""``teremok roster list`` and ``reach``: who is in the roster, and who can be reached."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from bot.cli import data_option, words
from bot.cli.roster.house import (
    checked_group,
    community_of,
    group_option,
    json_option,
    print_json,
    show_option,
    with_store,
)
from bot.cli.roster.staying import print_staying, staying_as_json
from bot.cli.roster.tables import print_table
from bot.house import House
from rooms.roster.comparing import by_group_and_name
from rooms.roster.export import child_as_json, guardian_as_json
from rooms.roster.masking import masked, masked_birth, masked_guardian
from rooms.roster.model import Child, Guardian, Relation
from rooms.roster.reaching import Entry, GroupReach, reach
from rooms.roster.staying import Staying, who_stays
from rooms.storage import contacts, roster
from rooms.storage.contacts import Contact
from rooms.storage.database import Store
from rooms.storage.roster import StoredChild

RELATION_WORDS: Mapping[Relation, str] = {
    "mother": "mother",
    "father": "father",
    "grandmother": "grandmother",
    "grandfather": "grandfather",
    "guardian": "guardian",
    "other": "other relation",
}


@click.command(
    "list",
    short_help=words("The children and guardians of the roster."),
    help=words("The children and guardians of the roster; names and phones are hidden.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok roster list --group ladybirds --show"),
)
@data_option
@group_option
@show_option
@json_option
def list_roster(data: Path, group: str | None, show: bool, as_json: bool) -> None:
    """Print the roster."""
    house = House.open(data)
    checked_group(community_of(house), group)
    children, linked = with_store(house, _everything)
    here = sorted(
        (one for one in children if group in (None, one.child.group)),
        key=lambda one: by_group_and_name(one.child),
    )
    accounts = _accounts(linked)
    if as_json:
        print_json([_stored_as_json(one, accounts, show) for one in here])
    elif here:
        rows = (row for one in here for row in _rows(one, accounts, show))
        headers = ("Group", "Child", "Born", "Photos", "Id", "Guardian", "Phone", "Messengers")
        _print(headers, rows)
    else:
        click.echo(words("The roster has nobody here."))


@click.command(
    "reach",
    short_help=words("Who of the roster cannot be reached in a messenger yet."),
    help=words("Who of the roster cannot be reached in a messenger yet, by group.")
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok roster reach --show"),
)
@data_option
@group_option
@show_option
@json_option
def show_reach(data: Path, group: str | None, show: bool, as_json: bool) -> None:
    """Print how far each group is reached."""
    house = House.open(data)
    community = community_of(house)
    checked_group(community, group)
    names = {one.key: one.name for one in community.groups}
    children, linked = with_store(house, _everything)
    guardians = {contact.guardian for contact in linked if contact.guardian is not None}
    found = [one for one in reach(children, guardians, list(names)) if group in (None, one.group)]
    rows = with_store(house, lambda store: _staying(store, house.server_name))
    there = [row for row in rows if group in (None, row.room.key)]
    if as_json:
        groups = [_reach_as_json(one, names.get(one.group, one.group), show) for one in found]
        print_json({"groups": groups, "staying": [staying_as_json(row, show) for row in there]})
        return
    if found:
        _print_reach(found, names, show)
    else:
        click.echo(words("The roster has nobody here."))
    print_staying(there, show)


async def _everything(store: Store) -> tuple[list[StoredChild], list[Contact]]:
    async with store.reading() as connection:
        return await roster.present(connection), await contacts.linked(connection)


async def _staying(store: Store, server_name: str) -> list[Staying]:
    async with store.reading() as connection:
        return await who_stays(connection, server_name)


def _accounts(linked: Iterable[Contact]) -> dict[int, list[Contact]]:
    accounts: dict[int, list[Contact]] = {}
    for contact in linked:
        if contact.guardian is not None:
            accounts.setdefault(contact.guardian, []).append(contact)
    return accounts


def _stored_as_json(
    one: StoredChild, accounts: Mapping[int, Sequence[Contact]], show: bool
) -> dict[str, Any]:
    guardians = [
        {
            "id": who,
            **guardian_as_json(listed if show else masked_guardian(listed)),
            "accounts": [
                {"network": contact.network, **({"id": contact.person} if show else {})}
                for contact in accounts.get(who, ())
            ],
        }
        for who, listed in zip(one.guardian_ids, one.child.guardians, strict=True)
    ]
    return {**child_as_json(one.child, mask=not show), "guardians": guardians}


def _rows(
    one: StoredChild, accounts: Mapping[int, Sequence[Contact]], show: bool
) -> Iterable[Sequence[str]]:
    child = one.child if show else masked(one.child)
    born = one.child.birth_date.isoformat() if show and one.child.birth_date else None
    own = [child.group, _name(child), born or masked_birth(one.child) or "", _photos(child)]
    for who, guardian in zip(one.guardian_ids, child.guardians, strict=True):
        networks = dict.fromkeys(contact.network for contact in accounts.get(who, ()))
        phones = ", ".join(guardian.phones)
        yield [*own, str(who), _guardian(guardian), phones, ", ".join(networks)]
        own = [""] * len(own)
    if not child.guardians:
        yield [*own, "", "", "", ""]


def _photos(child: Child) -> str:
    """Whether the child may be shown in pictures; empty: nobody knows."""
    if child.photo_consent is None:
        return ""
    return words("yes") if child.photo_consent else words("no")


def _name(child: Child) -> str:
    return " ".join(filter(None, (child.surname, child.name, child.patronymic)))


def _guardian(guardian: Guardian) -> str:
    relation = words(RELATION_WORDS[guardian.relation])
    if guardian.blocked:
        relation = words("{relation}, gets nothing about the child", relation=relation)
    return f"{guardian.name} ({relation})" if guardian.name else relation


def _print_reach(found: Sequence[GroupReach], names: Mapping[str, str], show: bool) -> None:
    rows = [
        (
            names.get(one.group, one.group),
            words("{count} of {all}", count=one.children_reached, all=one.children),
            words("{count} of {all}", count=one.reached, all=one.guardians),
        )
        for one in found
    ]
    _print(("Group", "Children reached", "Guardians reached"), rows)
    missing = [row for one in found for row in _missing(one, names, show)]
    if missing:
        _print(("Group", "Child", "Id", "Guardian", "Why not"), missing)
    else:
        click.echo(words("Everybody is reached."))


def _print(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    print_table([words(header) for header in headers], rows)


def _missing(one: GroupReach, names: Mapping[str, str], show: bool) -> Iterable[Sequence[str]]:
    group = names.get(one.group, one.group)
    for entries, reason in (
        (one.unreached, words("no account is known")),
        (one.blocked, words("custody block")),
    ):
        for entry in entries:
            guardian = entry.guardian if show else masked_guardian(entry.guardian)
            child = entry.child if show else masked(entry.child)
            who = str(entry.guardian_id)
            yield group, _name(child), who, _guardian(guardian), reason
    for alone in one.alone:
        child = alone if show else masked(alone)
        yield group, _name(child), "", "", words("no guardian is in the roster")


def _reach_as_json(one: GroupReach, name: str, show: bool) -> dict[str, Any]:
    return {
        "group": one.group,
        "name": name,
        "children": one.children,
        "children_reached": one.children_reached,
        "guardians": one.guardians,
        "guardians_reached": one.reached,
        "unreached": [_entry_as_json(entry, show) for entry in one.unreached],
        "blocked": [_entry_as_json(entry, show) for entry in one.blocked],
        "without_guardians": [child_as_json(child, mask=not show) for child in one.alone],
    }


def _entry_as_json(entry: Entry, show: bool) -> dict[str, Any]:
    guardian = entry.guardian if show else masked_guardian(entry.guardian)
    child = entry.child if show else masked(entry.child)
    return {"id": entry.guardian_id, **guardian_as_json(guardian), "child": _name(child)}
