"""Persons: found by filter and by name in either script, and opened down to the words of each record."""
