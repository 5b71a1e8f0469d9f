"""What is kept of a change of the year, so that it can be finished or undone."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from rooms.roster.model import Child, Guardian
from rooms.storage.roster import StoredChild
from rooms.storage.year import State, YearChange
from rooms.year.plan import Graduate, Rekeyed


@dataclass(frozen=True, slots=True)
class PlacedChild:
    """Where a child was: its group, and since when (ms) it had been gone."""

    id: int
    group: str
    left_at: int | None


@dataclass(frozen=True, slots=True)
class YearRecord:
    """A change that was begun.

    `before` and `after` are the texts of community.yaml; `new` are the keys of the groups that
    are new; `placed` are all children of the roster as they were, `children` those of whom the
    new roster says something else.
    """

    kind: str
    at: int
    before: str
    after: str
    graduates: tuple[Graduate, ...]
    rekeyed: tuple[Rekeyed, ...]
    new: tuple[str, ...]
    farewell: str
    placed: tuple[PlacedChild, ...]
    children: tuple[StoredChild, ...]

    def occasion(self, archived: str) -> str:
        """Names this farewell for good: an undone one is another."""
        return f"{archived}-{self.at}"

    def change(self, state: State) -> YearChange:
        """The same as it is stored."""
        payload = {
            **asdict(self),
            "children": [_packed(child) for child in self.children],
        }
        return YearChange(self.kind, state, self.at, payload)

    @classmethod
    def of(cls, change: YearChange) -> "YearRecord":
        """What was stored."""
        payload = change.payload
        return cls(
            kind=change.kind,
            at=change.at,
            before=payload["before"],
            after=payload["after"],
            graduates=tuple(Graduate(**each) for each in payload["graduates"]),
            rekeyed=tuple(Rekeyed(**each) for each in payload["rekeyed"]),
            new=tuple(payload["new"]),
            farewell=payload["farewell"],
            placed=tuple(PlacedChild(**each) for each in payload["placed"]),
            children=tuple(_unpacked(each) for each in payload["children"]),
        )


def _packed(stored: StoredChild) -> dict[str, Any]:
    packed = asdict(stored)
    born = stored.child.birth_date
    packed["child"]["birth_date"] = born.isoformat() if born else None
    return packed


def _unpacked(packed: Mapping[str, Any]) -> StoredChild:
    child: Mapping[str, Any] = packed["child"]
    born = child["birth_date"]
    return StoredChild(
        id=packed["id"],
        child=Child(
            **{
                **child,
                "birth_date": date.fromisoformat(born) if born else None,
                "guardians": tuple(_guardian(each) for each in child["guardians"]),
            }
        ),
        guardian_ids=tuple(packed["guardian_ids"]),
        left_at=packed["left_at"],
    )


def _guardian(packed: Mapping[str, Any]) -> Guardian:
    return Guardian(**{**packed, "phones": tuple(packed["phones"])})


def placed(children: Sequence[StoredChild]) -> tuple[PlacedChild, ...]:
    """Where the children are."""
    return tuple(PlacedChild(each.id, each.child.group, each.left_at) for each in children)
