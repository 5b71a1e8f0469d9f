"""Personal data in a text: what looks like it, and the checks that tell it from other numbers."""
