"""The embedded homeserver and the supervision of processes."""
