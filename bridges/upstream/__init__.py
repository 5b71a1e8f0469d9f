"""The driver of the upstream mautrix bridges: one for all that are built on bridgev2."""
