"""Two records side by side: same person or not."""
