"""Who is the measure of others: «по сравнению с Мишей», «не то что Миша», «до Миши нам далеко»."""

from functools import cache

from policies.names.actor import Actor
from policies.text.reading import Reading
from policies.words import words_of

_FAR_BEFORE = 4


def compared(reading: Reading, child: Actor) -> int | None:
    """«По сравнению с Мишей», «не то что Миша», «с такой памятью как у Миши», «Миша у вас один
    такой»."""
    words = reading.words
    before = _before(reading, child, _FAR_BEFORE + 1)
    text = " ".join(before)
    if text.endswith(_compared_phrases()):
        return max(0, child.first - 2)
    if before[-2:] == ["как", "у"] and any(
        form.startswith(words_of("situations")["worth telling"]) for form in before
    ):
        return child.first - 2
    if before[-1:] == ["до"] and _is_far(reading, child):
        return child.first - 1
    compares = _compares_at(reading, child)
    if compares is not None:
        return compares
    behind = [word.form for word in words[child.last + 1 : child.last + 6]]
    if behind[:1] == ["у"]:
        behind = behind[2:]
    if " ".join(behind[:3]).startswith(words_of("situations")["the only one"]):
        return child.last + 1
    if before[-1] in _ABOUT and behind and behind[0] in _I_SAY:
        return child.last + 1
    return None


_ABOUT = frozenset({"про", "о", "об", "насчет"})
_I_SAY = frozenset(
    {"скажу", "говорят", "рассказывают", "шепчутся", "судачат", "сплетничают", "слышала", "слышали"}
)
"""«Про Мишу скажу так: …»."""


def _compares_at(reading: Reading, child: Actor) -> int | None:
    """«Сравнивать нехорошо, но Миша…», «не люблю сравнивать, но…»: it is done all the same."""
    words = reading.words
    sentence = words[child.first].sentence
    far = range(max(0, child.first - _FAR_COMPARING), child.first)
    forms = [words[place].form if words[place].sentence == sentence else "" for place in far]
    if "но" not in forms:
        return None
    end = forms.index("но")
    return next(
        (
            place
            for place, form in enumerate(forms[:end], far.start)
            if form in _COMPARE and _OF_COMPARING.issuperset(forms[place - far.start + 1 : end])
        ),
        None,
    )


_FAR_COMPARING = 8
_COMPARE = frozenset({"сравнивать", "сравнить", "сравниваю"})
_OF_COMPARING = frozenset(
    {"нехорошо", "плохо", "некрасиво", "неправильно", "нельзя", "не", "хочу", "люблю", "буду"}
    | {"детей", "никого", "ни", "с", "кем", "их", "конечно"}
)
"""What stands behind it where children are compared, no prices."""


@cache
def _compared_phrases() -> tuple[str, ...]:
    return tuple(f" {phrase}" for phrase in words_of("situations")["compared"])


def _is_far(reading: Reading, child: Actor) -> bool:
    """«До Миши нам далеко», «нам до Миши как до луны»."""
    sentence = reading.words[child.first].sentence
    forms = [word.form for word in reading.words if word.sentence == sentence]
    return not _FAR_FROM.isdisjoint(forms) and not _US.isdisjoint(forms)


_FAR_FROM = frozenset({"далеко", "луны", "неба", "расти", "тянуться", "куда", "далековато"})
_US = frozenset({"нам", "моему", "моей", "нашим", "нашему", "нашей", "всем", "остальным", "мне"})


def _before(reading: Reading, actor: Actor, many: int) -> list[str]:
    """The last words before somebody in the sentence, behind an empty one."""
    words = reading.words
    sentence = words[actor.first].sentence
    near = words[max(0, actor.first - many) : actor.first]
    return ["", *(word.form for word in near if word.sentence == sentence)]
