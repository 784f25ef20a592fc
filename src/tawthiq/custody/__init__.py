"""Ledger rules and verification: bytes in, verdict out."""
