"""The regulation as code: pure functions from a post to a verdict. No I/O, no clock."""
