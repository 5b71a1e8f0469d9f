"""What people make of decisions: cards for the duty administrator, reactions, objections.

`cards` says what a card shows, `showing` shows it; `hearing` hears reactions and answers in the
duty room, `reacting` and `answering` carry them out, `objections` shows what authors object.
"""
