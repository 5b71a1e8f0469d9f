"""Offers of goods, services and work: by which signs they are told, and how near each other."""
