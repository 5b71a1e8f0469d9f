"""Running the upstream mautrix bridges: their programs, configuration, databases, service files."""
