"""The first page: what is documented, what is estimated, and what waits."""
