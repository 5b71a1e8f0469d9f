"""Whether a short post tells what a named child did, whatever it was."""

from policies.names.actor import Actor, Role
from policies.names.actors import actors, named_in
from policies.names.deed_words import agree, is_done
from policies.people import Children
from policies.text.reading import Reading

_FAR = 5
"""Words behind a name among which its verb is looked for."""
_TO_THEMSELVES = frozenset({"ты", "тебе", "тебя", "тобой"})


def tells_what_a_child_did(reading: Reading, children: Children) -> bool:
    """«Спасибо, Лёва дошёл сам», «спасибо Кирюше, что заступился»; not «Варя, ты выросла»."""
    if not named_in(reading, children) or not _TO_THEMSELVES.isdisjoint(reading.forms):
        return False
    return any(
        actor.role is Role.CHILD
        and (actor.roster or (actor.sure and actor.young))
        and _does(reading, actor, 1 if actor.vocative else _FAR)
        for actor in actors(reading, children)
    )


def _does(reading: Reading, actor: Actor, far: int) -> bool:
    words = reading.words
    name = words[actor.first]
    if far == 1 and actor.last + 1 < len(words) and not reading.adjoins(actor.last):
        return False
    return any(
        word.sentence == name.sentence and is_done(word.form) and agree(name.form, word.form)
        for word in words[actor.last + 1 : actor.last + 1 + far]
    )
