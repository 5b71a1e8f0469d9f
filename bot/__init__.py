"""The daemon, and all that staff and administrators touch."""
