"""The rules that a regulation can be made of, one small pure module each."""

from collections.abc import Mapping

from policies.rules import (
    advertising,
    chain_letter,
    child_talk,
    flood,
    health,
    hours,
    impersonation,
    insult,
    language,
    length,
    links,
    media_kind,
    money,
    obscenity,
    personal_data,
    photo_consent,
    politics,
    repeated_picture,
    repetition,
    rights,
    shouting,
    thanks,
    voice,
)
from policies.rules.rule import AnyRule

_ALL: tuple[AnyRule, ...] = (
    advertising.RULE,
    chain_letter.RULE,
    child_talk.RULE,
    flood.RULE,
    health.RULE,
    hours.RULE,
    impersonation.RULE,
    insult.RULE,
    language.RULE,
    length.RULE,
    links.RULE,
    media_kind.RULE,
    money.RULE,
    obscenity.RULE,
    personal_data.RULE,
    photo_consent.RULE,
    politics.RULE,
    repeated_picture.RULE,
    repetition.RULE,
    rights.RULE,
    shouting.RULE,
    thanks.RULE,
    voice.RULE,
)

RULES: Mapping[str, AnyRule] = {rule.name: rule for rule in _ALL}
"""Every rule, by the name that regulation.yaml uses."""
