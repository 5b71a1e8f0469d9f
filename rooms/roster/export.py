"""The roster as JSON and as a spreadsheet that can be imported again."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from rooms.language import say
from rooms.roster.comparing import by_group_and_name, orderly
from rooms.roster.masking import masked, masked_birth
from rooms.roster.model import Child, Guardian, Problem, ReadRoster

_HEADERS = (
    "Группа",
    "Фамилия",
    "Имя",
    "Отчество",
    "Дата рождения",
    "Согласие на фото",
    "Кем приходится",
    "Представитель",
    "Телефон",
    "Язык",
    "Ограничение",
)
_RELATIONS = {
    "mother": "мама",
    "father": "папа",
    "grandmother": "бабушка",
    "grandfather": "дедушка",
    "guardian": "опекун",
    "other": "другое",
}
_YES, _NO = "да", "нет"


def roster_as_json(roster: ReadRoster, language: str, *, mask: bool = False) -> dict[str, Any]:
    """The whole roster; children are in the same order whatever file they came from."""
    return {
        "children": [child_as_json(child, mask=mask) for child in in_order(roster.children)],
        "problems": [problem_as_json(problem, language) for problem in roster.problems],
    }


def in_order(children: Iterable[Child]) -> list[Child]:
    """By group and name, the guardians in their usual order."""
    return sorted((orderly(child) for child in children), key=by_group_and_name)


def child_as_json(child: Child, *, mask: bool = False) -> dict[str, Any]:
    """A child; masked, the birth date is the year alone. Whether it may be shown in pictures is
    there only where it is known."""
    born = child.birth_date.isoformat() if child.birth_date else None
    shown = masked(child) if mask else child
    return {
        "surname": shown.surname,
        "name": shown.name,
        "patronymic": shown.patronymic,
        "birth_date": masked_birth(child) if mask else born,
        "group": shown.group,
        "guardians": [guardian_as_json(guardian) for guardian in shown.guardians],
        **({} if child.photo_consent is None else {"photo_consent": child.photo_consent}),
    }


def guardian_as_json(guardian: Guardian) -> dict[str, Any]:
    """A guardian as they are to one child."""
    return {
        "name": guardian.name,
        "relation": guardian.relation,
        "phones": list(guardian.phones),
        "language": guardian.language,
        "blocked": guardian.blocked,
    }


def problem_as_json(problem: Problem, language: str) -> dict[str, Any]:
    """A doubtful place, with as much of it as there is."""
    place = {"sheet": problem.sheet, "cell": problem.cell, "line": problem.line}
    known = {name: value for name, value in place.items() if value is not None}
    return {**known, "what": problem.what.words(language)}


def problem_place(problem: Problem, language: str) -> str:
    """The place in words; empty where it is the whole file."""
    parts = []
    if problem.sheet is not None:
        parts.append(say(language, "sheet “{sheet}”", sheet=problem.sheet))
    if problem.cell is not None:
        parts.append(say(language, "cell {cell}", cell=problem.cell))
    if problem.line is not None:
        parts.append(say(language, "line {line}", line=problem.line))
    return ", ".join(parts)


def roster_as_csv(children: Iterable[Child]) -> str:
    """A guardian a row, as office programs in Russia open it: semicolons, and a BOM to be added."""
    written = StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerow(_HEADERS)
    for child in in_order(children):
        table.writerows(_rows(child))
    return written.getvalue()


def _rows(child: Child) -> Sequence[Sequence[str]]:
    born = child.birth_date.strftime("%d.%m.%Y") if child.birth_date else ""
    photo = "" if child.photo_consent is None else _YES if child.photo_consent else _NO
    own = (child.group, child.surname, child.name, child.patronymic, born, photo)
    return [(*own, *_cells(guardian)) for guardian in child.guardians] or [(*own, *[""] * 5)]


def _cells(guardian: Guardian) -> tuple[str, ...]:
    return (
        _RELATIONS[guardian.relation],
        guardian.name,
        ", ".join(guardian.phones),
        guardian.language or "",
        _YES if guardian.blocked else "",
    )
