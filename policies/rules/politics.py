"""Politics and religious agitation: parties, elections, politicians, war, calls to a faith."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain

from policies.context import Context
from policies.entry import Entry
from policies.file_model import FileModel
from policies.rules.rule import Detector, Rule
from policies.text.grammar import parts_of
from policies.text.morphology import forms, is_name, readings_of
from policies.text.reading import Reading
from policies.text.surroundings import Surroundings
from policies.text.vocabulary import Hit, Vocabulary, every_form
from policies.verdict import Evidence
from policies.words import words_of

_QUOTED = 80
_WEIGHTS = {
    "strong": 2, "also": 2, "front": 2, "politicians": 2, "election": 2, "this war": 2,
    "war to end": 2, "faith": 2,
    "figurative": 1, "figure": 1, "war": 1, "weak": 1, "ballot": 1, "vote": 1,
    "party": 1, "land": 1, "battlefield": 1, "belief": 1, "religion": 1,
    "shelled": 0,
}  # fmt: skip
_ONCE = frozenset({"vote"})
"""Kinds of which all words count as one: «голосуйте, явка важна» is of a group's own affairs."""
_ENOUGH = 2
_MOST_HITS = 40
"""So many words of a post are looked at: a limit to what a post of them can cost."""
_EXCUSED_BY: Mapping[str, frozenset[str]] = {
    "front": frozenset({"peace"}), "figurative": frozenset({"everyday", "peace"}),
    "politicians": frozenset({"pet"}), "figure": frozenset({"prize"}),
    "election": frozenset({"committee", "play", "everyday"}),
    "vote": frozenset({"committee", "play"}), "ballot": frozenset({"committee", "play"}),
    "war": frozenset({"history"}), "this war": frozenset({"history", "play"}),
    "war to end": frozenset({"play"}),
    "weak": frozenset({"play"}),
    "land": frozenset({"play", "peace"}), "battlefield": frozenset({"play", "peace"}),
    "shelled": frozenset({"play", "peace", "flight"}),
    "faith": frozenset({"trip"}), "belief": frozenset({"trip", "letter"}),
    "religion": frozenset({"trip", "letter"}),
}  # fmt: skip
_NOTHING = frozenset[str]()
_ADDING = {
    "weak": ("tinge",), "vote": ("tinge",), "ballot": ("tinge", "staged"),
    "figure": ("tinge", "of office"), "figurative": ("tinge",),
    "war": ("tinge", "strife", "weary"), "party": ("campaign",),
    "land": ("strife",), "battlefield": ("strife", "moves"), "shelled": ("falls",),
    "religion": ("call",), "belief": ("call",),
}  # fmt: skip
"""What adds to the weight of words of a kind close by, once each."""
_REACH = 12
"""Words between a word of politics and what adds to it."""
_FOR_ALL = "place for all"
_AROUND = (
    _FOR_ALL, "everyday", "pet", "tinge", "strife", "play", "prize", "committee", "history",
    "peace", "moves", "falls", "the front", "campaign", "flight", "trip", "letter", "call", "idiom",
    "weary", "of office", "staged",
)  # fmt: skip
_BESIDE = ("own name", "uncertain", "place", "foes", "of a state", "at home", "country")
_ALSO_A_NAME = frozenset(forms("ислам"))
_PRESIDENT = frozenset(forms("президент"))
_PARTY = frozenset(forms("партия"))
_OFFICES = frozenset(chain.from_iterable(map(forms, words_of("politics")["office"])))
_SIN, _PITY, _INFINITIVE = "грех", 4, ("ть", "ти", "ться", "тись")
_DISPUTED = frozenset({"tinge", "strife"})
_WARS = frozenset({"war", "this war", "war to end"})
_NEAR = frozenset({"под", "из-под"})
_WITH_WHOM = frozenset({"с", "со", "за", "против"})


class Politics(FileModel):
    """`also` are further words and phrases that count, `allowed` those that never do (as in the
    rule's own list: any form of a word)."""

    also: tuple[Entry, ...] = ()
    allowed: tuple[str, ...] = ()


