"""One module for each thing a member does: permission, load, decide, write, ledger and audit in one transaction."""
