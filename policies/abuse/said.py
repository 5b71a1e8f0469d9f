"""Whether words of abuse are said to somebody, or of somebody."""

import re

from policies.abuse.beasts import is_beast, is_beastly, is_instead
from policies.abuse.calling import (
    is_called_off,
    is_hailed,
    is_quality_named,
    is_scolded,
    is_sent_away,
)
from policies.abuse.excuses import (
    is_asked_about,
    is_counted_in,
    is_denied,
    is_for_the_asylum,
    is_hired,
    is_in_disguise,
    is_in_quotes,
    is_likened,
    is_of_a_beast,
    is_of_a_figure,
    is_of_a_thing_before,
    is_of_those_above,
    is_said_now,
    is_title,
)
from policies.abuse.scene import SOMEBODY, SUCH, VERY_SHORT, Scene
from policies.text.morphology import forms
from policies.text.vocabulary import Hit

_QUALITIES = frozenset({"mad", "dull", "doubted", "moral"})
_STAGED = frozenset({"mad", "dull", "doubted", "creature", "herd", "face", "this", "moral"})
_ADVERB = re.compile(r"\w*(?<!г)о")
"""«тупо», «ненормально»: said of what is done."""
_THIS = forms("этот")
_TO_FACE = frozenset({"ты", "вы"})
_SECOND_PERSON = re.compile(r"(?:гав|тяв|вя|куд|хрю|бле|бре|вере)\w+(?:шь|те)")
"""«кудахчете» is said to somebody."""
_WHERE = frozenset({"на", "под", "за", "по"})
_SPOTS = frozenset(
    form
    for spot in ("стена", "потолок", "пол", "окно", "штора", "раковина", "подоконник", "труба")
    for form in forms(spot)
)
_ROLE = forms("роль") | forms("костюм") | forms("маска") | forms("образ")
_ADMIRED = frozenset({"mad", "gone", "creature", "herd"})


def abuses(scene: Scene, hit: Hit) -> bool:
    """Whether what was found is said to somebody, or of somebody."""
    if scene.form(hit.first) in scene.words.allowed:
        return False
    return _is_meant(scene, hit) and not _is_excused(scene, hit)


def _is_meant(scene: Scene, hit: Hit) -> bool:
    """Whether it is of somebody who is here, by the kind of abuse; most words of it are of nobody
    in most posts."""
    if hit.tag in ("person", "phrase", "scorn", "this"):
        return True
    if hit.tag == "dullest":
        return not (_is_of_a_thing(scene, hit) or scene.near(("pets", "elements"), hit, 4, 2))
    if hit.tag == "double":
        return not scene.around.has("literal")
    if hit.tag == "trade" and not scene.near(("would",), hit, 5, 2):
        return False
    if hit.tag == "hailed":
        return is_hailed(scene, hit)
    if hit.tag == "asylum":
        return is_for_the_asylum(scene, hit)
    if hit.tag in ("gibe", "trade"):
        meant = scene.near(("you", "yours", "staff", "people", "them"), hit, 6, 6)
        return meant and not scene.around.has("literal")
    if hit.tag == "rude":
        return any(
            scene.form(place) in scene.words.titled and scene.is_close(*sorted((place, hit.first)))
            for place in (hit.first - 1, hit.last + 1)
        )
    if hit.tag in _QUALITIES and _ADVERB.fullmatch(scene.form(hit.first)):
        return False
    if hit.tag in ("mad", "dull"):
        if scene.form(hit.first - 1) == "не":
            return False
        if is_called_off(scene, hit):
            return True
        named = is_quality_named(scene, hit) or _has_somebody(scene, hit)
        return named and not _is_of_a_thing(scene, hit)
    if hit.tag == "doubted":
        before = scene.form(hit.first - 1), scene.form(hit.first - 2)
        if _TO_FACE.isdisjoint(before) or not scene.is_called(hit):
            return False
        is_asked = scene.near(("you",), hit, 2, 0)
        return is_asked and not scene.is_thing(hit.last + 1, hit)
    if hit.tag == "creature":
        return is_beast(scene, hit)
    if hit.tag == "face":
        return scene.near(("you", "yours", "staff"), hit, 3, 3)
    if hit.tag == "moral":
        if scene.words.human.isdisjoint((scene.form(hit.last + 1), scene.form(hit.last + 2))):
            return False
        human = scene.near(("human",), hit, 0, 2)
        return human and scene.near(("you", "yours", "staff"), hit, 5, 5)
    if hit.tag == "herd":
        if is_instead(scene, hit) or (scene.form(hit.first - 1) == "как" and _is_yours(scene, hit)):
            return True
        made_of = scene.form(hit.last + 1) in scene.words.insulted and scene.is_close(
            hit.last, hit.last + 1
        )
        beastly = is_beastly(scene, hit) and not scene.is_thing(hit.last + 1, hit)
        return made_of or beastly or scene.near(("you",), hit, 3, 0)
    if _SECOND_PERSON.fullmatch(scene.form(hit.last)):
        return scene.form(hit.first - 1) != "не"
    addressed = scene.near(("you",), hit, 4, 2) or scene.near(("staff", "people"), hit, 5, 3)
    return addressed and scene.form(hit.first - 1) != "не"


