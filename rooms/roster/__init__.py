"""The roster: the children of the kindergarten, their groups and their guardians."""
