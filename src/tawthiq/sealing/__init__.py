"""The only door to cryptography: digests, seals, signatures and timestamps."""
