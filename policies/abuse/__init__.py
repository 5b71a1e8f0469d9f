"""Abuse of people: its words, and when they are meant of somebody."""
