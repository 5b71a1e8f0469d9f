"""Politics and religious agitation: parties, elections, politicians, war, calls to a faith."""

from collections.abc import Mapping, Sequence

from policies.context import Context
from policies.file_model import FileModel
from policies.rules.rule import Detector, Rule
from policies.text.morphology import forms, is_name
from policies.text.reading import Reading
from policies.text.vocabulary import Hit, Vocabulary, every_form
from policies.verdict import Evidence
from policies.words import words_of

_QUOTED = 80
_WEIGHTS = {
    "strong": 2, "also": 2, "figurative": 2, "figure": 2, "politicians": 2, "election": 2,
    "war": 2, "faith": 2,
    "weak": 1, "vote": 1, "land": 1, "religion": 1,
}  # fmt: skip
_ENOUGH = 2
_EXCUSED_BY = {
    "figurative": "everyday", "politicians": "pet", "figure": "prize", "election": "committee",
    "vote": "committee", "war": "history", "weak": "play", "land": "play", "faith": "trip",
    "religion": "trip",
}  # fmt: skip
_ADDING = {
    "weak": "tinge", "vote": "tinge", "land": "strife", "religion": "call",
}  # fmt: skip
"""What adds to the weight of words of a kind, once."""
_FOR_ALL = "place for all"
_AROUND = (
    _FOR_ALL, "everyday", "pet", "tinge", "strife", "play", "prize", "committee", "history",
    "trip", "call", "idiom",
)  # fmt: skip
_BESIDE = ("own name", "uncertain", "place")
_ALSO_A_NAME = frozenset(forms("ислам"))


class Politics(FileModel):
    """`also` are further words and phrases that count, `allowed` those that never do (as in the
    rule's own list: any form of a word)."""

    also: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()


def detector(parameters: Politics) -> Detector:
    """Evidence: the words that tell it, as they were written."""
    listed = words_of("politics")
    telling = {tag: listed[tag] for tag in _WEIGHTS if tag in listed} | {"also": parameters.also}
    vocabulary = Vocabulary(
        {
            tag: tuple(word for word in words if word not in parameters.allowed)
            for tag, words in telling.items()
        }
    )
    around = Vocabulary({tag: listed[tag] for tag in _AROUND})
    beside = {tag: every_form(listed[tag]) for tag in _BESIDE}

    def findings(reading: Reading, context: Context) -> Evidence | None:
        hits = vocabulary.find(reading)
        if not hits:
            return None
        told = _Told(reading, around.find(reading), beside)
        counted = [hit for hit in hits if told.counts(hit)]
        if told.weight(counted) < _ENOUGH:
            return None
        found = dict.fromkeys(reading.quote(hit.first, hit.last) for hit in counted)
        return {"found": ", ".join(found)[:_QUOTED]}

    return findings


class _Told:
    """A post with words of politics, and what else it speaks of."""

    def __init__(
        self, reading: Reading, around: tuple[Hit, ...], beside: Mapping[str, frozenset[str]]
    ) -> None:
        self._reading = reading
        self._beside = beside
        self._tags = frozenset(hit.tag for hit in around)
        self._idioms = [(hit.first, hit.last) for hit in around if hit.tag == "idiom"]

    def weight(self, hits: Sequence[Hit]) -> int:
        """What the words weigh together; a word counts once, in whatever forms."""
        entries = {hit.entry: hit.tag for hit in hits}
        adding = {_ADDING.get(tag) for tag in entries.values()}
        return sum(_WEIGHTS[tag] for tag in entries.values()) + len(adding & self._tags)

    def counts(self, hit: Hit) -> bool:
        """Whether a word is about politics here."""
        if hit.tag == "vote" and _FOR_ALL in self._tags and not self._tags & {"tinge", "strife"}:
            return False
        if _EXCUSED_BY.get(hit.tag) in self._tags:
            return False
        if any(first <= hit.last and hit.first <= last for first, last in self._idioms):
            return False
        form, before = self._form(hit.first), self._form(hit.first - 1)
        if before in self._beside["place"]:
            return False
        if hit.tag == "politicians":
            return self._is_the_politician(hit)
        return not (form in _ALSO_A_NAME and self._reading.quote(hit.first, hit.first).istitle())

    def _is_the_politician(self, hit: Hit) -> bool:
        beside = [self._form(hit.first - 1), self._form(hit.last + 1)]
        if any(form in self._beside["own name"] for form in beside):
            return True
        if self._form(hit.first) in self._beside["uncertain"]:
            return False
        return not any(form and is_name(form) for form in beside)

    def _form(self, place: int) -> str:
        words = self._reading.words
        return words[place].form if 0 <= place < len(words) else ""


RULE = Rule("politics", Politics, detector, heuristic=True)
