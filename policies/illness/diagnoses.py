"""Diagnoses: what a doctor wrote, where the sentence before tells with whom somebody was there."""

from collections.abc import Sequence

from policies.names.actor import Actor, Role
from policies.text.reading import Reading
from policies.text.vocabulary import Hit, every_form
from policies.words import words_of

_FOUND = every_form(words_of("health_marks")["found by a doctor"])
_FAR = 6
"""Words before an illness among which such a verb is looked for."""


def found_by_doctor(reading: Reading, cast: Sequence[Actor], hit: Hit) -> Actor | None:
    """«Были с Алисой у невролога. В итоге написал СДВГ»: the child who was there."""
    words = reading.words
    sentence = words[hit.first].sentence
    before = words[max(0, hit.first - _FAR) : hit.first]
    if hit.tag != "illness" or not any(
        word.form in _FOUND and word.sentence == sentence for word in before
    ):
        return None
    if any(words[actor.first].sentence == sentence and actor.last < hit.first for actor in cast):
        return None
    there = [actor for actor in cast if words[actor.last].sentence == sentence - 1]
    children = [
        actor for actor in there if actor.role is Role.CHILD and (actor.sure or actor.roster)
    ]
    if len(children) != 1 or not any(actor.role is Role.DOCTOR for actor in there):
        return None
    return children[0]
