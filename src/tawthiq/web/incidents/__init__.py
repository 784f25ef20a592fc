"""Incidents and what each source says of them."""
