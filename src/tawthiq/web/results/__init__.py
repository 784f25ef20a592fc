"""Counts and estimates: the kept numbers, how they came about, and how to make them again."""
