"""Sealed identities: keys, sealing, requests to open, the station."""
