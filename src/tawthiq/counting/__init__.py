"""Documented counts, capture histories, estimates, diagnostics and refusals."""
