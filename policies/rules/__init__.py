"""The rules that a regulation can be made of, one small pure module each."""

from collections.abc import Mapping

from policies.rules import (
    advertising,
    child_talk,
    flood,
    health,
    hours,
    impersonation,
    length,
    links,
    media_kind,
    money,
    personal_data,
    photo_consent,
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
    child_talk.RULE,
    flood.RULE,
    health.RULE,
    hours.RULE,
    impersonation.RULE,
    length.RULE,
    links.RULE,
    media_kind.RULE,
    money.RULE,
    personal_data.RULE,
    photo_consent.RULE,
    repeated_picture.RULE,
    repetition.RULE,
    rights.RULE,
    shouting.RULE,
    thanks.RULE,
    voice.RULE,
)

RULES: Mapping[str, AnyRule] = {rule.name: rule for rule in _ALL}
"""Every rule, by the name that regulation.yaml uses."""
