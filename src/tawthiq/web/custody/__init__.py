"""Exhibits, the ledger and the audit."""
