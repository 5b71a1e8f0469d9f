"""Abuse of participants and of staff; the same words about things, tales and oneself are none."""

from policies.abuse.said import abuses
from policies.abuse.scene import Scene
from policies.abuse.words import AbuseWords
from policies.context import Context
from policies.entry import Entry
from policies.file_model import FileModel
from policies.rules.rule import Detector, Rule
from policies.text.reading import Reading
from policies.verdict import Evidence

_QUOTED = 80
_MOST_LOOKED_AT = 100
"""So many words of a post are looked at closely: a limit to what a post of them can cost."""


class Insult(FileModel):
    """`also` are further words that abuse whoever is called so, in any form; `allowed` words that
    never do."""

    also: tuple[Entry, ...] = ()
    allowed: tuple[str, ...] = ()


def detector(parameters: Insult) -> Detector:
    """Evidence: the words of abuse as they were written."""
    words = AbuseWords(also=parameters.also, allowed=parameters.allowed)

    def findings(reading: Reading, context: Context) -> Evidence | None:
        hits = words.abuse.find(reading)
        if hits:
            scene = Scene(words, reading)
            for hit in hits[:_MOST_LOOKED_AT]:
                if abuses(scene, hit):
                    return {"found": reading.quote(hit.first, hit.last)[:_QUOTED]}
        disguised = words.disguised_in(reading)
        if disguised is None:
            return None
        return {"found": reading.text[slice(*disguised)][:_QUOTED]}

    return findings


RULE = Rule("insult", Insult, detector, heuristic=True)
