"""Which guardian somebody means by an id, a phone or a name. Pure."""

import re
from collections.abc import Iterable

from rooms.roster.matching import normal
from rooms.roster.model import Guardian
from rooms.storage.roster import StoredChild


class Ambiguous(Exception):
    """Several guardians are meant; `guardians` are their ids."""

    def __init__(self, guardians: list[int]) -> None:
        super().__init__(guardians)
        self.guardians = guardians


def find_guardian(children: Iterable[StoredChild], sought: str) -> int | None:
    """The id of the guardian with this id, phone (``8 916 …`` too) or name; None: there is none.

    Raises Ambiguous.
    """
    entries = [
        entry
        for one in children
        for entry in zip(one.guardian_ids, one.child.guardians, strict=True)
    ]
    ids = {who for who, _ in entries}
    if sought.isdecimal() and len(sought) < 10:
        return int(sought) if int(sought) in ids else None
    found = sorted({who for who, guardian in entries if _is_meant(guardian, sought)})
    if len(found) > 1:
        raise Ambiguous(found)
    return found[0] if found else None


def _is_meant(guardian: Guardian, sought: str) -> bool:
    digits = re.sub(r"[\s()-]", "", sought)
    phone = re.sub(r"^8(?=\d{10}$)", "+7", digits)
    wanted = set(normal(sought).split())
    return phone in guardian.phones or (
        bool(wanted) and wanted <= set(normal(guardian.name).split())
    )
