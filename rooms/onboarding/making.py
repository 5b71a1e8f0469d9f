"""Making a sheet: fresh tokens for a group, the strips, the pages."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rooms.community import Community, Group
from rooms.onboarding.drawing import Sheet
from rooms.onboarding.lettering import Lettering
from rooms.onboarding.offers import Offer
from rooms.onboarding.pages import Heading, lay_out
from rooms.onboarding.strips import Occasion, make_strips
from rooms.roster.linking import DAY_MS, TOKEN_DAYS, FamilyTokens, make_tokens
from rooms.roster.naming import Title, titles
from rooms.storage import roster
from rooms.storage.contacts import Contact
from rooms.storage.database import Connection, Store


@dataclass(frozen=True, slots=True)
class Order:
    """Which sheet is wanted; `language` None: each family's own."""

    community: Community
    group: Group
    offers: tuple[Offer, ...]
    language: str | None = None
    withdraw_earlier: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A sheet and what is on it; `without_strip` are families with nobody to give a strip to."""

    sheet: Sheet
    lettering: Lettering
    families: int
    strips: int
    without_strip: int
    good_until: date


async def make_sheet(store: Store, order: Order, now_ms: int) -> Made | None:
    """Make the tokens and the sheet; None, and nothing changed, where there is nobody to give
    one to.

    The tokens are kept before the sheet is drawn: drawing takes seconds, for which nobody else
    could write into the database. Raises DatabaseAway.
    """
    async with store.transaction() as connection:
        families = await make_tokens(
            connection,
            order.group.key,
            [offer.network for offer in order.offers],
            now_ms,
            withdraw_earlier=order.withdraw_earlier,
        )
        shown = await _titles(connection, families, order.community.community.language)
    if not shown:
        return None
    zone = ZoneInfo(order.community.community.timezone)
    # The last whole day: on the next one the codes end at the hour at which they were made.
    ends = datetime.fromtimestamp((now_ms + (TOKEN_DAYS - 1) * DAY_MS) / 1000, zone).date()
    reached = [family for family in families if family.guardians]
    strips = make_strips(
        reached,
        Occasion(order.community, order.group, order.offers, ends, shown, order.language),
    )
    institution = order.community.community
    heading = Heading(order.group.name, institution.name, order.language or institution.language)
    sheet, lettering = lay_out(strips, heading)
    return Made(sheet, lettering, len(reached), len(strips), len(families) - len(reached), ends)


async def _titles(
    connection: Connection, families: list[FamilyTokens], language: str
) -> dict[int, Title]:
    """What each guardian of the sheet will be called once an account of theirs is linked."""
    expected = [
        Contact("", str(each.guardian_id), each.guardian_id, "token", 0)
        for family in families
        for each in family.guardians
    ]
    found = titles(await roster.present(connection), expected, language)
    return {each.guardian: found["", each.person] for each in expected if each.guardian}
