"""Two records side by side: same person or not; second opinions, and how far members agree."""
