"""Whether somebody is called a beast, or another creature, or a thing that people are called."""

import re
from collections.abc import Container

from policies.abuse.calling import is_called_so, is_cast
from policies.abuse.scene import SOMEBODY, SUCH, VERY_SHORT, Scene
from policies.names.deed_words import is_no_being
from policies.text.morphology import forms, is_name, is_noun, is_order, is_verb
from policies.text.vocabulary import Hit

_PATRONYMIC = re.compile(r"\w{3,}(?:вна|вич|ыч|еич)")
_OF = frozenset({"у", "от", "для", "без", "до", "около", "возле", "кроме", "с", "со", "к", "ко"})
"""«у няни швабра» calls nobody anything."""
_JOINING = frozenset({"и", "или", "у", "в", "на", "с", "к", "от", "из", "для", "под", "при", "про"})
_POINTING = forms("этот") | forms("какой") | {"две", "три", "четыре", "те", "тот", "та"}
_THEN = frozenset(
    {"я", "кто", "вы", "потише", "тише", "хватит", "опять", "угомонитесь", "уймитесь"}
)
_SPOKEN_TO = frozenset({"вы", "ты"})
_BY_US = frozenset({"нас", "вас", "тебя"})
_BEING = frozenset({"был", "была", "были", "есть", "оказалась", "оказался", "стала", "извините"})
_TOLD = re.compile(r"\w{2,}(?:[еи]шь|[еи]те)(?:ся|сь)?")
"""«тормозишь», «закройте»"""
_MENDING = re.compile(
    r"(?:убер|вынес|почин|замен|куп|смаж|постав|выкин|выброс|отда|принес|нес|спили|прибе|закреп|давай)"
)
"""What is asked for things: «бревно трухлявое, уберите»."""
_CALL_REACH = 5
"""So many words before or after a call there is an order."""


def is_beast(scene: Scene, hit: Hit) -> bool:
    """Whether somebody is called a beast or another creature."""
    if is_cast(scene, hit) or _is_a_granny(scene, hit):
        return False
    called, before, behind = scene.is_called(hit), scene.form(hit.first - 1), hit.last + 1
    if not called and before in scene.words.staff and scene.is_close(hit.first - 1, hit.last):
        return True  # «комитет воров»
    if scene.form(behind) == "из" and "staff" in scene.around.tags_at(behind + 1):
        return True  # «клоуны из комитета»
    if is_beastly(scene, hit) or _is_slighted(scene, hit) or is_instead(scene, hit):
        return True
    if is_called_so(scene, hit):
        return True
    if before in SUCH and scene.around.has("pointed"):
        return True
    if before == "как" and scene.near(("you",), hit, 6, 2):
        return True
    if not called or scene.form(behind) == "или":
        return False
    if scene.form(behind) in _TOGETHER and scene.form(behind + 1) in _OWN:
        return is_no_being(scene.form(behind + 2))  # «сука со своим комитетом»
    return _is_pointed_at(scene, hit) or _has_bearer(scene, hit)


_TOGETHER = frozenset({"с", "со"})
_OWN = frozenset({"своим", "своей", "своими"})


def _is_a_granny(scene: Scene, hit: Hit) -> bool:
    """«Нянечка баба Шура»."""
    behind = hit.last + 1
    if scene.form(hit.first) not in _GRANNY or not scene.is_close(hit.last, behind):
        return False
    return is_name(scene.form(behind)) and scene.reading.quote(behind, behind)[0].isupper()


_GRANNY = forms("баба") | forms("бабка")


def is_beastly(scene: Scene, hit: Hit) -> bool:
    """Whether an adjective beside it makes an abuse of it: «тупая овца»."""
    if not _has_beside(scene, hit, scene.words.beastly):
        return False
    if "pets" in scene.around.tags_at(hit.first) and not scene.near(SOMEBODY, hit, 5, 5):
        return False
    return not is_no_being(scene.form(hit.first)) or _is_at_somebody(scene, hit)


def _has_beside(scene: Scene, hit: Hit, words: Container[str]) -> bool:
    """Whether one of some words stands right before or behind it."""
    before, behind = hit.first - 1, hit.last + 1
    if scene.form(before) in words and scene.is_close(before, hit.first):
        return True
    return scene.form(behind) in words and scene.is_close(hit.last, behind)


def _is_at_somebody(scene: Scene, hit: Hit) -> bool:
    """«пробка тупая, читай что пишут», not «пробка тупая на Ленина»."""
    if len(scene.reading.words) <= VERY_SHORT or scene.is_named(hit):
        return True
    if scene.near(SOMEBODY, hit, 5, 5):
        return True
    return any(
        is_order(scene.form(place)) or _TOLD.fullmatch(scene.form(place))
        for place in scene.around_of(hit, 6, 6)
        if not _MENDING.match(scene.form(place))
    )


