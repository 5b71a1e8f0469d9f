"""By what signs somebody is called a beast to their face: «слышь, клоун», «тебе, козлу»."""

import re

from policies.abuse.scene import Scene
from policies.text.morphology import is_noun, is_order
from policies.text.vocabulary import Hit

_YOU = frozenset({"ты", "вы", "тебя", "тебе", "вас", "вам", "твой", "твоя", "ваш", "ваша"})
_POLITE = frozenset({"вы", "вас", "вам", "молодцы", "молодец", "спасибо"})
_YOU_OBLIQUE = frozenset({"тебя", "тебе", "тобой", "вас", "вам", "вами"})
_SUCH = frozenset({"такая", "такой", "такие", "этакая", "эдакая", "этакий", "эдакий"})
_PLACED = frozenset({"на", "из", "с", "в"})
"""«эй, баран на джипе»"""
_YOU_ALONE = frozenset({"ты", "тебя", "тебе", "твой", "твоя", "твое", "твои", "твоего", "твою"})
_AFTER = frozenset({"что", "ну", "вот", "все", "ага"})
"""«ну что, курицы, …»"""
_TOLD = re.compile(r"\w{2,}(?:[еи]шь|[еи]те)(?:ся|сь)?")
"""«прёшь», «закройте»"""
_ENOUGH = frozenset({"хватит", "хорош", "довольно", "кончайте", "харе"})
_GRABBING = frozenset({"руки", "лапы", "рот", "пасть", "язык", "ноги"})
_DONE = re.compile(r"(?:у|от|за|по|с)?(?:брал|крыл|крыла|брала|брали|крыли|ткнул|ткнула|ткнулись)")
_ME = frozenset({"мне", "меня", "мной", "нам", "нас", "нами"})
_FEW, _MANY = 6, 8
_A_FEW = 3
_ASKED = frozenset({"кто", "куда", "зачем", "почему", "чего", "как"})
_MOCKING = frozenset(
    {"товарищи", "господа", "граждане", "уважаемые", "уважаемый", "уважаемая", "дорогие", "дамы"}
)
"""«товарищи бараны»"""
_SUCH_OBLIQUE = frozenset(
    {"таких", "такие", "такими", "таким", "такой", "такая", "такую", "такого", "такому"}
)
_TO_BE = frozenset({"быть", "будь", "будьте"})
_LOOK = frozenset({"вот", "ну"})
_EXCLAIMED = frozenset({"же", "и", "ведь", "уж"})
_SELF = frozenset({"сам", "сама", "сами"})
_THEM = frozenset({"он", "она", "они", "ты", "вы"})
_TO_FACE = frozenset({"ты", "вы"})
_OTHERS = frozenset({"я", "мы"})
_VEHICLES = re.compile(
    r"нив[ае]|джип|бмв|мерс|тачк|машин|ауди|приор|камри|лексус|крузак|газел|кие|солярис|лад[еа]"
    r"|калин|грант[еа]|патриот|уаз|внедорожник|кроссовер|форд|тойот|рено|шкод|хендай|поло|самокат"
)
_THIS = frozenset({"этот", "эта", "эти", "та", "тот", "те"})
_WITH_THEIR_OWN = frozenset({"со", "опять", "снова", "вечно"})
_SCOLDING = frozenset(
    {"даже", "только", "ничего", "опять", "не", "лишь", "вечно", "все", "хоть", "сами", "куда"}
    | {"где", "как", "кто", "какого", "ни", "никто", "еще"}
)


def is_hailed(scene: Scene, hit: Hit) -> bool:
    """«слышь клоун, тебе кто слово давал»; not «слышь, клоун приедет во вторник?»."""
    form, at = scene.form, scene.reading.words
    if not hit.first or form(hit.first - 1) not in scene.words.hails:
        return False
    if form(hit.first) not in scene.words.hailed or (form(hit.last + 1), form(hit.last + 2)) == (
        "а",
        "не",
    ):
        return False
    after = _after(scene, hit)
    if after in ("", "!"):
        return True
    follows = form(hit.last + 1)
    if after != "," and follows not in _YOU | _PLACED and not is_order(follows):
        return False
    behind = [word.form for word in at[hit.last + 1 : hit.last + 1 + _MANY]]
    if hit.tag == "hailed" and not _POLITE.isdisjoint(behind):
        return False
    return any(each in _YOU or is_order(each) or _TOLD.fullmatch(each) for each in behind)


