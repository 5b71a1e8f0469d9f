"""The messengers: our appservice with a connector a network."""
