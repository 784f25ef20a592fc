"""Sources: what records and figures are taken from, and how they come in."""
