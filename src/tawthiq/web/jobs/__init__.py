"""Long work: what was asked for, how far it is, what it came to."""
