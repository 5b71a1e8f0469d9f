"""What people do for themselves, their own and the group, and only tell of: «вяжу внуку носки»."""

from itertools import pairwise

from policies.offers.approaches import asks_for_whom, names_a_contact
from policies.offers.passages import Passage
from policies.offers.signs import WARES, WEIGHTS
from policies.text.vocabulary import every_form

_TRADES = frozenset({"trade", "home trade", "our trade"})
_BARE = (
    WARES
    | _TRADES
    | {"we craft", "crafts", "size", "price", "condition", "made", "deeds", "does", "relation"}
)
"""What is told of who offers nothing, too: it is neither praised nor cheap, and nobody is bidden
to write."""
_KIN = every_form(
    (
        "сын", "сынок", "сынуля", "дочь", "дочка", "доча", "дочурка", "внук", "внучка", "внучок",
        "муж", "мама", "бабушка", "дедушка", "папа", "племянник", "племянница", "крестник",
        "крестница", "свекровь", "теща", "жена", "кума", "ребенок", "малыш", "куколка", "кукла",
    )
) - {"детей", "детям", "дети", "мам", "пап", "малышей", "малышам"}  # fmt: skip
_OWN = frozenset(
    {"себе", "себя", "своему", "своей", "своего", "своим", "моему", "моей", "моего", "нашему"}
    | {"нашей", "нам"}
)
_ONCE = frozenset({"сегодня", "сейчас", "вчера", "опять", "снова", "вот", "никак"}) | every_form(
    ("второй", "третий", "четвертый", "пятый", "шестой", "десятый", "очередной")
)
_FOR_ALL = every_form(
    ("проект", "конкурс", "выставка", "поделка", "субботник", "сценка", "спектакль", "стенгазета")
)
_NOT = "не"
_DEAR = frozenset({"дорого", "только", "кусается", "кусаются"})
"""«Не дорого», «не только шапки»."""
_BESIDE = 10
"""How far from its signs it may be told, in words."""
_MARKS = _KIN | _OWN | _ONCE | _FOR_ALL


def is_private(passage: Passage) -> bool:
    """Whether it is somebody's own work, of which it is told for whom it is, that it does not go
    well, or how it is to be done: «чиню сыну велик», «крашу яйца луком, а вы чем?»."""
    times = passage.times
    signs = {tag for tag in times if WEIGHTS[tag] > 0}
    if not _BARE.issuperset(signs) or _TRADES.isdisjoint(signs):
        return False
    if passage.sums or asks_for_whom(passage) or names_a_contact(passage):
        return False
    forms = passage.reading.in_order
    first = max(0, passage.offers[0].first - _BESIDE)
    near = forms[first : passage.offers[-1].last + _BESIDE]
    if not _MARKS.isdisjoint(near) or passage.wonders():
        return True
    return any(form == _NOT and then not in _DEAR for form, then in pairwise(near))
