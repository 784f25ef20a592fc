"""Reported figures: who said how many, side by side."""
