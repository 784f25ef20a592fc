"""What each category of a reported figure means, in the language of the page: the reader's own definitions."""

from __future__ import annotations

from tawthiq.reading.lexicon import load_categories


def define(category: str, *, language: str) -> str:
    """The definition of a category; empty for one that has none."""
    entry = load_categories().get(category, {})
    return entry.get(f"means_{language}") or entry.get("means_en", "")
