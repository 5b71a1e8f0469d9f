"""The sandbox: a messenger of our own, to practise with and to drive from outside."""
