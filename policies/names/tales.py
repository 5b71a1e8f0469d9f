"""Names that are nobody's: of dolls, in tales and plays, of streets; and roses on window sills."""

from policies.names.actors import Actor, Role
from policies.text.reading import Reading

_BEFORE = frozenset(
    """
    кукла куклу кукле куклы куклой колонка яндекс роль роли герой героиня персонаж кот кошка кота
    кошку собака собаку хомяк попугай пупс снегурочка богатырь царевна царевич баба улица улице
    улицу улицы ул площадь имени святой святого
    """.split()
)
_ABOUT = frozenset({"про", "о", "об", "в"})
_TALES = (
    "сказк", "мультик", "мультф", "книг", "книж", "стих", "песн", "песен", "рассказ про", "спектакл",
)  # fmt: skip
_THINGS = (
    "сказк", "мультик", "мультф", "зоопарк", "цирк", "подоконник", "клумб", "букет", "плюшев",
    "кукл", "косолап", "и медвед", "стране чудес", "зазеркаль", "спектакл", "на окне", "песенк",
    "вольер", "вазе", "вазу", "срезать", "горшке", "шипы", "лепест", "игрушечн",
)  # fmt: skip
_AFTER = (
    " и медвед",
    " в стране",
    " в зазеркалье",
    " косолап",
    " из чуковск",
    " царевич",
    "-царевич",
)
_FAR_BEFORE, _FAR_AFTER = 40, 30
_NAMED = frozenset({Role.CHILD, Role.FAMILY, Role.WHOSE})


def is_nobody(reading: Reading, actor: Actor) -> bool:
    """Whether a name in a post is no person's."""
    if actor.role not in _NAMED:
        return False
    words, lower = reading.words, reading.lower
    before = words[actor.first - 1].form if actor.first else ""
    if before in _BEFORE:
        return True
    start, end = words[actor.first].start, words[actor.last].end
    before_it = lower[max(0, start - _FAR_BEFORE) : start]
    after_it = lower[end : end + _FAR_AFTER]
    if not actor.sure and any(thing in before_it + after_it for thing in _THINGS):
        return True
    if before in _ABOUT and any(tale in before_it for tale in _TALES):
        return True
    return after_it.startswith(_AFTER)
