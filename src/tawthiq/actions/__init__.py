"""One module for each thing a member does: permission, load, decide, write, log, in one transaction."""
