"""What stands on each strip: for whom it is, the codes, and what will happen, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from rooms.community import Community, Group
from rooms.language import LANGUAGES, say
from rooms.onboarding.links import MESSENGERS
from rooms.onboarding.offers import Offer
from rooms.roster.linking import FamilyTokens, GuardianTokens
from rooms.roster.model import Child, Guardian, Relation
from rooms.roster.naming import Title

FOR_WHOM: Mapping[Relation, str] = {
    "mother": "For Mum",
    "father": "For Dad",
    "grandmother": "For Grandma",
    "grandfather": "For Grandpa",
    "guardian": "For the guardian",
    "other": "For the family",
}


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a strip: the messenger's name and colour, and the personal link."""

    messenger: str
    colour: str
    link: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One strip, all in its language; `family` numbers the families of the sheet from 0."""

    family: int
    language: str
    place: str
    children: str
    for_whom: str
    sentences: tuple[str, str]
    note: str
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Occasion:
    """For what the strips are made.

    `titles` say what the guardians, by their ids, are called in the rooms; `language` None: each
    family's own.
    """

    community: Community
    group: Group
    offers: tuple[Offer, ...]
    good_until: date
    titles: Mapping[int, Title]
    language: str | None = None

    def language_of(self, guardian: Guardian) -> str:
        """The language of somebody's strip."""
        if self.language is not None:
            return self.language
        own = guardian.language
        return own if own in LANGUAGES else self.community.community.language

    def title_of(self, tokens: GuardianTokens, language: str) -> str:
        """What somebody will be called, whatever language the strip has."""
        shown = self.community.community.language
        return self.titles[tokens.guardian_id].words(shown, say(language, "your name"))


def make_strips(families: Sequence[FamilyTokens], occasion: Occasion) -> list[Strip]:
    """A strip for each guardian, the children's names in the order in which they came."""
    return [
        _strip(number, family.children, tokens, occasion)
        for number, family in enumerate(families)
        for tokens in family.guardians
    ]


def _strip(
    family: int, children: Sequence[Child], tokens: GuardianTokens, occasion: Occasion
) -> Strip:
    guardian = tokens.guardian
    language = occasion.language_of(guardian)
    institution, group = occasion.community.community.name, occasion.group.name
    codes = tuple(
        Code(
            messenger=say(language, MESSENGERS[offer.network].name),
            colour=MESSENGERS[offer.network].colour,
            link=offer.link(tokens.tokens[offer.network]),
        )
        for offer in occasion.offers
    )
    return Strip(
        family=family,
        language=language,
        place=f"{institution} · {group}",
        children=", ".join(_name_of(child) for child in children),
        for_whom=_for_whom(language, guardian),
        sentences=(
            _what_to_do(language, occasion.offers),
            say(
                language,
                "The educators of “{group}” will then know you as “{name}”, and you can read"
                " their messages and answer.",
                group=group,
                name=occasion.title_of(tokens, language),
            ),
        ),
        note=say(
            language,
            "A personal code, good for one use until {date}: please keep it to yourself.",
            date=format_date(occasion.good_until, "long", locale=language),
        ),
        codes=codes,
    )


def _name_of(child: Child) -> str:
    return f"{child.name} {child.surname}".strip()


def _for_whom(language: str, guardian: Guardian) -> str:
    relation = say(language, FOR_WHOM[guardian.relation])
    return f"{relation}: {guardian.name}" if guardian.name else relation


def _what_to_do(language: str, offers: Sequence[Offer]) -> str:
    if len(offers) > 1 and any(offer.shared for offer in offers):
        return say(
            language,
            "Point your phone’s camera at the code of your messenger, open the link, choose the"
            " chat of your group if you are asked for one, and press “Start” or “Send”.",
        )
    if len(offers) > 1:
        return say(
            language,
            "Point your phone’s camera at the code of your messenger, open the link and press"
            " “Start” or “Send”.",
        )
    if offers[0].shared:
        return say(
            language,
            "Point your phone’s camera at the code, open the link, choose the chat of your group"
            " and press “Send”.",
        )
    return say(
        language,
        "Point your phone’s camera at the code, open the link and press “Start” or “Send”.",
    )
