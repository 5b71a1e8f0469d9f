"""What a named child said to others or of them: «Роза сказала: «уходи, ты жирный»», «сказала, что с
ней дружить нельзя»."""

import re
from collections.abc import Sequence

from policies.names.actor import Actor, Role
from policies.names.declension import Case
from policies.text.reading import Reading

_FAR = 10
"""Words between the name and the quoted ones."""
_FAR_SAYING, _FAR_SAID = 30, 150
"""Characters behind the name among which it is told that the child said something, and what."""
_SAID = re.compile(
    r"(?<![а-я])(?:сказала?|говорит|говорила?|крикнула?|кричит|кричала?|заявляет|заявила?|шепчет"
    r"|шепнула?|ответила?|обозвала?|обзывает|бросила?|выдала?|ляпнула?)"
    r"(?: [а-я]+)?(?: [а-я]+)?(?: [а-я]+)?[ ,:—–-]*(?:[«\"„“]"
    r"(?:(?:ты|у тебя|с тобой|я тебя|уходи|уйди|отстань|отойди|вали|отвали|пошел|пошла|иди|фу|вон"
    r"|убью|ненавижу|отдай)(?![а-я])|дур[аеиоы]|туп[аоы]|жирн|заткни"
    r"|(?:[а-я]+ ){0,5}вы (?:тут |все |просто |совсем |же )?"
    r"(?:стар|зл|глуп|прислуг|плох|никто|некрасив|противн|вруш|врун|жадн|дур))"
    r"|(?:что|типа|мол|якобы) (?:с (?:ней|ним|моей|моим|нами|мной) (?:[а-я]+ )?"
    r"(?:дружить|играть|водиться|общаться|сидеть|не дружит|не играет|не будет)"
    r"|(?:моя|мой|она|он|та|тот|ты) (?:[а-я]+ )?(?:урод|жирн|туп|дур|толст|страшн|вонюч|глуп|плохая"
    r"|плохой|некрасив|слабак|слабачка|лох|тупиц|жадин|вонючк|нищ|чужой|чужая|не друг|не подруг)))"
)


_QUOTING = ("«", '"', "„", "“", " что ", " типа ", " мол ", " якобы ")


def what_is_said(reading: Reading) -> re.Match[str] | None:
    """The first such words in a post, whoever said them."""
    lower = reading.lower
    if any(map(lower.__contains__, _QUOTING)):
        return _SAID.search(lower)
    return None


def told_to_another(reading: Reading, cast: Sequence[Actor]) -> tuple[int, int] | None:
    """From which word to which it is told; None where no child has said such a thing."""
    if reading.once(what_is_said) is None:
        return None
    words = reading.words
    for actor in reversed(cast):
        if actor.role is not Role.CHILD or actor.vocative or not actor.cases & Case.NOMINATIVE:
            continue
        if not (actor.roster or (actor.sure and actor.young)):
            continue
        end = words[actor.last].end
        said = _SAID.search(reading.lower, end, end + _FAR_SAID)
        if said is None or said.start() - end > _FAR_SAYING:
            continue
        last = next(place for place, word in enumerate(words) if word.end >= said.end())
        if last - actor.last <= _FAR:
            return actor.first, last
    return None
