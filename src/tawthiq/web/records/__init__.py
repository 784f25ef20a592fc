"""Records: each value with its words and where they stand."""
