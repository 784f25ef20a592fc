"""The mission on disk: the only Django models and migrations; queries and writes."""
