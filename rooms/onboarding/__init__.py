"""The hand-out sheet: a strip a guardian, with a code for each messenger of the group."""
