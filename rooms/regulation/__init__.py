"""regulation.yaml beside the community that it is for: its schema, and what to compare it with."""
