"""Signing in and out, choosing a language, and leaving in a hurry."""
