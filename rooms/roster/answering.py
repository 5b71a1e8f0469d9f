"""What somebody is told who has shown a personal token."""

from collections.abc import Mapping

from rooms.language import LANGUAGES, say
from rooms.roster.linking import Redeemed, Redemption
from rooms.roster.naming import titles
from rooms.storage import roster
from rooms.storage.contacts import Contact
from rooms.storage.database import Connection

_WORDS: Mapping[Redemption, str] = {
    "linked": "Thank you, now we know each other! In the group you are shown as “{title}”.",
    "already": "Everything is in order: we know each other already. You are “{title}”.",
    "unknown": "There is no such code. Please ask the educators for a new one.",
    "used": "This code was used already, and a code works only once. Please ask the educators for"
    " a new one.",
    "expired": "This code is too old. Please ask the educators for a new one.",
    "elsewhere": "This code is for another messenger. Please take the one that stands beside the"
    " name of this messenger.",
    "another": "This code is for somebody else: we know you as “{title}”. If that is wrong, please"
    " tell the educators.",
}


async def answer_words(
    connection: Connection, redeemed: Redeemed, network: str, person: str, name: str, language: str
) -> str:
    """The answer, in the guardian's language where we know and speak it, else in `language`."""
    title = name
    if redeemed.guardian is not None:
        children = await roster.present(connection)
        spoken = _language_of(redeemed.guardian, children)
        language = spoken if spoken in LANGUAGES else language
        contact = Contact(network, person, redeemed.guardian, "token", 0)
        found = titles(children, [contact], language).get((network, person))
        title = found.words(language, name) if found else name
    return say(language, _WORDS[redeemed.outcome], title=title)


def _language_of(guardian: int, children: list[roster.StoredChild]) -> str | None:
    for stored in children:
        for who, listed in zip(stored.guardian_ids, stored.child.guardians, strict=True):
            if who == guardian and listed.language:
                return listed.language
    return None