def _is_slighted(scene: Scene, hit: Hit) -> bool:
    """«старый пень» is somebody who sits at the door and hears nothing."""
    if not _has_beside(scene, hit, scene.words.slighting) or "pets" in scene.around.tags_at(
        hit.first
    ):
        return False
    if scene.near(("deeds",), hit, 6, 6) or _has_bearer(scene, hit):
        return True
    return any(
        is_order(scene.form(place)) and not _MENDING.match(scene.form(place))
        for place in scene.around_of(hit, 5, 5)
    )


def is_instead(scene: Scene, hit: Hit) -> bool:
    """«клубок змей, а не коллектив», «не родители, а поросята»."""
    if "не" not in scene.reading.forms:
        return False
    somebody = scene.words.somebody
    for place in scene.around_of(hit, 4, 4):
        one, two, three = (scene.form(place + step) for step in range(3))
        if place > hit.last and (one, two) == ("а", "не") and three in somebody:
            return True
        if place < hit.first and one == "не" and two in somebody and three == "а":
            return True
    return False


def _is_pointed_at(scene: Scene, hit: Hit) -> bool:
    """«эта кобыла опять стучала», «какая овца это придумала»; pets do what they like."""
    if scene.form(hit.first - 1) not in _POINTING or "pets" in scene.around.tags_at(hit.first):
        return False
    return scene.near(("deeds", "done"), hit, 0, 3)


def _has_bearer(scene: Scene, hit: Hit) -> bool:
    """Whether somebody is called a beast."""
    bearers = scene.words.bearers
    for place in scene.around_of(hit, 5, 3):
        form = scene.form(place)
        if form in bearers and _is_said_of(scene, place, hit, spoken_to=False):
            return True
        near = place <= hit.last + 2
        if near and form in _SPOKEN_TO and _is_said_of(scene, place, hit, spoken_to=True):
            return True
        if hit.first - 3 <= place < hit.first and _PATRONYMIC.fullmatch(form):
            return True
    if _is_called_to(scene, hit):
        return True
    return scene.around.has("pointed") or scene.near(("such",), hit, 0, 1)


def _is_said_of(scene: Scene, place: int, hit: Hit, *, spoken_to: bool) -> bool:
    """Whether a word is the subject of the abuse: «воспитатель у нас просто змея», while in
    «повар нашла в крупе моль» there is something else between them."""
    if scene.form(place - 1) in _OF:
        return False
    if scene.form(hit.first) in scene.words.crooks:
        return True
    if place < hit.first and spoken_to and _is_done_to(scene, hit):
        return False
    first, last = sorted((place, hit.first))
    if ":" in scene.reading.quote(first, last):
        return False
    return not any(_divides(scene, at, scene.form(place)) for at in range(first + 1, last))


def _divides(scene: Scene, place: int, whom: str) -> bool:
    """Whether what is between somebody and an abuse makes two things of them."""
    word = scene.form(place)
    if word in _JOINING:
        return not (
            (word == "у" and scene.form(place + 1) in _BY_US)
            or (word == "и" and whom in _SPOKEN_TO)
            or (word == "в" and scene.form(place + 1) == whom)
        )
    if word in scene.words.somebody or is_name(word):
        return False
    return (is_verb(word) and word not in _BEING) or is_noun(word)


def _is_done_to(scene: Scene, hit: Hit) -> bool:
    """«вы чучело сделали?»"""
    following = hit.last + 1
    return scene.is_close(hit.last, following) and is_verb(scene.form(following))


def _is_called_to(scene: Scene, hit: Hit) -> bool:
    """«молчи, курица»: at the end or the beginning of what somebody is told to do."""
    words, text = scene.reading.words, scene.reading.text
    before = text[: words[hit.first].start].rstrip()[-1:]
    after = text[words[hit.last].end :].lstrip()[:1]
    if (
        after in (",", "!")
        and scene.form(hit.first) in scene.words.cried
        and not scene.around.in_sentence(hit.first - 1, hit)
    ):
        return True
    if scene.form(hit.first) in scene.words.called_out and hit.first == 0:
        if after == "!":
            return True
        if after == "," and scene.form(1) in _THEN:
            return True
    if before == ",":
        told = range(max(0, hit.first - _CALL_REACH), hit.first)
    elif after == "," and not scene.around.in_sentence(hit.first - 1, hit):
        told = range(hit.last + 1, hit.last + 1 + _CALL_REACH)
    else:
        return False
    if before == "," and after and after not in ".!?":
        return False
    if before == "," and not after and (scene.around.has("you") or scene.around.has("yours")):
        return True
    if before != "," and scene.near(("yours",), hit, 0, 3):
        return True
    return any(scene.around.in_sentence(at, hit) and is_order(scene.form(at)) for at in told)
