"""regulation.yaml: numbered clauses in the institution's own words, each bound to a rule."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Literal, Self
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    SerializeAsAny,
    ValidationInfo,
    field_validator,
    model_validator,
)

from policies.calendar import Times
from policies.entry import Entry
from policies.file_model import FileModel, mistake, mistakes_at, nearest
from policies.post import Author, Place, Post, PostKind
from policies.role import Role
from policies.rules import RULES
from policies.rules.rule import Detector
from policies.text.morphology import forget_forms
from policies.text.reading import Reading
from policies.text.vocabulary import Vocabulary
from policies.verdict import Action
from policies.words import words_of


def _know_rule(name: str) -> str:
    if name in RULES:
        return name
    known = ", ".join(sorted(RULES))
    if meant := nearest(name, sorted(RULES)):
        text = "There is no rule “{rule}”; perhaps “{meant}” is meant? The rules are: {known}."
        raise mistake(text, rule=name, meant=meant, known=known)
    raise mistake("There is no rule “{rule}”; the rules are: {known}.", rule=name, known=known)


class Clause(FileModel):
    """One clause: where and to whom it applies, what makes it fire, and what follows.

    `rooms` are kinds of room (``group``, ``staff``) or keys of groups, none: every room; `roles`
    are those that it applies to, none: everybody; `excepted` (``except`` in the file) are those
    that it does not apply to; `times` are when a post that it is about was written, none: at any
    time. `severity` is for those who read reports and cards; a clause in `rehearsal` is noted and
    not enforced. What waits for a person (``ask``) is decided by `otherwise` when nobody has
    decided `within` so many minutes.
    """

    model_config = ConfigDict(str_strip_whitespace=True)

    id: Annotated[str, Field(min_length=1, max_length=20)]
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    rule: Annotated[str, AfterValidator(_know_rule)]
    parameters: Annotated[SerializeAsAny[FileModel], Field(alias="with", validate_default=True)] = (
        FileModel()
    )
    rooms: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    excepted: Annotated[tuple[Role, ...], Field(alias="except")] = ()
    times: Times | None = None
    action: Action
    severity: Literal["low", "normal", "high"] = "normal"
    rehearsal: bool = False
    within: Annotated[int, Field(ge=1, le=60 * 24 * 14)] = 12 * 60
    otherwise: Literal["allow", "refuse"] = "refuse"

    @field_validator("parameters", mode="plain")
    @classmethod
    def _fit_the_rule(cls, value: Any, info: ValidationInfo) -> FileModel:
        rule = RULES.get(info.data.get("rule", ""))
        if rule is None:  # the unknown rule is the problem to be told
            return FileModel()
        model: type[FileModel] = rule.parameters
        if isinstance(value, model):
            return value
        return model.model_validate({} if type(value) is FileModel else value)

    def applies(self, author: Author, place: Place) -> bool:
        """Whether it is about this author in this room at all."""
        if self.rooms and place.kind not in self.rooms and place.key not in self.rooms:
            return False
        if self.roles and author.roles.isdisjoint(self.roles):
            return False
        return author.roles.isdisjoint(self.excepted)

    def is_in_force(self, written_at: datetime, zone: ZoneInfo) -> bool:
        """Whether it is about what is written at that time (aware) in that zone."""
        return self.times is None or self.times.contain(written_at, zone)


_DETECTORS = WeakValueDictionary[tuple[str, FileModel], Detector]()
"""What has been compiled for the regulations that there are: who changes a clause of a file shall
not wait until the word lists of all others are compiled anew."""


def _detector(clause: Clause) -> Detector:
    key = (clause.rule, clause.parameters)
    detector = _DETECTORS.get(key)
    if detector is None:
        detector = _DETECTORS[key] = RULES[clause.rule].detector(clause.parameters)
    return detector


_MOST_KNOWN = 10_000
"""Kinds of authors in rooms for which it is kept which clauses are about them."""


NUMBERED_TWICE = "There is already a clause {id}."


def numbered_twice(numbers: Sequence[str | None]) -> list[int]:
    """The places of the numbers that stand before already; None is no number."""
    seen: set[str | None] = {None}
    twice = []
    for index, number in enumerate(numbers):
        if number is not None and number in seen:
            twice.append(index)
        seen.add(number)
    return twice


def _usual_emergency() -> tuple[str, ...]:
    return words_of("emergency")["emergency"]


class Regulation(FileModel):
    """All clauses, in the order of the file.

    Nothing is judged in the rooms that are `exempt` (kinds or keys). What is stopped or noted and
    has one of the `emergency` words (left out: those that are built in) is shown to the duty
    administrator at once. What parents write to be `disappearing` after a while the archive does
    ``keep``, or only ``mark`` that it was there.
    """

    clauses: Annotated[tuple[Clause, ...], Field(max_length=500)] = ()
    exempt: tuple[str, ...] = ()
    emergency: tuple[Entry, ...] = Field(default_factory=_usual_emergency)
    disappearing: Literal["keep", "mark"] = "keep"

    @cached_property
    def compiled(self) -> tuple[tuple[Clause, Detector], ...]:
        """Each clause with what finds its rule in a text; made once, for a second or two, and less
        where another regulation has clauses like these."""
        compiled = tuple((clause, _detector(clause)) for clause in self.clauses)
        forget_forms()
        return compiled

    def about(self, post: Post) -> tuple[tuple[Clause, Detector], ...]:
        """The clauses, compiled, that are about posts like this by this author in this room; none
        where it is exempt.

        There are few kinds of people and rooms, so each is looked through once.
        """
        author, place = post.author, post.place
        plain = post.kind is PostKind.TEXT and post.media is None
        key = (author.roles, place.kind, place.key, plain)
        known = self._about.get(key)
        if known is None:
            if len(self._about) >= _MOST_KNOWN:
                self._about.clear()
            exempt = self.exempts(place)
            known = self._about[key] = tuple(
                each
                for each in self.compiled
                if not exempt
                and each[0].applies(author, place)
                and not (plain and RULES[each[0].rule].of_files)
            )
        return known

    @cached_property
    def _about(
        self,
    ) -> dict[tuple[frozenset[str], str, str, bool], tuple[tuple[Clause, Detector], ...]]:
        return {}

    @cached_property
    def _emergency(self) -> Vocabulary:
        return Vocabulary({"emergency": self.emergency})

    def is_emergency(self, post: Post) -> bool:
        """Whether one of the emergency words is in it, in any of its forms."""
        return bool(self._emergency.find(Reading(post)))

    def clause(self, number: str) -> Clause | None:
        """The clause of that number."""
        return next((clause for clause in self.clauses if clause.id == number), None)

    def exempts(self, place: Place) -> bool:
        """Whether nothing is judged in this room."""
        return place.kind in self.exempt or place.key in self.exempt

    @model_validator(mode="after")
    def _number_each_clause_once(self) -> Self:
        if twice := numbered_twice([clause.id for clause in self.clauses]):
            raise mistakes_at(
                {
                    ("clauses", index, "id"): mistake(NUMBERED_TWICE, id=self.clauses[index].id)
                    for index in twice
                }
            )
        return self
