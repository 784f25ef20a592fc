"""The command line: a thin door over actions and the pure rooms."""
