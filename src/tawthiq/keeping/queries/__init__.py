"""Everything that is read from the store: each query takes `viewer=` and returns plain data."""
