"""The files that people write: read with every mistake at its line, and watched for changes."""
