"""Starting a house: the checks, the first run, the programs, and what is shown meanwhile."""
