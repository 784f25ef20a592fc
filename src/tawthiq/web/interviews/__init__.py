"""The interview form."""
