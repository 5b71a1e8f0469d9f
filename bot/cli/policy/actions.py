"""What became of a post, in words."""

from collections.abc import Mapping

from policies.verdict import Action

DONE: Mapping[Action, str] = {
    Action.ALLOW: "published",
    Action.FLAG: "published and noted",
    Action.HOLD: "held until the allowed hour",
    Action.ASK: "shown to the duty administrator",
    Action.REFUSE: "not published",
    Action.WITHDRAW: "not published, and removed from the messenger",
}
"""English source texts."""
