"""What a named child said to others, word for word: «Роза сказала: «уходи, ты жирный»»."""

import re
from collections.abc import Sequence

from policies.names.actor import Actor, Role
from policies.names.declension import Case
from policies.text.reading import Reading

_FAR = 8
"""Words between the name and the quoted ones."""
_SAID = re.compile(
    r"(?<![а-я])(?:сказала?|говорит|говорила?|крикнула?|кричит|кричала?|заявляет|заявила?|шепчет"
    r"|шепнула?|ответила?|обозвала?|обзывает|бросила?|выдала?|ляпнула?)"
    r"(?: [а-я]+)?(?: [а-я]+)?(?: [а-я]+)?[ ,:—–-]*[«\"„“]"
    r"(?:(?:ты|у тебя|с тобой|я тебя|уходи|уйди|отстань|отойди|вали|отвали|пошел|пошла|иди|фу|вон"
    r"|убью|ненавижу|отдай)(?![а-я])|дур[аеиоы]|туп[аоы]|жирн|заткни)"
)


def what_is_said(reading: Reading) -> re.Match[str] | None:
    """The first such words in a post, whoever said them."""
    lower = reading.lower
    if "«" in lower or '"' in lower or "„" in lower or "“" in lower:
        return _SAID.search(lower)
    return None


def told_to_another(reading: Reading, cast: Sequence[Actor]) -> tuple[int, int] | None:
    """From which word to which it is told; None where no child has said such a thing."""
    said = reading.once(what_is_said)
    if said is None:
        return None
    words = reading.words
    last = next((place for place, word in enumerate(words) if word.end >= said.end()), None)
    if last is None:
        return None
    for actor in reversed(cast):
        if actor.role is not Role.CHILD or actor.vocative or not actor.cases & Case.NOMINATIVE:
            continue
        if not (actor.roster or (actor.sure and actor.young)):
            continue
        if words[actor.last].end <= said.start() and last - actor.last <= _FAR:
            return actor.first, last
    return None
