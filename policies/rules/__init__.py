"""The rules that a regulation can be made of, one small pure module each."""

from collections.abc import Mapping

from policies.rules import hours, length, rights
from policies.rules.rule import AnyRule

RULES: Mapping[str, AnyRule] = {rule.name: rule for rule in (hours.RULE, length.RULE, rights.RULE)}
"""Every rule, by the name that regulation.yaml uses."""
