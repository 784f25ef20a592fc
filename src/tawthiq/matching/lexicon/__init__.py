"""The words that matching knows, kept as data with their source and date."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load_lexicon(name: str) -> dict[str, Any]:
    """Read one lexicon (``names`` or ``places``) of this package."""
    text = (files(__name__) / f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded
