"""The embedded homeserver: Synapse in an environment of its own, private and unfederated."""
