"""Who may see and do what: pure decisions."""
