"""The upstream bridges of a house: installed, kept running, upgraded, removed."""
