"""The pages: thin doors over one action or one query call each."""
