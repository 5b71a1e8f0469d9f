"""Temperatures that are told without the word: «у Сони 39 и 2»."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from policies.names.actor import Actor
from policies.names.declension import Case
from policies.text.grammar import parts_of
from policies.text.reading import Reading
from policies.verdict import Evidence

_MOST_FOUND = 100
_AROUND = 60
_FEVER = re.compile(
    r"(?<![\d.,:])(?<!из )(?:3[789]|4[01])(?:[.,]\d|\s?и\s?\d)?"
    r"(?![\d:.]|\s?(?:размер|руб|р\b|см|кг|лет|год|номер|шт|%|процент|мин|дом|кв|каб"
    r"|групп|градус\w* (?:на улиц|мороз)))"
)
_NEAR_FEVER = 30
_MEASURED = re.compile("градусник|термометр|намерил|пластом|горяч|(?:весь|вся) гор[ия]т|сбива")
_NEAR_MEASURED = 20
_NEVER_FEVER = re.compile(
    r"размер|обув|ног[аи]|рост|рубл|скидк|школ[аы] |дом |кв|автобус|номер|маршрут|вес"
)
_COUNTED = re.compile(r" (?!температ|градус|утра|вечера|дня|ночи)([а-я]{3,20})(?![а-я])")


def fevers(lower: str) -> Sequence[re.Match[str]]:
    """Numbers in a post (as in `Reading.lower`) that may be somebody's temperature."""
    if "3" not in lower and "40" not in lower and "41" not in lower:
        return ()  # most posts
    return [*islice(_FEVER.finditer(lower), _MOST_FOUND)]


def fever_of(reading: Reading, people: Iterable[Actor], fever: re.Match[str]) -> Evidence | None:
    """Whose temperature a number of `fevers` is: what was written from them to it."""
    lower = reading.lower
    if _NEVER_FEVER.search(lower[max(0, fever.start() - _NEAR_FEVER) : fever.end() + _NEAR_FEVER]):
        return None
    exact = len(fever[0]) > len("39")
    measured = _MEASURED.search(lower, max(0, fever.start() - _NEAR_MEASURED), fever.start())
    far = _AROUND if measured else _NEAR_FEVER
    if not exact and _is_counted(lower, fever.end()):
        return None
    for actor in people:
        start, end = reading.words[actor.first].start, reading.words[actor.last].end
        has = actor.cases & Case.GENITIVE and lower.endswith("у ", 0, start)
        if (has or exact or measured) and end <= fever.start() <= end + far:
            return {"found": reading.text[start : fever.end()][:100]}
    return None


def _is_counted(lower: str, end: int) -> bool:
    """«39 шариков»."""
    behind = _COUNTED.match(lower, end)
    return behind is not None and {"noun", "genitive"} <= parts_of(behind[1])
