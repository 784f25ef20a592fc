"""Releases: what left the mission, what would leave, and the check that nothing of it was changed."""
