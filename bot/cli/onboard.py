"""``teremok onboard``: the hand-out sheet, with a personal code for every parent."""

import asyncio
import json
from pathlib import Path
from typing import Any

import click

from bot.cli import data_option, language, words
from bot.house import House, HouseProblem
from deploy.private_file import write_private
from rooms.clock import SystemClock
from rooms.community import Community, Group
from rooms.files.yaml_file import load
from rooms.language import LANGUAGES
from rooms.onboarding.html import as_html
from rooms.onboarding.making import Made, Order, make_sheet
from rooms.onboarding.offers import LeftOut, Offer, offers_of
from rooms.onboarding.pdf import as_pdf
from rooms.storage import upstream
from rooms.storage.database import Store

_WRITERS = {".pdf": as_pdf, ".html": as_html}
"""How a sheet becomes a file of that name."""


@click.command(
    short_help=words("The sheet for parents: a strip for each, with personal codes."),
    help=words(
        "Write the sheet for the parents of a group, to print and cut: a strip for each with the"
        " personal codes of the group's messengers."
    )
    + "\n\n\b\n"
    + words("Example:  {command}", command="teremok onboard --group ladybirds --out ladybirds.pdf"),
)
@data_option
@click.option("--group", metavar="KEY", required=True, help=words("The key of the group."))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.pdf|.html",
    required=True,
    help=words("The file to write."),
)
@click.option(
    "--language",
    "spoken",
    type=click.Choice(LANGUAGES),
    help=words("The language of all strips (else each family's own)."),
)
@click.option("--force", is_flag=True, help=words("Replace the file if there is one."))
@click.option(
    "--withdraw",
    is_flag=True,
    help=words("A sheet was lost: codes of this group that nobody has used yet become worthless."),
)
@click.option("--json", "as_json", is_flag=True, help=words("As JSON, for programs."))
def onboard(
    data: Path,
    group: str,
    out: Path,
    spoken: str | None,
    force: bool,
    withdraw: bool,
    as_json: bool,
) -> None:
    """Write the sheet and say what is on it; the tokens stand nowhere but in the file."""
    house = House.open(data)
    community = load(house.community_path, Community)
    wanted = _group(community, group)
    _check_file(out, force)
    offers, left_out = _offers(house, wanted)
    order = Order(community, wanted, offers, spoken, withdraw)
    made = asyncio.run(_make(house, order))
    _write(out, _WRITERS[out.suffix.lower()](made.sheet, made.lettering))
    if as_json:
        click.echo(json.dumps(_summary(out, order, made, left_out), ensure_ascii=False))
    else:
        _tell(out, order, made)
        _complain(made, left_out)


def _group(community: Community, key: str) -> Group:
    for group in community.groups:
        if group.key == key:
            return group
    known = ", ".join(group.key for group in community.groups)
    raise HouseProblem(
        "I do not know the group “{group}”, there are: {known}.", group=key, known=known or "—"
    )


def _check_file(path: Path, force: bool) -> None:
    if path.suffix.lower() not in _WRITERS:
        raise HouseProblem("The sheet can be a .pdf or an .html, not {path}.", path=path)
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise HouseProblem("{path} cannot be written: there is no such folder.", path=path)
    if path.exists() and not force:
        raise HouseProblem("{path} is there already; to replace it: --force", path=str(path))


def _write(path: Path, content: bytes) -> None:
    try:
        write_private(path, content)
    except OSError as trouble:
        reason = trouble.strerror or str(trouble)
        raise HouseProblem(
            "{path} cannot be written: {reason}", path=str(path), reason=reason
        ) from None


async def _bridged(house: House, group: Group) -> set[str]:
    """The networks that upstream bridges plumb, or are to plumb, into the group's room."""
    store = await Store.open(house.database_url)
    try:
        async with store.reading() as connection:
            driven = set((await upstream.users(connection)).networks)
            plumbed = await upstream.chats(connection)
    finally:
        await store.close()
    here = {chat.network for chat in plumbed if chat.room_key == group.key}
    return here | driven.intersection(chat.network for chat in group.chats)


def _offers(house: House, group: Group) -> tuple[tuple[Offer, ...], tuple[LeftOut, ...]]:
    accounts = house.settings.accounts.model_dump(exclude_none=True)
    bridged = asyncio.run(_bridged(house, group))
    offers, left_out = offers_of(group, house.sandbox_url, accounts, bridged)
    if offers:
        return offers, left_out
    if not left_out:
        raise HouseProblem("The group “{group}” has no chats in community.yaml.", group=group.key)
    raise HouseProblem(
        "There is no messenger to put on the sheet. {reasons}",
        reasons=" ".join(each.why.words(language()) for each in left_out),
    )


async def _make(house: House, order: Order) -> Made:
    store = await Store.open(house.database_url)
    try:
        made = await make_sheet(store, order, SystemClock().now_ms())
    finally:
        await store.close()
    if made is None:
        raise HouseProblem(
            "Nobody in the roster can get a strip of the group “{group}”. Import the roster:"
            " teremok roster import FILE",
            group=order.group.key,
        )
    return made


def _summary(path: Path, order: Order, made: Made, left_out: tuple[LeftOut, ...]) -> dict[str, Any]:
    return {
        "file": str(path),
        "group": order.group.key,
        "families": made.families,
        "strips": made.strips,
        "pages": len(made.sheet.pages),
        "networks": [offer.network for offer in order.offers],
        "left_out": [
            {"network": each.network, "why": each.why.words(language())} for each in left_out
        ],
        "without_strip": made.without_strip,
        "good_until": made.good_until.isoformat(),
        "earlier": "withdrawn" if order.withdraw_earlier else "kept",
        "missing_letters": "".join(sorted(made.lettering.missing)),
    }


def _tell(path: Path, order: Order, made: Made) -> None:
    text = "{path} is written: strips {strips}, families {families}, pages {pages}."
    pages = len(made.sheet.pages)
    click.echo(words(text, path=path, strips=made.strips, families=made.families, pages=pages))
    click.echo(
        words(
            "The codes are personal, work once and are good until {date}: print, cut, hand out,"
            " and delete the file.",
            date=f"{made.good_until:%d.%m.%Y}",
        )
    )
    if order.withdraw_earlier:
        click.echo(words("Codes printed earlier and not used yet are worthless from now on."))
    else:
        click.echo(words("Codes printed earlier stay good. If a sheet was lost: --withdraw"))


def _complain(made: Made, left_out: tuple[LeftOut, ...]) -> None:
    for each in left_out:
        click.echo(each.why.words(language()), err=True)
    if made.without_strip:
        text = "Families with nobody to give a strip to: {count}."
        click.echo(words(text, count=made.without_strip), err=True)
    if made.lettering.missing:
        letters = " ".join(sorted(made.lettering.missing))
        click.echo(words("These letters could not be shown: {letters}", letters=letters), err=True)
