"""Where nobody asks for money, though the words do: it is refused, wondered about or told."""

from itertools import pairwise

from policies.text.grammar import Part, parts_of
from policies.text.neighbours import Neighbours
from policies.text.reading import Reading
from policies.text.vocabulary import Hit

_WILL: frozenset[Part] = frozenset({"future", "promise"})
_FORGOTTEN = frozenset(
    {"забыла", "забыл", "забыли", "успела", "успел", "успели", "хотела", "хотел"}
)
_DENIED = frozenset({"не", "могу", "можем", "хочу", "буду"})
_CAN = frozenset({"может", "могут", "сможет", "смогут", "хочет", "пожелает", "даст", "осилит"})
_ASKED = frozenset(
    {"подскажите", "подскажи", "скажите", "напомните", "посоветуйте", "напишите", "объясните"}
    | {"скиньте", "скинь", "пришлите", "сообщите", "уточните", "забыла", "забыл"}
    | {"знает", "знаете", "помнит", "помните", "понять", "пойму", "понимаю", "помню", "знаю"}
)
WHO = 6
"""How far before «не сдал» somebody may be meant by «кто», in words."""


def is_refused(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether it is said not to do it («деньги не собираем», «сдавать ничего не надо») or to do it
    oneself («могу принести»)."""
    if hit.tag.startswith("owing"):
        if _is_supposed(reading, hit):
            return True
    elif hit.tag != "lending" and _is_denied(reading, hit.first):
        return True  # «не займёт кто?» asks
    if _offers_itself(reading, hit) or _tells_of_itself(reading, hit, around):
        return True
    return around.near("negation", hit, behind=4, ahead=4)


def _is_supposed(reading: Reading, hit: Hit) -> bool:
    """Whether it is only said what somebody would not do: «я бы рубля за неё не дал»."""
    words = reading.words
    return any(
        words[at].form in {"бы", "б"} and words[at].sentence == words[hit.first].sentence
        for at in range(max(0, hit.first - WHO - 2), min(len(words), hit.last + 2))
    )


def _is_denied(reading: Reading, at: int) -> bool:
    """Whether «не», «могу» or the like stands right before a word."""
    words = reading.words
    if not at or words[at - 1].form not in _DENIED:
        return False
    if at > 1 and words[at - 2].form == "пока" and _WILL & parts_of(words[at].form):
        return False  # «не отдаст, пока не перечислим»
    return reading.adjoins(at - 1)


def _tells_of_itself(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether somebody says what he has forgotten: «забыла сдать деньги»; «кто забыл» asks."""
    beside = range(max(0, hit.first - 2), min(len(reading.words), hit.last + 4))
    return any(
        reading.words[at].form in _FORGOTTEN
        and not around.precedes("who", hit._replace(first=max(at, hit.first)), WHO)
        for at in beside
    )


def _offers_itself(reading: Reading, hit: Hit) -> bool:
    """Whether somebody says what he could do: «могу завтра принести»."""
    if hit.tag != "handing" or not reading.words[hit.first].form.endswith(("ть", "ти")):
        return False
    before = [word.form for word in reading.words[max(0, hit.first - 3) : hit.first]]
    return "могу" in before or "можем" in before


def is_wondered(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether it is a question: «сколько сдавать?»; «кому удобно, переведите» is none."""
    if reading.words[hit.first].form.endswith(("йте", "ите", "ьте")):
        return False
    if hit.tag == "chipping" and around.near("proposal", hit):
        return False
    if reading.words[hit.first].form.startswith("ссылк"):
        return False  # «кому удобнее, вот ссылка на сбор»
    if _asks_what(reading, hit) and not around.near("sum", hit):
        return True
    return around.precedes("question", hit, 5) and not _gives_what_he_can(reading, hit)


def _asks_what(reading: Reading, hit: Hit) -> bool:
    """Whether it is asked which things to give: «подскажите, что собрать на первый день»."""
    before = reading.in_order[max(0, hit.first - WHO) : hit.first]
    if "что" not in before[-2:]:
        return False
    begins = hit.first < WHO and before[0] == "что"
    return begins or not _ASKED.isdisjoint(before)


def _gives_what_he_can(reading: Reading, hit: Hit) -> bool:
    """«Кто сколько может, переводы принимаю»: nobody asks how much."""
    forms = reading.in_order[max(0, hit.first - 5) : hit.first]
    return any(one == "сколько" and other in _CAN for one, other in pairwise(forms))
