"""The change of the year: groups move up with their rooms, graduates leave, newcomers come."""
