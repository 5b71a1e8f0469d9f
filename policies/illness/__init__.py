"""Illness: when its words are of nobody's, and temperatures without the word."""