def is_called_so(scene: Scene, hit: Hit) -> bool:
    """Whether somebody who is spoken to is called a beast in passing."""
    if is_hailed(scene, hit):
        return True
    form = scene.form
    before, after = _before(scene, hit), _after(scene, hit)
    ends = after in ("", ",", "!", ".")
    if before == "," and ends and form(hit.first - 1) in _YOU_OBLIQUE:
        return True  # «тебе, козлу, кто право дал»
    if form(hit.first - 1) in _SUCH_OBLIQUE and (
        (form(hit.last + 1) == "как" and form(hit.last + 2) in _TO_FACE)
        or (form(hit.first - 2) in _TO_BE and not scene.around.near("me", hit, _MANY, 2))
    ):
        return True  # «от таких куриц, как вы», «взрослый, а быть такой тряпкой»
    if form(hit.first) not in scene.words.called:
        return False
    if _is_on_wheels(scene, hit):
        return True
    if ends and _is_named(scene, hit):
        return True
    told = [word.form for word in scene.reading.words[max(0, hit.first - _FEW) : hit.first]]
    if before == after == "," and not is_noun(form(hit.last + 1)):
        if form(hit.first - 1) in _AFTER and form(hit.first) in scene.words.called_out:
            return True
        if not _YOU_ALONE.isdisjoint(told):  # «твоё мнение, клоун, никого не волнует»
            return not any(map(scene.words.called.__contains__, told))
    if before == "," and ends and told[:1] and not _ENOUGH.isdisjoint(told):
        return form(hit.first) in scene.words.called_out  # «хватит блеять, овцы»
    if before == "," and after in ("", "!", ".") and not _GRABBING.isdisjoint(told):
        return any(map(_DONE.fullmatch, told))  # «руки убрал, козёл»
    if form(hit.last + 1) in _SUCH and not scene.around.has("pets"):
        told = [
            each
            for place, each in enumerate(told, max(0, hit.first - _FEW))
            if scene.around.in_sentence(place, hit)
        ]
        if before == "," and not _YOU_ALONE.isdisjoint(told):
            return True
        ordered = any(map(is_order, told))
        mine = scene.around.near("me", hit, _FEW, 0) or scene.around.near("own", hit, _FEW, 0)
        return ordered and (mine or not any(map(is_noun, told)))
    return False


def _is_named(scene: Scene, hit: Hit) -> bool:
    """«товарищи бараны, калитку закрываем», «сама она овца»."""
    form = scene.form
    before = form(hit.first - 1)
    if (
        before in _EXCLAIMED
        and form(hit.first - 2) in _LOOK
        and form(hit.first) in scene.words.called_so
    ):
        tags = ("pets", "farm", "vermin", "food")
        return scene.form(hit.first - 3) == "" and not any(map(scene.around.has, tags))
    if before in _MOCKING:
        return form(hit.first) in scene.words.called_out
    return before in _SELF or (before in _THEM and form(hit.first - 2) in _SELF)


def _is_on_wheels(scene: Scene, hit: Hit) -> bool:
    """«баран на ниве, убери тачку»"""
    form = scene.form
    if form(hit.last + 1) != "на" or form(hit.first) not in scene.words.called_so:
        return False
    behind = range(hit.last + 2, hit.last + 4)
    return any(_VEHICLES.match(form(place)) for place in behind)


def is_cast(scene: Scene, hit: Hit) -> bool:
    """«ты олень, а я снегурочка»: who is to play what."""
    form = scene.form
    return (
        form(hit.last + 1) == "а" and form(hit.last + 2) in _OTHERS and is_noun(form(hit.last + 3))
    )


def is_quality_named(scene: Scene, hit: Hit) -> bool:
    """«опять эта недалёкая со своими планами»: a quality is what somebody is called."""
    form = scene.form
    return form(hit.first - 1) in _THIS and form(hit.last + 1) in _WITH_THEIR_OWN


def is_called_off(scene: Scene, hit: Hit) -> bool:
    """Whether somebody is called by a bad quality, before or after what they are told to do."""
    if is_hailed(scene, hit):
        return True
    return hit.tag == "mad" and _is_told_off(scene, hit)


def _is_told_off(scene: Scene, hit: Hit) -> bool:
    """«иди уже, полоумная, всех достала», «кто так паркуется, слепошарые»"""
    if scene.form(hit.first) in scene.words.of_things or _before(scene, hit) != ",":
        return False
    if _after(scene, hit) not in ("", ",", ".", "!"):
        return False
    told = range(max(0, hit.first - _A_FEW), hit.first)
    asked = scene.form(hit.first - _A_FEW) in _ASKED and scene.around.in_sentence(
        hit.first - _A_FEW, hit
    )
    return asked or any(
        scene.around.in_sentence(place, hit) and is_order(scene.form(place)) for place in told
    )


def is_scolded(scene: Scene, hit: Hit) -> bool:
    """«безрукие, даже штору повесить не могут»: called so, and then told why."""
    if hit.last + 1 >= len(scene.reading.words) or _after(scene, hit) != ",":
        return False
    return scene.reading.words[hit.last + 1].form in _SCOLDING


def is_sent_away(scene: Scene, hit: Hit) -> bool:
    """«не пиши мне, змея»: told to leave one alone, which is not said of oneself."""
    form = scene.form
    if form(hit.first) not in scene.words.named:
        return False
    for place in range(max(0, hit.first - 2), hit.first):
        if form(place) in _ME:
            orders = range(max(0, place - _FEW), place)
            return any(scene.around.in_sentence(at, hit) and is_order(form(at)) for at in orders)
    return False


def _before(scene: Scene, hit: Hit) -> str:
    return scene.reading.text[: scene.reading.words[hit.first].start].rstrip()[-1:]


def _after(scene: Scene, hit: Hit) -> str:
    return scene.reading.text[scene.reading.words[hit.last].end :].lstrip()[:1]