def detector(parameters: Politics) -> Detector:
    """Evidence: the words that tell it, as they were written."""
    listed = words_of("politics") | words_of("faith") | words_of("no_politics")
    telling = {tag: listed[tag] for tag in _WEIGHTS if tag in listed} | {"also": parameters.also}
    vocabulary = Vocabulary(
        {
            tag: tuple(word for word in words if word not in parameters.allowed)
            for tag, words in telling.items()
        }
    )
    around = Vocabulary({tag: listed[tag] for tag in _AROUND}, seldom=True)
    beside = {tag: every_form(listed[tag]) for tag in _BESIDE}
    allowed = every_form(parameters.allowed)

    def findings(reading: Reading, context: Context) -> Evidence | None:
        hits = vocabulary.find(reading)
        if allowed:
            hits = tuple(hit for hit in hits if reading.words[hit.first].form not in allowed)
        if not hits:
            return None
        told = _Told(reading, around.find(reading), beside)
        counted = [hit for hit in hits[:_MOST_HITS] if told.counts(hit)]
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
        self._idioms = {
            place
            for hit in around
            if hit.tag == "idiom"
            for place in range(hit.first, hit.last + 1)
        }
        around = tuple(hit for hit in around if not self._is_in_idiom(hit))
        self._near = Surroundings(reading, around)
        self._sentences: dict[str, set[int]] = defaultdict(set)
        for hit in around:
            self._sentences[hit.tag].add(reading.words[hit.first].sentence)
        self._tags = frozenset(self._sentences)

    def weight(self, hits: Sequence[Hit]) -> int:
        """What the words weigh together; a word counts once, in whatever forms."""
        entries = {hit.tag if hit.tag in _ONCE else hit.entry: hit for hit in hits}
        added = {tags for hit in hits if (tags := self._added_to(hit)) is not None}
        if any(hit.tag == "battlefield" and self._is_near(hit) for hit in hits):
            added |= {("the front",)} if "the front" in self._tags else set()
        return sum(self._weight_of(hit) for hit in entries.values()) + len(added)

    def _added_to(self, hit: Hit) -> tuple[str, ...] | None:
        """The kinds of words of which one stands close to it, and is another word."""
        adding = _ADDING.get(hit.tag, ())
        if self._tags.isdisjoint(adding):
            return None
        is_there = any(self._near.near(tag, hit, _REACH, _REACH) for tag in adding)
        return adding if is_there else None

    def _weight_of(self, hit: Hit) -> int:
        """A surname that many bear tells half of what it does with an office or a first name."""
        if hit.tag == "politicians" and not self._is_called_so(hit):
            return _WEIGHTS[hit.tag] - 1
        return _WEIGHTS[hit.tag]

    def counts(self, hit: Hit) -> bool:
        """Whether a word is about politics here."""
        if hit.tag == "vote" and _FOR_ALL in self._tags and not self._tags & _DISPUTED:
            return False
        if self._is_excused(hit):
            return False
        if self._is_in_idiom(hit):
            return False
        form, before = self._form(hit.first), self._form(hit.first - 1)
        if before in self._beside["place"]:
            return False
        if (hit.tag in _WARS or hit.entry == "санкция") and self._is_at_home(hit):
            return False
        if form in _PARTY and hit.first == hit.last and self._is_of_goods(hit):
            return False
        if form in _OFFICES and self._is_somebody_at_home(hit):
            return False
        if form in _PRESIDENT and self._is_of_little(hit):
            return False
        if form == _SIN and self._is_a_pity(hit):
            return False
        if hit.tag == "politicians":
            return self._is_the_politician(hit)
        return not (form in _ALSO_A_NAME and self._reading.quote(hit.first, hit.first).istitle())

    def _is_in_idiom(self, hit: Hit) -> bool:
        return any(place in self._idioms for place in range(hit.first, hit.last + 1))

    def _is_excused(self, hit: Hit) -> bool:
        """Whether the sentence, or one beside it, speaks of what such words are said of, too; what
        is enough by itself is excused close by only."""
        excuses = _EXCUSED_BY.get(hit.tag, _NOTHING) & self._tags
        if _WEIGHTS[hit.tag] >= _ENOUGH:
            return any(self._near.near(tag, hit, _REACH, _REACH) for tag in excuses)
        sentence = self._reading.words[hit.first].sentence
        return any(abs(each - sentence) <= 1 for tag in excuses for each in self._sentences[tag])

    def _is_somebody_at_home(self, hit: Hit) -> bool:
        """«Папа президент», «хочу быть депутатом», «играл президента», «президент у нас в…»."""
        before = {self._form(hit.first - 1), self._form(hit.first - 2)}
        return not self._beside["at home"].isdisjoint(before)

    def _is_a_pity(self, hit: Hit) -> bool:
        """«Грех такую погоду пропускать», «страшные как смертный грех»."""
        if self._form(hit.first - 1) in ("смертный", "как"):
            return True
        ahead = (self._form(place) for place in range(hit.last + 1, hit.last + _PITY))
        return any("infinitive" in parts_of(form) for form in ahead if form.endswith(_INFINITIVE))

    def _is_near(self, hit: Hit) -> bool:
        return {self._form(hit.first), self._form(hit.first - 1)} & _NEAR != _NOTHING

    def _is_at_home(self, hit: Hit) -> bool:
        """«Воюем с плесенью», «война за розетку», «война носков»: of no people, for no country."""
        behind = self._form(hit.last + 1)
        if self._is_of_goods(hit) and not (
            behind in self._beside["foes"] or "nominative" in parts_of(behind)
        ):
            return True
        if self._form(hit.last + 1) not in _WITH_WHOM or not self._reading.adjoins(hit.last):
            return False
        named = {self._form(hit.last + 2), self._form(hit.last + 3)}
        return self._beside["foes"].isdisjoint(named) and not self._form(hit.last + 2)[:1].isdigit()

    def _is_of_little(self, hit: Hit) -> bool:
        """«Президентом кабинки», «президент песочницы»: of what is no country."""
        what = self._form(hit.last + 1)
        if not self._is_of_goods(hit) or "name" in parts_of(what) or is_name(what):
            return False
        return what not in self._beside["country"] and "Geox" not in readings_of(what)[0].tag

    def _is_of_goods(self, hit: Hit) -> bool:
        """«Партия апельсинов», «партию Снегурочки»."""
        what = self._form(hit.last + 1)
        if not what or what in self._beside["of a state"] or not self._reading.adjoins(hit.last):
            return False
        return {"noun", "genitive"} <= parts_of(what)

    def _is_the_politician(self, hit: Hit) -> bool:
        beside = self._next_to(hit)
        if self._is_somebody_at_home(hit):
            return False
        if any(form in self._beside["own name"] for form in beside):
            return True
        return not any(form and is_name(form) for form in beside)

    def _is_called_so(self, hit: Hit) -> bool:
        """Whether nobody else can be meant by the surname of a politician."""
        if self._form(hit.first) not in self._beside["uncertain"]:
            return True
        return any(form in self._beside["own name"] for form in self._next_to(hit))

    def _next_to(self, hit: Hit) -> tuple[str, str]:
        return self._form(hit.first - 1), self._form(hit.last + 1)

    def _form(self, place: int) -> str:
        words = self._reading.words
        return words[place].form if 0 <= place < len(words) else ""


RULE = Rule("politics", Politics, detector, heuristic=True)
