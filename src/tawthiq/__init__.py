"""Tawthiq: from testimony to a number that opens."""

__version__ = "0.1.0"