def _is_excused(scene: Scene, hit: Hit) -> bool:
    """Quoted, told as a tale, said of oneself or of one's own, or in admiration."""
    if hit.first in scene.fixed or hit.last in scene.fixed or is_in_quotes(scene, hit):
        return True
    if scene.form(hit.first - 1) in _ROLE or is_denied(scene, hit):
        return True
    if is_asked_about(scene, hit) or is_in_disguise(scene, hit):
        return True
    if is_of_a_beast(scene, hit) or is_of_those_above(scene, hit):
        return True
    if hit.tag in _ADMIRED and scene.around.has("praised"):
        return True
    if not scene.near(("you",), hit, 2, 2) and (
        scene.around.has("tale")
        or _is_of_others(scene, hit)
        or is_title(scene, hit)
        or (hit.tag not in ("phrase", "rude") and _is_of_elements(scene, hit))
        or (hit.tag == "this" and (scene.around.has("vermin") or _is_somewhere(scene, hit)))
        or is_likened(scene, hit)
        or is_of_a_figure(scene, hit)
        or is_hired(scene, hit)
        or (scene.around.has("farm") and scene.form(hit.first) in scene.words.beasts)
        or (hit.tag in _STAGED and scene.around.has("stage"))
        or (hit.tag == "creature" and _is_eaten(scene, hit))
        or (scene.near(("report",), hit, 5, 2) and not is_said_now(scene, hit))
        or scene.near(("word",), hit, 3, 0)
        or (hit.tag != "phrase" and scene.near(("pets",), hit, 3, 2))
        or _is_of_oneself(scene, hit)
    ):
        return True
    if hit.tag == "person" and scene.form(hit.first - 1) == "не":
        return scene.form(hit.last + 1) != "ли"
    if scene.form(hit.first) not in scene.words.fond or not scene.near(("own",), hit, 2, 1):
        return False
    return not scene.near(("staff",), hit, 3, 0)  # «председатель наш балбес»


def _is_of_others(scene: Scene, hit: Hit) -> bool:
    """«губернатор ворюга» is politics, «водитель хам» of nobody here."""
    if not (scene.around.has("authority") or scene.near(("strangers",), hit, 6, 6)):
        return False
    return not scene.near(("you", "yours", "staff"), hit, 5, 5)


def _is_of_elements(scene: Scene, hit: Hit) -> bool:
    """«лифт гад», «этот замок на калитке просто сволочь»."""
    near = scene.near(("elements",), hit, 5, 0) and not scene.near(SOMEBODY, hit, 6, 3)
    return near or scene.near(("elements",), hit, 2, 0)


def _is_eaten(scene: Scene, hit: Hit) -> bool:
    """Hens are, but not «повариха свинья, волосы в супе»."""
    if not scene.around.has("food") or is_beastly(scene, hit):
        return False
    is_called = scene.is_close(hit.first - 1, hit.first)
    return not (is_called and scene.form(hit.first - 1) in scene.words.bearers)


def _is_somewhere(scene: Scene, hit: Hit) -> bool:
    """«эта дрянь на стене плесень?»"""
    return scene.form(hit.last + 1) in _WHERE and scene.form(hit.last + 2) in _SPOTS


def _is_of_oneself(scene: Scene, hit: Hit) -> bool:
    if hit.tag == "scorn" or scene.form(hit.first - 1) in SUCH:  # «я таких идиотов ещё не видела»
        return False
    if hit.tag == "phrase" and scene.form(hit.last + 1) == "у":  # «мозги набекрень у меня»
        return scene.near(("me",), hit, 0, 2)
    if scene.near(("me",), hit, 3 if hit.tag == "phrase" else 2, 0):
        return not is_sent_away(scene, hit)
    if hit.tag == "phrase":
        return False
    if scene.near(("oneself",), hit, 2, 0) and not scene.near(("you",), hit, 5, 0):
        return True
    close = scene.near(("me",), hit, 0, 1) and scene.is_close(hit.last, hit.last + 1)
    return close or is_counted_in(scene, hit)


def _has_somebody(scene: Scene, hit: Hit) -> bool:
    """Whether a quality is somebody's."""
    if scene.near(("you",), hit, 3, 1) and scene.is_called(hit):
        return True
    if hit.tag == "mad" and scene.near(("yours",), hit, 5, 5):
        return True
    if scene.near(("staff", "people"), hit, 4, 3) or scene.is_named(hit):
        return True
    if scene.around.has("pointed"):
        return True
    if hit.tag == "mad" and scene.form(hit.first - 1) in _THIS:
        return True
    if (scene.form(hit.first - 2), scene.form(hit.first - 1)) == ("взять", "с"):
        return True  # «что взять с убогой»
    short = len(scene.reading.words) <= VERY_SHORT
    return hit.tag == "mad" and (short or _is_cried(scene, hit))


def _is_cried(scene: Scene, hit: Hit) -> bool:
    """«Бессовестные! Дети мёрзнут», «безрукие, даже штору…»: no part of a sentence, and not of
    what one is cross with."""
    of_things = scene.form(hit.first) in scene.words.of_things
    if of_things or scene.around.in_sentence(hit.first - 1, hit):
        return False
    return not scene.around.in_sentence(hit.last + 1, hit) or is_scolded(scene, hit)


def _is_of_a_thing(scene: Scene, hit: Hit) -> bool:
    """Whether the noun beside a quality is no person."""
    return (
        scene.is_thing(hit.last + 1, hit)
        or scene.is_thing(hit.first - 1, hit)
        or is_of_a_thing_before(scene, hit)
    )


def _is_yours(scene: Scene, hit: Hit) -> bool:
    return scene.near(("you", "yours"), hit, 6, 2)
