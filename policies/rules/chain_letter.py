"""Chain letters: what asks to be passed on, hoaxes, scares by hearsay, appeals for animals."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from policies.context import Context
from policies.file_model import FileModel
from policies.rules.rule import Detector, Rule
from policies.text.reading import Reading
from policies.text.surroundings import Surroundings
from policies.text.vocabulary import Hit, Vocabulary, every_form
from policies.verdict import Evidence
from policies.words import Words, words_of

_QUOTED = 100
_ENOUGH = 3
_WEIGHTS = {
    "chain": 3, "chained": 2, "scare": 2, "hearsay": 2, "omen": 2,
    "alarm": 1, "worry": 1, "rumour": 1, "hint": 1, "well placed": 1,
}  # fmt: skip
"""What a kind of words weighs, however many of them there are."""
_OF_BEASTS = {"animals": 3, "lost": 2}
"""The same where the post speaks of animals."""
_MOST_TOLD = {"rumour": 2, "chained": 2}
"""But so many of them add up."""
_FORWARDED = 1
_PASS_ON = {"far": 3, "all": 3, "near": 2, "": 1}
_SEND = {"far": 2, "all": 1, "near": 1, "": 0}
"""What asking weighs, by whom it is to reach; «по всем чатам» and «десяти друзьям» most."""
_TO_ALL = 3
_AHEAD, _BEHIND, _NEXT = 7, 5, 2
"""So many words after and before the verb it is told to whom something is to be sent."""
_THREAT = frozenset({"если", "кто", "тот", "та"})
_NOT = frozenset({"не", "нельзя", "незачем", "зачем", "хватит"})
_INSIDE = (("rumour", "hearsay"), ("well placed", "hearsay"), ("worry", "scare"))
_TELLING = frozenset(
    {"chain", "chained", "scare", "hearsay", "omen", "alarm", "worry", "rumour", "well placed"}
)
"""What tells a letter from the affairs of a group."""
_SOON = frozenset({"", "пока", "срочно", "пожалуйста", "это", "скорей", "немедленно"})
_ELSEWHERE = frozenset({"другого", "другой", "соседнего", "соседней", "чужого"})
"""«мне переслали от заведующей другого сада»."""
_FAR_BEFORE, _FAR_BEHIND = 12, 9
_INFINITIVE = ("ть", "ти")
_THAT = frozenset({"что", "чтоб", "чтобы", "насчет"})
_WHOM_KNOWN = frozenset(
    {"знаешь", "знаете", "любишь", "любите", "есть", "можешь", "можете", "хочешь", "хотите"}
)
_THEN = frozenset({"", "и", "чтобы", "людям", "друзьям", "подругам", "знакомым", "близким"})
"""«отправь троим и жди чуда»; not «троим дежурным»."""
_BESIDE = frozenset({"с", "со", "без", "от", "под", "из"})
_CHILDREN = frozenset({"детей", "детям", "воспитателям", "педагогам"})
_PEOPLE = {"to everybody far", "to everybody near"}
_MILD = ("скаж", "расска", "подари", "дари", "позвони", "звоните", "покаж", "напиши", "пишите")
"""How verbs begin that say what people do with many things but a post."""
_SPREADING = ("подел", "делит", "делим", "делис", "размес", "размещ", "публик", "опублик")
_THIS = frozenset(
    {"это", "этот", "эту", "этого", "этой", "этом", "сообщение", "письмо", "пост", "текст"}
)
_MOST_LOOKED_AT = 100
"""So many verbs of a post are looked at closely: a limit to what a post of them can cost."""
_PLACE, _NEAR = "place of hearsay", 4
_WELL_PLACED = "well placed"
"""Somebody who may know it; nobody says that they told it: «брат в полиции»."""
_GATE = (
    "pass on", "send", "chain", "chained", "scare", "hearsay", "omen", "animals", "lost", "worry",
    "rumour", _PLACE,
)  # fmt: skip


class ChainLetter(FileModel):
    """`animals`: appeals for animals («ищем дом котёнку») count where they don't ask to be passed
    on, too."""

    animals: bool = False


def detector(parameters: ChainLetter) -> Detector:
    """Evidence: the words that tell it, as they were written."""
    listed = _listed()
    kin = every_form(listed.pop("kin"))
    telling = Vocabulary({tag: listed[tag] for tag in _GATE})
    others = {tag: words for tag, words in listed.items() if tag not in _GATE}
    around = Vocabulary(others, seldom=True)

    def findings(reading: Reading, context: Context) -> Evidence | None:
        hits = _with_hearsay(reading, telling.find(reading), kin)
        if not hits:
            return None
        letter = _Letter(reading, hits, around.find(reading))
        if letter.is_denied() or letter.weight(parameters.animals) < _ENOUGH:
            return None
        found = dict.fromkeys(reading.quote(hit.first, hit.last) for hit in letter.told)
        return {"found": ", ".join(found)[:_QUOTED]}

    return findings


def _listed() -> Words:
    """The words by section, with «трём подругам» and «сохраните и разошлите» put together."""
    listed = words_of("chain_letter") | words_of("no_chain_letter") | words_of("stray_animals")
    for tag, entries in words_of("chain_letter_scares").items():
        listed[tag] = listed.get(tag, ()) + entries
    beginnings, ends = listed.pop("first"), listed.pop("then")
    listed["chain"] += tuple(f'"{first} и {then}"' for first in beginnings for then in ends)
    several, people = listed.pop("several"), listed.pop("people")
    listed["to all"] += tuple(f"{many} {whom}" for many in several for whom in people)
    return listed


class _Letter:
    """A post that may be one; `told` are the words that have counted."""

    def __init__(self, reading: Reading, hits: Sequence[Hit], around: Sequence[Hit]) -> None:
        hits = [hit for hit in _told_once(hits) if not _is_fetching(reading, hit)]
        around = [hit for hit in around if not (hit.tag == "beasts" and _is_beside(reading, hit))]
        self._reading = reading
        self._hits = hits
        self._said_around = around
        self._around = Surroundings(reading, around)
        self._first = {hit.tag: hit for hit in (*reversed(around), *reversed(hits))}
        self._several = Counter(
            tag for tag, _ in {(hit.tag, hit.entry) for hit in (*hits, *around)}
        )
        self.told: list[Hit] = []

    def is_denied(self) -> bool:
        """Whether the post itself speaks against such letters."""
        return any(
            hit.tag == "denied"
            and self._around.form(hit.first - 1) != "не"
            and self._around.form(hit.last + 1) not in _ELSEWHERE
            for hit in self._said_around
        ) or any(map(self._is_asked_not_to, self._hits[:_MOST_LOOKED_AT]))

    def _is_asked_not_to(self, hit: Hit) -> bool:
        """«Не надо больше такое сюда приносить и тем более дальше отправлять»."""
        around = self._around
        if hit.tag not in ("pass on", "send") or not around.form(hit.first).endswith(_INFINITIVE):
            return False
        return around.near("asked not to", hit, _FAR_BEFORE, 0)

    def weight(self, with_animals: bool) -> int:
        """What all of it weighs together."""
        asked = max(self._hits[:_MOST_LOOKED_AT], key=self._asks)
        weight = self._asks(asked)
        self.told += [asked] if weight else []
        with_animals = with_animals or weight > 0 or self._is_to_be_spread()
        own = "own affair" in self._first or self._tells_what(asked)
        if own and _TELLING.isdisjoint(self._first):
            weight = min(weight, _ENOUGH - 1)
        for tag, each in _WEIGHTS.items():
            if tag in self._first:
                weight += each * min(self._several[tag], _MOST_TOLD.get(tag, 1))
                self.told.append(self._first[tag])
        if with_animals and "beasts" in self._first and "no appeal" not in self._first:
            for tag, each in _OF_BEASTS.items():
                if tag in self._first:
                    weight += each + (tag == "lost" and self._several[tag] > 1)
                    self.told.append(self._first[tag])
        return weight + (_FORWARDED if self._reading.post.forwarded else 0)

    def _asks(self, hit: Hit) -> int:
        """What is asked for by a verb."""
        around = self._around
        if hit.tag not in ("pass on", "send") or self._is_forbidden(hit):
            return 0
        if self._is_numbered(hit):  # «отправь эту открытку двенадцати подругам»
            return self._to_all(hit)
        if around.near("thing", hit, _BEHIND, _NEXT + 1):
            return 0
        if around.near("to all", hit, _BEHIND, _AHEAD):
            return self._to_all(hit)
        if around.near("logistics", hit, 1, _NEXT):
            return 0
        by_reach = _PASS_ON if hit.tag == "pass on" else _SEND
        if around.near("to everybody far", hit, _BEHIND, _AHEAD):
            return by_reach["far"]
        if "всем" in map(around.form, range(hit.first - 1, hit.last + _NEXT + 1)):
            return by_reach["all"]
        if around.near("to everybody near", hit, _BEHIND, _AHEAD) or self._is_bare(hit):
            return by_reach["near"]
        return by_reach[""]

    def _is_to_be_spread(self) -> bool:
        """«Ищет дом, просим поделиться»; not «кто видел, сообщите»."""
        return any(
            hit.tag == "send"
            and self._around.form(hit.first).startswith(_SPREADING)
            and not self._around.near("logistics", hit, 1, _NEXT)
            for hit in self._hits[:_MOST_LOOKED_AT]
        )

    def _to_all(self, hit: Hit) -> int:
        """What is told or given to many is a letter if it is this post: not «скажи десяти людям
        спасибо», «расскажите всем друзьям про ярмарку»."""
        if not self._reading.words[hit.first].form.startswith(_MILD):
            return _TO_ALL
        return _TO_ALL if not _THIS.isdisjoint(self._reading.forms) else _TO_ALL - 1

    def _is_bare(self, hit: Hit) -> bool:
        """«Распространите, пока не замяли»: whatever it is, it is this that shall be passed on."""
        behind = self._around.form(hit.last + 1)
        return hit.tag == "pass on" and (behind in _SOON or not self._reading.adjoins(hit.last))

    def _tells_what(self, hit: Hit) -> bool:
        """«Скиньте всем бабушкам, что забирать до шести»: it is news, no letter."""
        around = self._around
        return any(
            around.form(place) in _THAT
            and around.in_sentence(place, hit)
            and around.form(place + 1) not in _WHOM_KNOWN
            for place in range(hit.last + 1, hit.last + _FAR_BEHIND)
        )

    def _is_forbidden(self, hit: Hit) -> bool:
        """«не пересылайте», but not «если не переслать»."""
        before = [self._around.form(place) for place in range(hit.first - _BEHIND, hit.first)]
        if before[-1] not in _NOT or not self._reading.adjoins(hit.first - 1):
            return False
        return _THREAT.isdisjoint(before)

    def _is_numbered(self, hit: Hit) -> bool:
        """«отправь 10 друзьям», «передай ещё девяти»; no hour, as in «передайте, что к девяти»."""
        around = self._around
        for place in range(hit.last + 1, hit.last + _AHEAD):
            if not around.in_sentence(place, hit):
                return False
            if "few" in around.tags_at(place) and around.form(place + 1) in _THEN:
                return True
            if "how many" in around.tags_at(place) and "hours" not in around.tags_at(place - 1):
                return around.form(place + 1) not in _CHILDREN
            if around.form(place).isdigit() and any(
                around.tags_at(place + next_to) & _PEOPLE for next_to in range(1, _NEXT + 2)
            ):
                return True
        return False


def _with_hearsay(reading: Reading, hits: Sequence[Hit], kin: frozenset[str]) -> Sequence[Hit]:
    """With places as hearsay where somebody is there whom one knows: «муж работает в полиции»."""
    found = []
    for hit in hits:
        if hit.tag == _PLACE:
            before = reading.words[max(0, hit.first - _NEAR) : hit.first]
            if not any(word.form in kin for word in before):
                continue
            near = reading.words[max(0, hit.first - _NEAR) : hit.last + 1 + _NEAR]
            told = any(word.form.startswith(_TOLD) for word in near)
            hit = hit._replace(tag="hearsay" if told else _WELL_PLACED)
        found.append(hit)
    return found


_TOLD = (
    "сказал", "сказат", "говор", "шепн", "подтверд", "предупре", "прислал", "скинул", "написал",
    "пишет", "сообщ", "рассказ", "инфа", "просил", "просит", "велел", "слыш", "узнал", "работа",
    "служ", "знает", "видел",
)  # fmt: skip
"""How words begin of what people who may know it do, but what happens to them."""


def _told_once(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Without the rumours in what is hearsay already («власти молчат»), and what worries in a
    scare («крысиный яд»)."""
    for less, more in _INSIDE:
        told = {place for hit in hits if hit.tag == more for place in _places(hit)}
        if told:
            hits = [hit for hit in hits if hit.tag != less or told.isdisjoint(_places(hit))]
    return hits


def _is_fetching(reading: Reading, hit: Hit) -> bool:
    """«Бабушкам, которые забирают детей»: those who are told fetch their own."""
    if hit.tag not in ("scare", "worry") or not reading.words[hit.first].form.startswith("забира"):
        return False
    before = [word.form for word in reading.words[max(0, hit.first - _NEAR) : hit.first]]
    whom = (one for one, who in pairwise(before) if who in _WHO_FETCH)
    return any(form.endswith(_DATIVE) for form in whom)


_WHO_FETCH = frozenset({"которые", "кто", "что"})
_DATIVE = ("ам", "ям", "всем", "тем")


def _is_beside(reading: Reading, hit: Hit) -> bool:
    """«Варежка с котиком», «ищем дом на лето, можно с собакой»."""
    return hit.first > 0 and reading.words[hit.first - 1].form in _BESIDE


def _places(hit: Hit) -> range:
    return range(hit.first, hit.last + 1)


RULE = Rule("chain_letter", ChainLetter, detector, heuristic=True)
